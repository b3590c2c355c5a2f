//! An attempt has a lease: one of which Temporal hears nothing is taken for dead, and another worker goes on. So an
//! attempt ends itself before its lease runs out, and two never overlap.

use std::{future::pending, time::Duration};

use muster_workflows::contract::MARGIN;
use temporalio_client::{ActivityIdentifier, RpcOptions, errors::AsyncActivityError};
use temporalio_sdk::activities::ActivityContext;
use tokio::time::{Instant, sleep_until, timeout, timeout_at};
use tracing::debug;

/// What came of saying that the attempt lives.
#[derive(Debug, Clone, Copy)]
enum Heartbeat {
    /// Temporal has heard it.
    Heard,
    /// Nobody has, this time.
    Unheard,
    /// It is not this attempt's turn any more.
    TooLate,
}

/// A lease that Temporal has acknowledged.
pub(crate) struct Lease<'a> {
    ctx: &'a ActivityContext,
    /// After so much silence Temporal has the attempt made again; none, where it does not count.
    limit: Option<Duration>,
    heard: Instant,
}

impl<'a> Lease<'a> {
    /// Takes the lease of an attempt that begins. One that comes too late, because its worker stood still with the task
    /// in its hands, is another's by now: it gets none.
    pub(crate) async fn take(ctx: &'a ActivityContext) -> Option<Self> {
        let limit = ctx.info().heartbeat_timeout.filter(|limit| !limit.is_zero());
        let lease = Self { ctx, limit, heard: Instant::now() };
        match limit {
            Some(limit) => begin(limit, || say(ctx.clone())).await.then_some(lease),
            None => Some(lease),
        }
    }

    /// Renews the lease, and ends when it runs out or is lost.
    pub(crate) async fn run_out(self) {
        match self.limit {
            Some(limit) => renew(limit, self.heard, || say_and_count(self.ctx.clone())).await,
            None => pending().await,
        }
    }
}

/// Whether Temporal acknowledges that an attempt begins.
async fn begin<F: Future<Output = Heartbeat>>(limit: Duration, say: impl Fn() -> F) -> bool {
    matches!(timeout(limit.saturating_sub(MARGIN), say()).await, Ok(Heartbeat::Heard))
}

/// Renews a lease that Temporal counts to this limit, and gives up a little before it.
async fn renew<F: Future<Output = Heartbeat>>(limit: Duration, mut heard: Instant, say: impl Fn() -> F) {
    let (lease, pace) = (limit.saturating_sub(MARGIN), limit / 3);
    let mut next = heard + pace;
    while next < heard + lease {
        sleep_until(next).await;
        match timeout_at(heard + lease, say()).await {
            Ok(Heartbeat::Heard) => heard = next,
            Ok(Heartbeat::Unheard) => {}
            Ok(Heartbeat::TooLate) | Err(_) => return,
        }
        next += pace;
    }
    sleep_until(heard + lease).await;
}

async fn say(ctx: ActivityContext) -> Heartbeat {
    let attempt = ActivityIdentifier::from_task_token(ctx.info().task_token.clone().into());
    let handle = ctx.client().get_async_activity_handle(attempt);
    match handle.heartbeat(None::<()>, RpcOptions::default()).await {
        Ok(_) => Heartbeat::Heard,
        Err(AsyncActivityError::NotFound(_)) => Heartbeat::TooLate,
        Err(error) => {
            debug!(%error, "Temporal does not hear a heartbeat");
            Heartbeat::Unheard
        }
    }
}

/// The SDK counts for itself, from the beginning of the attempt. It does not tell whether Temporal has heard it, which is
/// why we ask.
async fn say_and_count(ctx: ActivityContext) -> Heartbeat {
    let said = say(ctx.clone()).await;
    if let Heartbeat::Heard = said
        && let Err(error) = ctx.record_heartbeat(()).await
    {
        debug!(%error, "the SDK does not take a heartbeat");
    }
    said
}

#[cfg(test)]
mod tests {
    use std::{
        cell::{Cell, RefCell},
        future::ready,
    };

    use super::*;

    const LIMIT: Duration = Duration::from_secs(15);
    const PACE: Duration = Duration::from_secs(5);

    /// How long a lease lasts of which this is heard, time after time, and then nothing ever again; and how often it
    /// was said.
    async fn lasts(heard: impl IntoIterator<Item = Heartbeat>) -> (Duration, usize) {
        let (begun, said, heard) = (Instant::now(), Cell::new(0), RefCell::new(heard.into_iter()));
        let say = || {
            said.set(said.get() + 1);
            let now = heard.borrow_mut().next();
            async move { if let Some(now) = now { now } else { pending().await } }
        };
        renew(LIMIT, begun, say).await;
        (begun.elapsed(), said.get())
    }

    #[tokio::test(start_paused = true)]
    async fn one_of_which_nobody_hears_ends_before_temporal_makes_the_attempt_again() {
        let unheard = || std::iter::repeat_with(|| Heartbeat::Unheard);
        assert_eq!(lasts([]).await, (LIMIT - MARGIN, 1), "Temporal hangs");
        assert_eq!(lasts(unheard()).await, (LIMIT - MARGIN, 2), "Temporal is away");
        let went_away = std::iter::once(Heartbeat::Heard).chain(unheard());
        assert_eq!(lasts(went_away).await, (PACE + LIMIT - MARGIN, 3), "Temporal went away");
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_is_heard_of_now_and_then_goes_on() {
        let now_and_then =
            (1..=1_000).map(|n| if n % 2 == 0 { Heartbeat::Heard } else { Heartbeat::Unheard });
        assert_eq!(lasts(now_and_then).await, (1_000 * PACE + LIMIT - MARGIN, 1_001));
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_another_attempt_has_is_over_at_once() {
        assert_eq!(lasts([Heartbeat::TooLate]).await, (PACE, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn only_one_of_which_temporal_hears_begins() {
        let begins = |said: Heartbeat| begin(LIMIT, move || ready(said));
        assert!(begins(Heartbeat::Heard).await);
        assert!(!begins(Heartbeat::Unheard).await);
        assert!(!begins(Heartbeat::TooLate).await);
        let begun = Instant::now();
        assert!(!begin(LIMIT, pending).await);
        assert_eq!(begun.elapsed(), LIMIT - MARGIN);
    }
}

//! Slack's pace. A long channel takes more calls than Slack allows at once, and starting over would too.

use std::time::Duration;

use temporalio_sdk::activities::ActivityContext;
use tokio::time::sleep;
use tracing::warn;

use crate::failure::Failure;

/// Silence that nobody takes for death.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);

/// Makes a call, and makes it again after the time that Slack names for as long as it says that it is too much. The
/// attempt as a whole has its limit.
pub(super) async fn patiently<T, Call>(ctx: &ActivityContext, call: impl Fn() -> Call) -> Result<T, Failure>
where
    Call: Future<Output = Result<T, Failure>>,
{
    loop {
        match call().await {
            Err(failure) if let Some(mut pause) = failure.retry_after() => {
                while !pause.is_zero() {
                    let nap = pause.min(SIGN_OF_LIFE);
                    sleep(nap).await;
                    pause -= nap;
                    is_alive(ctx, "waiting for Slack").await;
                }
            }
            result => return result,
        }
    }
}

/// Says that the attempt lives, and how far it is.
pub(super) async fn is_alive(ctx: &ActivityContext, progress: &str) {
    // Plain text always converts, and a sign of life that is lost is no reason to give up.
    if let Err(error) = ctx.record_heartbeat(progress.to_owned()).await {
        warn!(%error, "no heartbeat");
    }
}

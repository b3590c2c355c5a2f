//! Waiting until something has come to its end.

use std::time::Duration;

use muster_workflows::contract::{ARRIVES_WITHIN, healing::Settled};
use tokio::time::{Instant, sleep};

use crate::failure::Failure;

/// Between two looks: at first, and at most.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What a look sees.
pub(super) enum Seen {
    /// It has come to its end; how.
    Done(String),
    /// It goes on.
    UnderWay,
    /// It stands still half-way. What was asked for may not have shown yet.
    HalfDone,
    /// It is as it was before. What was asked for may not have shown yet.
    AsBefore,
}

/// Looks until it is told. For how long is for the caller to say.
pub(super) async fn settled<Look>(look: impl Fn() -> Look) -> Result<Settled, Failure>
where
    Look: Future<Output = Result<Seen, Failure>>,
{
    let (began, mut pause) = (Instant::now(), FIRST_PAUSE);
    loop {
        match look().await? {
            Seen::Done(how) => return Ok(Settled::Done(how)),
            Seen::AsBefore if began.elapsed() >= ARRIVES_WITHIN => return Ok(Settled::NotBegun),
            Seen::HalfDone if began.elapsed() >= ARRIVES_WITHIN => return Ok(Settled::HalfDone),
            Seen::AsBefore | Seen::HalfDone | Seen::UnderWay => {}
        }
        // AWS tells nobody when it is done: one has to look.
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

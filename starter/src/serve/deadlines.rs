//! Slack waits 3 s for an answer, some of which is on the way. How Muster spends the rest.

use std::{future::Future, time::Duration};

use tokio::time::{Instant, timeout};

use crate::slack::Problem;

/// What everything that is said may take. Some is left for telling somebody that it was not taken.
const BUDGET: Duration = Duration::from_millis(2_300);

/// What the regions may take of that. The rest is for the outbox, and for what comes before.
const REGIONS_WITHIN: Duration = Duration::from_millis(2_000);

/// What looking for an incident may take of that, where something is to be said to it then.
const LOOK_WITHIN: Duration = Duration::from_millis(1_200);

/// What is left to tell somebody that something was not taken.
const TELL_WITHIN: Duration = Duration::from_millis(500);

/// Until when the regions have time to answer something that comes now.
pub(crate) fn for_regions() -> Instant {
    Instant::now() + REGIONS_WITHIN
}

/// Until when the regions have time to show what something that comes now is about.
pub(crate) fn for_looking() -> Instant {
    Instant::now() + LOOK_WITHIN
}

/// Gives up in time to say so.
pub(crate) async fn in_time<T>(work: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    timeout(BUDGET, work).await.unwrap_or(Err(Problem::Slow(BUDGET)))
}

/// Gives up telling somebody while Slack still waits.
pub(crate) async fn told_in_time<T>(tell: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    timeout(TELL_WITHIN, tell).await.unwrap_or(Err(Problem::Slow(TELL_WITHIN)))
}

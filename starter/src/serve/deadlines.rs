//! Slack waits 3 s for an answer, some of which is on the way. How Muster spends the rest.

use std::{future::Future, time::Duration};

use tokio::time::{Instant, timeout, timeout_at};

use crate::slack::Problem;

/// What everything that is said may take. Some is left for telling somebody that it was not taken.
const BUDGET: Duration = Duration::from_millis(2_300);

/// What the regions may take of that. The rest is for the outbox.
const REGIONS_WITHIN: Duration = Duration::from_millis(2_000);

/// Until when an incident may be looked for, where something is to be said to it then. A region that hangs leaves time
/// for the one that does not.
const LOOK_WITHIN: Duration = Duration::from_millis(1_400);

/// What is left to tell somebody that something was not taken.
const TELL_WITHIN: Duration = Duration::from_millis(500);

/// When something came, from which all its deadlines are counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadlines {
    came: Instant,
}

impl Deadlines {
    /// It comes now.
    pub(crate) fn begin() -> Self {
        Self { came: Instant::now() }
    }

    /// Gives up in time to say so.
    pub(crate) async fn in_time<T>(
        self,
        work: impl Future<Output = Result<T, Problem>>,
    ) -> Result<T, Problem> {
        // On the heap: it holds all that is done for a request.
        timeout_at(self.came + BUDGET, Box::pin(work)).await.unwrap_or(Err(Problem::Slow(BUDGET)))
    }

    /// Until when the regions have time to show what it is about.
    pub(crate) fn looking(self) -> Instant {
        self.came + LOOK_WITHIN
    }

    /// Until when the regions have time to take it.
    pub(crate) fn regions(self) -> Instant {
        self.came + REGIONS_WITHIN
    }
}

/// Gives up in time to say so: for what begins as something comes.
pub(crate) fn in_time<T>(
    work: impl Future<Output = Result<T, Problem>>,
) -> impl Future<Output = Result<T, Problem>> {
    Deadlines::begin().in_time(work)
}

/// Gives up telling somebody while Slack still waits.
pub(crate) async fn told_in_time<T>(tell: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
    timeout(TELL_WITHIN, tell).await.unwrap_or(Err(Problem::Slow(TELL_WITHIN)))
}

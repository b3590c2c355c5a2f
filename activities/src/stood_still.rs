//! Whether this process stood still: stopped, or its machine suspended. It then goes on with workflow tasks that Temporal
//! has given to another worker since, and would undo what that one did: Temporal says so only when such a task ends.

use std::{
    sync::{Mutex, MutexGuard, Once, PoisonError},
    thread,
    time::{Duration, Instant, SystemTime},
};

/// How often it is noticed that the process goes on.
const TICK: Duration = Duration::from_millis(250);
/// What is longer than this is no busy machine any more. A workflow task is given to another after ten seconds.
const STILL: Duration = Duration::from_secs(2);
/// So long after it went on, all tasks that it had before are ended or known to be lost.
const LATELY: Duration = Duration::from_secs(10);

static WATCH: Mutex<Option<Watch>> = Mutex::new(None);

/// When the process was last known to go on, and when it last stood still.
#[derive(Debug, Clone, Copy)]
struct Watch {
    /// Stands still while the machine is suspended.
    monotonic: Instant,
    /// Goes on while the machine is suspended, and may be set.
    wall: SystemTime,
    went_on: Option<Instant>,
}

impl Watch {
    fn begin(monotonic: Instant, wall: SystemTime) -> Self {
        Self { monotonic, wall, went_on: None }
    }

    fn tick(self, monotonic: Instant, wall: SystemTime) -> Self {
        // A clock that was set back tells of no gap.
        let gap =
            monotonic.duration_since(self.monotonic).max(wall.duration_since(self.wall).unwrap_or_default());
        let went_on = if gap > STILL { Some(monotonic) } else { self.went_on };
        Self { monotonic, wall, went_on }
    }

    fn stood_still_lately(self) -> bool {
        self.went_on.is_some_and(|went_on| self.monotonic.duration_since(went_on) < LATELY)
    }
}

/// Begins to watch, once in a process.
pub(crate) fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        *known() = Some(Watch::begin(Instant::now(), SystemTime::now()));
        thread::spawn(|| {
            loop {
                lately();
                thread::sleep(TICK);
            }
        });
    });
}

/// Whether the process has stood still lately, this moment included. Where nobody watches, it is not known to have.
pub(crate) fn lately() -> bool {
    let mut known = known();
    let now = known.map(|watch| watch.tick(Instant::now(), SystemTime::now()));
    *known = now;
    now.is_some_and(Watch::stood_still_lately)
}

fn known() -> MutexGuard<'static, Option<Watch>> {
    WATCH.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_stood_still_is_careful_for_a_while() {
        let (monotonic, wall) = (Instant::now(), SystemTime::now());
        let after = |watch: Watch, millis: u64, wall_millis: u64| {
            let after = |millis| Duration::from_millis(millis);
            watch.tick(watch.monotonic + after(millis), watch.wall + after(wall_millis))
        };
        let busy = after(after(Watch::begin(monotonic, wall), 250, 250), 1_900, 1_900);
        assert!(!busy.stood_still_lately());
        for (millis, wall_millis) in [(2_100, 2_100), (5, 60_000)] {
            let stopped = after(busy, millis, wall_millis);
            assert!(stopped.stood_still_lately(), "stopped, or suspended");
            assert!(after(stopped, 1_900, 1_900).stood_still_lately());
            let long_ago = (0..6).fold(stopped, |watch, _| after(watch, 1_900, 1_900));
            assert!(!long_ago.stood_still_lately());
        }
    }
}

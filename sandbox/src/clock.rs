//! The sandbox's time: real time plus an offset that people and tests move.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// Real time plus a movable offset. What the sandbox stamps (messages, issues, tokens) comes from here.
#[derive(Debug, Default)]
pub struct Clock {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    offset: SignedDuration,
    last_ts_micros: i64,
}

impl Clock {
    /// The sandbox's present.
    pub fn now(&self) -> Timestamp {
        self.inner().now()
    }

    /// How far the sandbox's present is ahead of real time.
    pub fn offset(&self) -> SignedDuration {
        self.inner().offset
    }

    /// Moves the present forward.
    pub fn advance(&self, by: Duration) {
        let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        let mut inner = self.inner();
        inner.offset = inner.offset.saturating_add(by);
    }

    /// Makes `at` the present; time runs on from there.
    pub fn set(&self, at: Timestamp) {
        self.inner().offset = at.duration_since(Timestamp::now());
    }

    /// A Slack `ts` for the present: seconds and six decimals, unique and rising even when the clock is set back.
    pub fn slack_ts(&self) -> String {
        let mut inner = self.inner();
        let micros = inner.now().as_microsecond().max(inner.last_ts_micros + 1);
        inner.last_ts_micros = micros;
        format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
    }

    fn inner(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn now(&self) -> Timestamp {
        Timestamp::now().saturating_add(self.offset).unwrap_or(Timestamp::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ts_is_unique_and_rises_even_when_the_clock_is_set_back() {
        let clock = Clock::default();
        let mut stamps: Vec<String> = (0..1000).map(|_| clock.slack_ts()).collect();
        clock.set(clock.now() - SignedDuration::from_hours(1));
        stamps.push(clock.slack_ts());
        let mut sorted = stamps.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(stamps, sorted);
    }

    #[test]
    fn advance_and_set_move_the_present() {
        let clock = Clock::default();
        clock.advance(Duration::from_secs(3600));
        assert_eq!(clock.offset(), SignedDuration::from_hours(1));
        let at: Timestamp = "2026-03-29T01:30:00Z".parse().unwrap();
        clock.set(at);
        assert!(clock.now().duration_since(at) < SignedDuration::from_secs(5));
    }
}

use std::time::Duration;

use super::Pace;

/// How long to wait before the next attempt: not at all at first and after a connection that held, and longer from
/// failure to failure.
#[derive(Debug, Default)]
pub(super) struct Pauses {
    /// In a row.
    failures: u32,
    /// Whether the last was a plain no.
    is_refused: bool,
}

impl Pauses {
    /// The attempt failed, or its connection did not hold.
    pub(super) fn failed(&mut self, is_refused: bool) {
        self.failures = self.failures.saturating_add(1);
        self.is_refused = is_refused;
    }

    /// The connection held, or was there for long enough.
    pub(super) fn held(&mut self) {
        *self = Self::default();
    }

    /// With chance in it, so that not all come back at the same moment.
    pub(super) fn next(&self, pace: &Pace) -> Duration {
        self.longest(pace).mul_f64(rand::random_range(0.5..=1.0))
    }

    fn longest(&self, pace: &Pace) -> Duration {
        match self.failures {
            0 => Duration::ZERO,
            _ if self.is_refused => pace.refused_pause,
            failures => {
                let doubled = 2_u32.saturating_pow(failures - 1);
                pace.first_pause.saturating_mul(doubled).min(pace.longest_pause)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_makes_the_pause_longer_up_to_the_longest() {
        let (mut pauses, pace) = (Pauses::default(), Pace::default());
        assert_eq!(pauses.next(&pace), Duration::ZERO);
        for longest in [200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000] {
            pauses.failed(false);
            let longest = Duration::from_millis(longest);
            let pause = pauses.next(&pace);
            assert!((longest / 2..=longest).contains(&pause), "{pause:?} of {longest:?}");
        }
        pauses.failures = u32::MAX;
        pauses.failed(false);
        assert!(pauses.next(&pace) <= pace.longest_pause);
        pauses.failed(true);
        assert!(pauses.next(&pace) >= pace.refused_pause / 2);
        pauses.held();
        assert_eq!(pauses.next(&pace), Duration::ZERO);
    }
}

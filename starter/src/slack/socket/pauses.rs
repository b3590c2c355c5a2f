use std::time::Duration;

use super::Pace;

/// How long to wait before the next attempt: not at all at first and after a connection that held, and longer from
/// failure to failure.
#[derive(Debug, Default)]
pub(super) struct Pauses {
    /// In a row.
    failures: u32,
    /// How long to wait at least.
    least: Duration,
}

impl Pauses {
    /// The attempt failed, or its connection did not hold. The next is to wait for so long at least.
    pub(super) fn failed(&mut self, least: Duration) {
        self.failures = self.failures.saturating_add(1);
        self.least = least;
    }

    /// The connection held, or was there for long enough.
    pub(super) fn held(&mut self) {
        *self = Self::default();
    }

    /// With chance in it, so that not all come back at the same moment.
    pub(super) fn next(&self, pace: &Pace) -> Duration {
        let chance = rand::random_range(0.5..=1.0);
        match self.failures {
            0 => Duration::ZERO,
            _ if !self.least.is_zero() => self.least.mul_f64(0.5 + chance),
            failures => {
                let doubled = pace.first_pause.saturating_mul(2_u32.saturating_pow(failures - 1));
                doubled.min(pace.longest_pause).mul_f64(chance)
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
            pauses.failed(Duration::ZERO);
            let longest = Duration::from_millis(longest);
            let pause = pauses.next(&pace);
            assert!((longest / 2..=longest).contains(&pause), "{pause:?} of {longest:?}");
        }
        pauses.failures = u32::MAX;
        pauses.failed(Duration::ZERO);
        assert!(pauses.next(&pace) <= pace.longest_pause);
        pauses.failed(pace.refused_pause);
        let pause = pauses.next(&pace);
        assert!((pace.refused_pause..=pace.refused_pause * 3 / 2).contains(&pause), "{pause:?}");
        pauses.held();
        assert_eq!(pauses.next(&pace), Duration::ZERO);
    }
}

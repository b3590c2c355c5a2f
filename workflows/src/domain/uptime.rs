//! How much of a time something was up, from when incidents were felt and how much they took away.

use std::{collections::BTreeMap, fmt, iter::Sum, ops::Add};

use jiff::{SignedDuration, Timestamp};

mod by_service;
mod calendar;
mod objective;
#[cfg(test)]
mod tests;

pub use by_service::{OfService, by_service};
pub use calendar::{Calendar, Stretch};
pub use objective::{Budget, InvalidObjective, Objective};

/// A time: `from` is in it, `to` is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Its beginning.
    pub from: Timestamp,
    /// Its end; nothing is in it where that is not after `from`.
    pub to: Timestamp,
}

impl Window {
    /// What it shares with another.
    #[must_use]
    pub fn within(self, other: Self) -> Self {
        Self { from: self.from.max(other.from), to: self.to.min(other.to) }
    }

    fn nanoseconds(self) -> i128 {
        self.from.duration_until(self.to).max(SignedDuration::ZERO).as_nanos()
    }
}

/// An incident, as far as somebody felt it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outage {
    /// When: until the end of time where it goes on.
    pub felt: Window,
    /// How much it took away, in percent: 100 where all was down.
    pub lost: u8,
}

/// How much of a time something was up. Those of times that follow each other add up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Uptime {
    /// In nanoseconds.
    whole: i128,
    /// In hundredths of a nanosecond, so that nothing is rounded.
    lost: i128,
}

impl Uptime {
    /// Of a time in which these were felt, in whatever order. Where several were at once, the worst counts.
    pub fn of(window: Window, outages: impl IntoIterator<Item = Outage>) -> Self {
        let mut edges = Vec::new();
        for Outage { felt, lost } in outages {
            let felt = felt.within(window);
            if felt.from < felt.to {
                edges.extend([(felt.from, lost, true), (felt.to, lost, false)]);
            }
        }
        edges.sort_unstable();
        let (mut lost, mut felt, mut since) = (0, BTreeMap::<u8, usize>::new(), window.from);
        for (at, percent, begins) in edges {
            let worst = felt.last_key_value().map_or(0, |(worst, _)| i128::from(*worst).min(100));
            lost += worst * Window { from: since, to: at }.nanoseconds();
            since = at;
            let count = felt.entry(percent).or_default();
            *count = if begins { *count + 1 } else { *count - 1 };
            felt.retain(|_, count| *count > 0);
        }
        Self { whole: window.nanoseconds(), lost }
    }

    /// In percent, from 0 to 100: 100 of a time that has not been.
    pub fn percent(self) -> f64 {
        // Of what is so large a few bits are no loss.
        #[allow(clippy::cast_precision_loss, reason = "years have 57 bits of nanoseconds, and a f64 has 53")]
        match self.whole {
            0 => 100.0,
            // Both are rounded, so that of what was never up a little less than nothing could come out.
            whole => (100.0 - self.lost as f64 / whole as f64).max(0.0),
        }
    }

    /// How long it was down; what took away half of it for an hour counts half an hour.
    pub fn down(self) -> SignedDuration {
        SignedDuration::from_nanos_i128(self.lost / 100)
    }

    /// How much is left of what an objective allows in a time, of which this is what has been so far.
    pub fn budget(self, objective: Objective, of: Window) -> Budget {
        let allowed = of.nanoseconds() * i128::from(objective.allows()) / i128::from(Objective::WHOLE);
        Budget {
            allowed: SignedDuration::from_nanos_i128(allowed),
            left: SignedDuration::from_nanos_i128(allowed - self.lost / 100),
        }
    }
}

impl Add for Uptime {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { whole: self.whole + other.whole, lost: self.lost + other.lost }
    }
}

impl Sum for Uptime {
    fn sum<I: Iterator<Item = Self>>(uptimes: I) -> Self {
        uptimes.fold(Self::default(), Self::add)
    }
}

/// In percent, rounded down: 99.999 % is not 100 %.
impl fmt::Display for Uptime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let thousandths = match self.whole {
            0 => 100_000,
            whole => (whole * 100 - self.lost) * 1_000 / whole,
        };
        write!(f, "{}.{:03} %", thousandths / 1_000, thousandths % 1_000)
    }
}

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Notice, Runbook, ledger::Past};
use crate::domain::{Period, WorkHours};

/// No more runs than this at once, whatever a runbook says: its keeper could not remember them, and Temporal lets no
/// workflow have more than 2,000 children.
pub(super) const MOST_AT_ONCE: usize = 200;

/// When a runbook must not run. Whatever it says, there is one run at a time for one target.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Guard {
    /// So long after a run's end none begins for the same target.
    #[serde(default = "cool_down")]
    pub cool_down: Period,
    /// No more runs than this, for all targets together.
    #[serde(default)]
    pub at_most: Option<AtMost>,
    /// No more targets at once than this.
    #[serde(default)]
    pub share: Option<Share>,
    /// Only at these times; at any where absent.
    #[serde(default)]
    pub hours: Option<WorkHours>,
    /// Not in these times.
    #[serde(default)]
    pub freeze: Vec<Freeze>,
}

fn cool_down() -> Period {
    Period::minutes(10)
}

impl Default for Guard {
    fn default() -> Self {
        Self { cool_down: cool_down(), at_most: None, share: None, hours: None, freeze: Vec::new() }
    }
}

/// So many runs in so much time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtMost {
    /// So many.
    pub runs: u32,
    /// In so much time.
    pub within: Period,
}

impl AtMost {
    /// How many more there may be, after these.
    fn left(self, past: &[Past], now: Timestamp) -> usize {
        let counts =
            |past: &&Past| past.has_acted && now.duration_since(past.begun_at) < self.within.to_signed();
        usize::try_from(self.runs).unwrap_or(usize::MAX).saturating_sub(past.iter().filter(counts).count())
    }
}

/// So much of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// In percent.
    pub percent: u8,
    /// How many the group has; as many as the runbook has targets where absent.
    #[serde(default)]
    pub of: Option<u32>,
}

impl Share {
    /// How many of a group of so many.
    pub fn of_group(self, size: usize) -> usize {
        let size = self.of.map_or(size, |of| usize::try_from(of).unwrap_or(usize::MAX));
        size.saturating_mul(usize::from(self.percent)) / 100
    }
}

/// A time in which nothing is touched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freeze {
    /// Its beginning.
    pub from: Timestamp,
    /// Its end.
    pub to: Timestamp,
}

/// Why a runbook does not run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// The target's last run ended a short while ago.
    CoolDown,
    /// As many targets are being seen to as may be: of the group, or of what is left of `at_most`.
    Share,
    /// It has run as often as it may.
    AtMost(AtMost),
    /// It is not the time of day or the day for it.
    Hours,
    /// Nothing is touched now.
    Freeze {
        /// Until then.
        until: Timestamp,
    },
    /// More is told than can be remembered: targets that wait, or what is counted for a pattern.
    Full,
}

impl Hold {
    /// Whether it passes by itself, and soon: people need not be told.
    pub(super) fn passes(&self) -> bool {
        matches!(self, Self::CoolDown | Self::Share)
    }
}

/// Why, in a sentence after "Muster does nothing:".
impl fmt::Display for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CoolDown => f.write_str("the last run has just ended"),
            Self::Share => f.write_str("as many targets are being seen to as may be at once"),
            Self::AtMost(AtMost { runs: 1, within }) => {
                write!(f, "it has run once in {within}, which is as often as it may")
            }
            Self::AtMost(AtMost { runs, within }) => {
                write!(f, "it has run {runs} times in {within}, which is as often as it may")
            }
            Self::Hours => f.write_str("the runbook does not run at this time"),
            Self::Freeze { until } => write!(f, "nothing is touched until {until}"),
            Self::Full => f.write_str("more is told than can be remembered; look at your monitors, too"),
        }
    }
}

impl Guard {
    /// For so long after its end a run matters.
    pub(super) fn remembers(&self) -> SignedDuration {
        let window = self.at_most.map_or(SignedDuration::ZERO, |at_most| at_most.within.to_signed());
        self.cool_down.to_signed().max(window)
    }
}

impl Runbook {
    /// Why there is to be no run for a notice now, with so many under way, after these, where a run for some target may be.
    pub(super) fn holds_one(
        &self,
        notice: &Notice,
        running: usize,
        past: &[Past],
        now: Timestamp,
    ) -> Option<Hold> {
        let Guard { cool_down, share, .. } = &self.guard;
        let most = share.map_or(MOST_AT_ONCE, |share| share.of_group(self.targets.len()).min(MOST_AT_ONCE));
        // Those that are under way may come to count.
        let left = self.guard.at_most.map_or(usize::MAX, |at_most| at_most.left(past, now));
        if running >= most.min(left) {
            return Some(Hold::Share);
        }
        let cools = |past: &Past| {
            past.target == notice.target && now.duration_since(past.ended_at) < cool_down.to_signed()
        };
        // Who asks for it knows of the last run.
        (!notice.is_asked() && past.iter().any(cools)).then_some(Hold::CoolDown)
    }

    /// Why nothing is to be done at this time.
    pub fn closed(&self, now: Timestamp) -> Option<Hold> {
        let Guard { hours, freeze, .. } = &self.guard;
        if let Some(freeze) = freeze.iter().find(|freeze| (freeze.from..freeze.to).contains(&now)) {
            return Some(Hold::Freeze { until: freeze.to });
        }
        hours.as_ref().is_some_and(|hours| !hours.contain(now)).then_some(Hold::Hours)
    }

    /// Why there is to be no run for any target.
    pub(super) fn holds_all(&self, past: &[Past], now: Timestamp) -> Option<Hold> {
        let used_up = || self.guard.at_most.filter(|at_most| at_most.left(past, now) == 0).map(Hold::AtMost);
        self.closed(now).or_else(used_up)
    }
}

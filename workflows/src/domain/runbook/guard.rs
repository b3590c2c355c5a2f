use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{Period, WorkHours};

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

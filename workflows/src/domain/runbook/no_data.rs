use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{RunbookName, Target};

/// What the looks of a runbook do not learn: whoever would know does not answer, or has no values. The runbook heals nothing by
/// itself then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoData {
    /// Of which runbook.
    pub runbook: RunbookName,
    /// What that heals and how.
    pub description: String,
    /// Nobody knows whether something is wrong with these.
    pub targets: Vec<Target>,
    /// What the probes said, a line each.
    pub seen: Vec<String>,
}

/// That there is data again, or that nobody misses it any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataAgain {
    /// When that was found.
    pub at: Timestamp,
    /// Whether it is looked for: otherwise, the schedule is gone.
    pub is_looked_for: bool,
}

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Notice, Runbook, RunbookName, Target};
use crate::domain::cut;

/// So many targets are named, and of so many probes the words are told, however many there are.
const MOST: usize = 5;

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
    /// And with so many more.
    pub more: usize,
    /// What the probes said, a line each.
    pub seen: Vec<String>,
}

impl NoData {
    /// What it does not learn of these targets, and what the probes said.
    pub fn new(name: &RunbookName, runbook: &Runbook, mut targets: Vec<Target>, seen: &[String]) -> Self {
        let more = targets.len().saturating_sub(MOST);
        targets.truncate(MOST);
        let mut seen: Vec<_> = seen.iter().map(|seen| cut(seen, Notice::MOST_SAID)).collect();
        seen.dedup();
        seen.truncate(MOST);
        Self { runbook: name.clone(), description: runbook.description.clone(), targets, more, seen }
    }

    /// `web-1, web-2 and 3 more`.
    pub fn listed(&self) -> String {
        let named: Vec<_> = self.targets.iter().map(Target::as_str).collect();
        match self.more {
            0 => named.join(", "),
            more => format!("{} and {more} more", named.join(", ")),
        }
    }
}

/// That there is data again, or that nobody misses it any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataAgain {
    /// When that was found.
    pub at: Timestamp,
    /// Whether it is looked for: otherwise, its schedule is gone or paused.
    pub is_looked_for: bool,
}

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::Target;
use crate::domain::Person;

/// Something that is said about a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// About which.
    pub target: Target,
    /// By whom.
    pub from: Source,
    /// By this a monitor knows what it tells of: all that it says with one of these is about one thing.
    pub fingerprint: String,
    /// Since when that is so; of an end, since then or since when it is not so any more, as the monitor has it. For a pattern
    /// that takes several, what is said again with the same time is no news.
    pub since: Timestamp,
    /// Whether it is over.
    #[serde(default)]
    pub is_over: bool,
    /// What is said, for people.
    pub says: String,
    /// The request that said it, where somebody who got hold of it could send it again.
    #[serde(default)]
    pub request: Option<SignedRequest>,
}

/// A signed request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedRequest {
    /// By this it is known again.
    pub id: String,
    /// From then on it is refused, because it is old.
    pub until: Timestamp,
}

/// Who says something about a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The runbook's trigger of this index, from 0.
    Trigger(usize),
    /// Somebody asks for a run.
    Person(Person),
}

impl Notice {
    /// So much of what is said people read, in characters: a ledger holds hundreds of notices.
    pub const MOST_SAID: usize = 300;

    /// Somebody asks for a run.
    pub fn asked(by: Person, target: Target, at: Timestamp) -> Self {
        Self {
            target,
            says: format!("{by} asked for it{}", if by.slack_id.is_none() { " at a shell" } else { "" }),
            from: Source::Person(by),
            fingerprint: format!("asked-{at}"),
            since: at,
            is_over: false,
            request: None,
        }
    }

    /// Whether somebody asks for it, and no monitor.
    pub(in crate::domain::runbook) fn is_asked(&self) -> bool {
        matches!(self.from, Source::Person(_))
    }
}

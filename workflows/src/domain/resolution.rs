use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{DeclarationId, Person, Reference, Status};

/// Who decided on a prompt, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Who pressed the button.
    pub by: Person,
    /// When it took effect, in the incident's own time.
    pub at: Timestamp,
}

/// That an incident is over, as somebody said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// Who resolved it.
    pub by: Person,
    /// When, in the incident's own time.
    pub at: Timestamp,
    /// The id of one of the plan's origins: whose fault it was.
    #[serde(default)]
    pub origin: Option<String>,
    /// How it ended.
    #[serde(default)]
    pub ending: Ending,
}

/// That an incident goes on, as somebody said after its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopening {
    /// Who reopened it.
    pub by: Person,
    /// When, in the incident's own time.
    pub at: Timestamp,
    /// The end that was none.
    pub was: Resolution,
}

/// How an incident ended: what it turned out to be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Ending {
    /// An incident, which is over.
    #[default]
    Resolved,
    /// No incident.
    FalseAlarm,
    /// The same as another, in which it goes on.
    Duplicate {
        /// The other.
        of: Other,
    },
}

/// Another incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Other {
    /// Its key.
    pub id: DeclarationId,
    /// Its short name.
    pub reference: Reference,
    /// Where its channel opens, if it is known to have one.
    #[serde(default)]
    pub channel_url: Option<String>,
}

impl Ending {
    /// The status of an incident that ended so: what was none, or counts with another, is cancelled.
    pub fn status(&self) -> Status {
        match self {
            Self::Resolved => Status::Resolved,
            Self::FalseAlarm | Self::Duplicate { .. } => Status::Cancelled,
        }
    }

    /// Why there is nothing to learn from it; `None` where there is.
    pub fn why_not_reviewed(&self) -> Option<String> {
        match self {
            Self::Resolved => None,
            Self::FalseAlarm => Some("it was a false alarm".to_owned()),
            Self::Duplicate { of } => Some(format!("it goes on in {}", of.reference)),
        }
    }
}

/// After "it is": "resolved", "a false alarm".
impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Resolved => f.write_str("resolved"),
            Self::FalseAlarm => f.write_str("a false alarm"),
            Self::Duplicate { of } => write!(f, "a duplicate of {}", of.reference),
        }
    }
}

//! What happened, as people are told.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::{
    Impact, Other, Outcome, Party, Person, Role, Severity, StatusUpdate, Title, Tour, runbook::Report,
};

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum News {
    /// How it goes: for everybody.
    Update(StatusUpdate),
    /// An update was promised and did not come.
    UpdateDue {
        /// Who is to see to it.
        to: Person,
        /// For when it was promised.
        due: Timestamp,
    },
    /// Somebody knew better how bad it is.
    Severity {
        /// The name of the severity before.
        from: String,
        /// The name of the severity from now on.
        to: String,
        /// Who said so.
        by: Person,
    },
    /// Somebody knew better when customers felt it.
    Impact {
        /// When they did.
        impact: Impact,
        /// Who said so.
        by: Person,
    },
    /// Somebody has written in the post-mortem: what changes now is for people to add.
    PostMortemIsPeoples,
    /// Somebody chose a severity that the incident's plan does not have: it is from before that was added.
    NoSuchSeverity {
        /// Which.
        severity: Severity,
        /// Who.
        by: Person,
    },
    /// In a drill: what there is to do next.
    Tour {
        /// What.
        stop: Tour,
    },
    /// The incident goes on after its end: for everybody.
    Reopened {
        /// Who said so.
        by: Person,
    },
    /// Somebody has the management alert.
    Acknowledged {
        /// Who.
        by: Person,
    },
    /// Nobody has it, and others were alerted.
    Escalated {
        /// Since when the alert waits for somebody.
        since: Timestamp,
        /// Whom.
        to: Vec<Party>,
    },
    /// Another incident is the same as this one.
    Duplicate {
        /// The other.
        other: Other,
        /// Who said so.
        by: Person,
    },
    /// A runbook has tried to heal what this is about, and has not.
    RunbookTried(Box<Report>),
    /// Somebody asked for a follow-up.
    FollowUp {
        /// What is to be done.
        title: Title,
        /// Who asked.
        by: Person,
        /// What came of it so far.
        outcome: Outcome,
    },
    /// There are as many as Muster makes for an incident.
    TooManyFollowUps {
        /// Who asked for another.
        by: Person,
    },
    /// Somebody has a role from now on, or nobody.
    Assigned {
        /// Which.
        role: Role,
        /// Who has it.
        to: Option<Person>,
        /// Who said so.
        by: Person,
    },
}

impl News {
    /// Who waits for it, where it answers somebody.
    pub fn asked_by(&self) -> Option<&Person> {
        match self {
            Self::FollowUp { by, .. } | Self::TooManyFollowUps { by } | Self::NoSuchSeverity { by, .. } => {
                Some(by)
            }
            _ => None,
        }
    }
}

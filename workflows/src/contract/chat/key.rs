//! What a message is for, and how it is found again.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::DeclarationId;

/// What a message is for. With the declaration's id it is the message's key: one message for one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// The public message with the Confirm button.
    Prompt,
    /// The public message, once confirmed, with the link to join.
    Announcement,
    /// The first message in the incident channel, with all outcomes.
    Card,
    /// Management told.
    Alert,
    /// Management told that it goes on, after so many times that it was reopened.
    AlertAgain(u32),
    /// The n-th further group told that nobody has acknowledged.
    Escalation {
        /// The n.
        level: u32,
        /// After so many times that the incident was reopened.
        reopened: u32,
    },
    /// The n-th reminder.
    Reminder(u32),
    /// The incident channel told what happened, for the n-th time.
    News(u32),
    /// The incident channel told that the incident is resolved; after so many times that it was reopened.
    Resolved(u32),
    /// The channel of the incident of which this is a duplicate told so.
    Duplicate,
    /// Responders asked for follow-ups.
    FollowUps,
    /// The incident channel told that it will be archived.
    Archival,
    /// A run of a runbook.
    Run,
    /// What the looks of a runbook do not learn.
    NoData,
}

/// By what a message is found again, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MessageKey {
    /// The incident; of a run, the one that it would declare; of a runbook, its name.
    pub declaration: DeclarationId,
    /// What the message is for.
    pub purpose: Purpose,
    /// Who posts it: the first run of the workflow. Reset or continued as new, a workflow is still the same author;
    /// another region's is another.
    pub author: String,
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prompt => f.write_str("prompt"),
            Self::Announcement => f.write_str("announcement"),
            Self::Card => f.write_str("card"),
            Self::Alert => f.write_str("alert"),
            Self::AlertAgain(reopened) => write!(f, "alert-{reopened}"),
            Self::Escalation { level, reopened: 0 } => write!(f, "escalation-{level}"),
            Self::Escalation { level, reopened } => write!(f, "escalation-{level}-{reopened}"),
            Self::Reminder(n) => write!(f, "reminder-{n}"),
            Self::News(n) => write!(f, "news-{n}"),
            Self::Resolved(0) => f.write_str("resolved"),
            Self::Resolved(reopened) => write!(f, "resolved-{reopened}"),
            Self::Duplicate => f.write_str("duplicate"),
            Self::FollowUps => f.write_str("follow-ups"),
            Self::Archival => f.write_str("archival"),
            Self::Run => f.write_str("run"),
            Self::NoData => f.write_str("no-data"),
        }
    }
}

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Person;

/// How a step ended, or where it is. People see it in Slack, operators in the Temporal Web UI, where it is displayed
/// without names of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "is")]
pub enum Outcome {
    /// Not done yet; the fast attempt may be under way.
    Pending,
    /// The fast attempt failed for now; retried until it works or the plan's limit is reached.
    Retrying {
        /// Why the last attempt failed, in the vendor's own words.
        why: String,
    },
    /// Done.
    Done {
        /// What it made, if that can be opened.
        #[serde(default)]
        made: Option<Link>,
        /// What to know about it: how much, and what of it could not be done.
        #[serde(default)]
        note: Option<String>,
        /// Who made it by hand, where it was not Muster.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Person>,
    },
    /// Failed for good.
    Failed {
        /// Why, in the vendor's own words.
        why: String,
    },
    /// Not tried, or given up, because there was no point in it, or because somebody wanted it so.
    Skipped {
        /// Why.
        why: String,
        /// Who wanted it so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Person>,
    },
}

/// Something that a step made and people can open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What to call it: `#inc-…`, `INC-12`.
    pub name: String,
    /// Where it is.
    pub url: String,
}

impl Outcome {
    /// Done, with nothing to open.
    pub fn done() -> Self {
        Self::Done { made: None, note: None, by: None }
    }

    /// Done, and this is what it made.
    pub fn made(name: impl Into<String>, url: impl Into<String>) -> Self {
        Self::Done { made: Some(Link { name: name.into(), url: url.into() }), note: None, by: None }
    }

    /// Done, and this is to know about it.
    pub fn noted(note: impl Into<String>) -> Self {
        Self::Done { made: None, note: Some(note.into()), by: None }
    }

    /// Somebody made it by hand.
    pub fn made_by_hand(name: impl Into<String>, url: impl Into<String>, by: Person) -> Self {
        let made = Link { name: name.into(), url: url.into() };
        Self::Done { made: Some(made), note: None, by: Some(by) }
    }

    /// Not tried, with the reason.
    pub fn skipped(why: impl Into<String>) -> Self {
        Self::Skipped { why: why.into(), by: None }
    }

    /// Somebody wanted it to be skipped.
    pub fn skipped_by(by: Person) -> Self {
        Self::Skipped { why: "somebody wanted it so".to_owned(), by: Some(by) }
    }

    /// Whether it will not change any more.
    pub fn is_settled(&self) -> bool {
        !matches!(self, Self::Pending | Self::Retrying { .. })
    }

    /// Whether somebody made it by hand: Muster knows where it is, and no more.
    pub fn is_made_by_hand(&self) -> bool {
        matches!(self, Self::Done { by: Some(_), .. })
    }

    /// Whether it was done.
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done { .. })
    }

    /// What it made, if it was done and can be opened.
    pub fn link(&self) -> Option<&Link> {
        match self {
            Self::Done { made, .. } => made.as_ref(),
            _ => None,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pending => f.write_str("pending"),
            Self::Retrying { why } => write!(f, "retrying: {why}"),
            Self::Done { by: Some(_), .. } => f.write_str("done (by hand)"),
            Self::Done { note: Some(note), .. } => write!(f, "done ({note})"),
            Self::Done { .. } => f.write_str("done"),
            Self::Failed { why } => write!(f, "failed: {why}"),
            Self::Skipped { why, .. } => write!(f, "skipped: {why}"),
        }
    }
}

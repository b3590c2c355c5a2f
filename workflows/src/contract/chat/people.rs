//! People: invited, and told in direct messages.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Message, MessageKey, Posted};
use crate::domain::Party;

/// People to invite into a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invite {
    /// The channel's id.
    pub channel: String,
    /// Whom.
    pub who: Vec<Party>,
    /// Further people, by Slack's user id: who declared and who confirmed.
    #[serde(default)]
    pub and: Vec<String>,
}

/// A direct message for people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tell {
    /// Whom.
    pub who: Vec<Party>,
    /// By what it is found again in each conversation.
    pub key: MessageKey,
    /// What it says.
    pub message: Message,
    /// How far back to look for it.
    pub since: Timestamp,
}

/// A direct message of which it is not known whom it has reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Whom it was to reach.
    pub who: Vec<Party>,
    /// By what it is found.
    pub key: MessageKey,
    /// How far back to look for it.
    pub since: Timestamp,
}

/// A person who may be one of those whom parties name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Slack's user id.
    pub person: String,
    /// Of whom.
    pub of: Vec<Party>,
}

/// Who was reached and who could not be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    /// How many people.
    pub people: usize,
    /// The messages that they were sent, at most [`Reached::MOST_POSTED`] of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub posted: Vec<Posted>,
    /// Whom not, each with Slack's reason: `nobody@example.test: users_not_found`.
    #[serde(default)]
    pub not: Vec<String>,
}

impl Reached {
    /// Of more messages it is not told where they are: a workflow keeps them.
    pub const MOST_POSTED: usize = 200;
}

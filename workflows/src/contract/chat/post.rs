//! Messages: posted, found, read, brought up to date.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Message, MessageKey};

/// A message to post.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Post {
    /// Where: a channel's id or `#name`, or a person's id for a direct message.
    pub channel: String,
    /// By what it is found again.
    pub key: MessageKey,
    /// What it says.
    pub message: Message,
    /// It cannot have been posted before: how far back to look for it.
    pub since: Timestamp,
    /// The run whose look for it found nothing: its fast attempt does without another. One that comes after that attempt,
    /// or in another run, to which an operator has reset the workflow, looks first.
    pub looked_in: Option<String>,
}

/// A message to look for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Find {
    /// Where: a channel's id or `#name`.
    pub channel: String,
    /// By what it is found.
    pub key: MessageKey,
    /// How far back to look.
    pub since: Timestamp,
}

/// What a look for a message came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// Where it is, if it is anywhere.
    pub found: Option<Posted>,
    /// The id of the run that looked.
    pub run: Option<String>,
}

/// Where a message is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// The id of the channel.
    pub channel: String,
    /// Slack's `ts`: the message's id in its channel.
    pub ts: String,
}

/// What somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quoted {
    /// Without Slack's marks, and cut where it is longer than [`Quoted::MOST_CHARS`].
    pub text: String,
    /// The name of who wrote it.
    pub by: String,
    /// Where it opens; empty where that is not known.
    pub url: String,
}

impl Quoted {
    /// More is in Slack.
    pub const MOST_CHARS: usize = 1_000;

    /// What is known of a message that Muster may not read.
    pub fn unread(text: String) -> Self {
        Self { text, by: "Somebody".to_owned(), url: String::new() }
    }
}

/// What became of a prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Prompted {
    /// It stands, and this region owns the incident.
    Owned(Posted),
    /// Another region prompted first and owns the incident; this prompt is gone.
    Superseded,
}

/// New content for a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Update {
    /// Which.
    pub posted: Posted,
    /// Its key, which it keeps.
    pub key: MessageKey,
    /// What it says from now on.
    pub message: Message,
}

/// New content for several messages of the same key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UpdateEach {
    /// Which.
    pub posted: Vec<Posted>,
    /// Their key, which they keep.
    pub key: MessageKey,
    /// What they say from now on.
    pub message: Message,
}

/// A card to keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follow {
    /// Where it is.
    pub posted: Posted,
    /// Its key, which it keeps.
    pub key: MessageKey,
}

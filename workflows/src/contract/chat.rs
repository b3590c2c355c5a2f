//! Slack: channels, messages and the people in them.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use temporalio_macros::activity_definitions;

use crate::domain::{DeclarationId, Link, Party};

pub mod interaction;
mod message;

pub use message::{Alert, Card, Message, News, Prompt, PromptState, Resolved, Retry};

/// The activities that call Slack.
pub struct Chat;

#[activity_definitions]
impl Chat {
    /// Posts the prompt and reads it back: of several regions that hold the same declaration, the one whose
    /// prompt has the lowest `ts` owns the incident, another deletes its own prompt.
    #[activity(name = "chat.prompt")]
    pub fn prompt(input: Post) -> Prompted {
        unimplemented!()
    }

    /// Looks for a message by its key in the channel's history.
    #[activity(name = "chat.find")]
    pub fn find(input: Find) -> Look {
        unimplemented!()
    }

    /// Posts a message, unless one with its key is there.
    #[activity(name = "chat.post")]
    pub fn post(input: Post) -> Posted {
        unimplemented!()
    }

    /// Replaces a message's content.
    #[activity(name = "chat.update")]
    pub fn update(input: Update) {
        unimplemented!()
    }

    /// Replaces the content of several messages. Tells which could not be, each with Slack's reason.
    #[activity(name = "chat.update-each")]
    pub fn update_each(input: UpdateEach) -> Vec<String> {
        unimplemented!()
    }

    /// Keeps the card of an incident as it is while its steps are retried, attempt by attempt: a workflow cannot see the
    /// attempts of its activities. Ends when none is retried any more, or after half an hour.
    #[activity(name = "chat.follow")]
    pub fn follow(input: Follow) {
        unimplemented!()
    }

    /// Makes the incident channel, or adopts the one of that name if Muster made it.
    #[activity(name = "chat.open-channel")]
    pub fn open_channel(input: OpenChannel) -> Channel {
        unimplemented!()
    }

    /// Sets a channel's topic.
    #[activity(name = "chat.set-topic")]
    pub fn set_topic(input: SetTopic) {
        unimplemented!()
    }

    /// Invites people and user groups into a channel, each person once.
    #[activity(name = "chat.invite")]
    pub fn invite(input: Invite) -> Reached {
        unimplemented!()
    }

    /// Adds those of the links that are not bookmarks of the channel yet.
    #[activity(name = "chat.bookmark")]
    pub fn bookmark(input: Bookmark) {
        unimplemented!()
    }

    /// Sends a direct message to each person, also through user groups, unless it is there.
    #[activity(name = "chat.tell")]
    pub fn tell(input: Tell) -> Reached {
        unimplemented!()
    }

    /// Whom a direct message has reached of those whom it was to reach. Sends none.
    #[activity(name = "chat.told")]
    pub fn told(input: Told) -> Reached {
        unimplemented!()
    }

    /// When a person last wrote in a channel, thread replies included, if that is news.
    #[activity(name = "chat.latest-message")]
    pub fn latest_message(input: LatestMessage) -> Option<Timestamp> {
        unimplemented!()
    }

    /// Reads what somebody wrote.
    #[activity(name = "chat.quote")]
    pub fn quote(input: Posted) -> Quoted {
        unimplemented!()
    }

    /// Archives a channel; one that is archived stays so.
    #[activity(name = "chat.archive-channel")]
    pub fn archive_channel(input: ArchiveChannel) {
        unimplemented!()
    }
}

/// What an implementation names in `#[activity(definition = …)]`.
pub mod activity {
    pub use super::chat::*;
}

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
}

/// By what a message is found again, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MessageKey {
    /// The incident.
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
        }
    }
}

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

/// A channel to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenChannel {
    /// Its name, which contains the reference.
    pub name: String,
}

/// A channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// Slack's id.
    pub id: String,
    /// Its name, without `#`.
    pub name: String,
    /// Where it opens.
    pub url: String,
    /// When it was made, by Slack's clock.
    pub created_at: Timestamp,
}

impl Channel {
    /// The id of the channel that opens there: by Slack's own links (`/archives/C…`), or as a browser shows it
    /// (`/client/T…/C…`). A link to a message is one to its channel.
    pub fn id_in(url: &str) -> Option<&str> {
        let behind = match url.split_once("/archives/") {
            Some((_, id)) => id,
            None => url.split_once("/client/")?.1.split_once('/')?.1,
        };
        let end =
            behind.find(|c: char| !c.is_ascii_uppercase() && !c.is_ascii_digit()).unwrap_or(behind.len());
        Some(&behind[..end]).filter(|id| id.starts_with(['C', 'G']) && (2..=20).contains(&id.len()))
    }
}

/// A topic for a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetTopic {
    /// The channel's id.
    pub channel: String,
    /// At most 250 characters.
    pub topic: String,
}

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

/// Links for the top of a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bookmark {
    /// The channel's id.
    pub channel: String,
    /// The links, in order.
    pub links: Vec<Link>,
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

/// A channel to listen to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatestMessage {
    /// The channel's id.
    pub channel: String,
    /// How far back to read: to the channel's beginning, because a reply in an old thread counts too.
    pub since: Timestamp,
    /// Messages up to this moment do not matter.
    pub after: Timestamp,
}

/// A channel to archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveChannel {
    /// The channel's id.
    pub channel: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_is_known_by_any_of_its_addresses() {
        for (url, id) in [
            ("https://acme.slack.com/archives/C0123ABC", Some("C0123ABC")),
            ("https://acme.slack.com/archives/C0123ABC/p1795780408670136?thread_ts=1.2", Some("C0123ABC")),
            ("https://app.slack.com/client/T0123/C0123ABC", Some("C0123ABC")),
            ("https://app.slack.com/client/T0123/G0123ABC/thread/1", Some("G0123ABC")),
            ("https://acme.slack.com/archives/", None),
            ("https://acme.slack.com/archives/D0123ABC", None),
            ("https://acme.slack.com/archives/C0123%27%20OR", Some("C0123")),
            ("https://app.slack.com/client/T0123", None),
            ("https://example.test/C0123ABC", None),
        ] {
            assert_eq!(Channel::id_in(url), id, "{url}");
        }
        assert_eq!(Channel::id_in(&format!("https://acme.slack.com/archives/C{}", "0".repeat(3_000))), None);
    }
}

//! Slack: channels, messages and the people in them.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use jiff::Timestamp;
use temporalio_macros::activity_definitions;

mod channel;
pub mod interaction;
mod key;
mod message;
mod news;
mod people;
mod post;

pub use channel::{ArchiveChannel, Bookmark, Channel, LatestMessage, OpenChannel, SetTopic};
pub use key::{MessageKey, Purpose};
pub use message::{
    Alert, Card, Message, PrivatePrompt, Prompt, PromptState, Redacted, RedactedAlert, Resolved, Retry,
};
pub use news::News;
pub use people::{Invite, Membership, Reached, Tell, Told};
pub use post::{Find, Follow, Look, Post, Posted, Prompted, Quoted, Update, UpdateEach};

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

    /// Whether somebody is one of those whom parties name.
    #[activity(name = "chat.is-member")]
    pub fn is_member(input: Membership) -> bool {
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

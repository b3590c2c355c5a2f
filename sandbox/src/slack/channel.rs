//! Conversations: channels and direct messages.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::message::Message;
use super::{BOT_USER, TEAM};

/// A topic or purpose.
#[derive(Clone, Debug, Default)]
pub(crate) struct Label {
    pub(crate) value: String,
    pub(crate) creator: String,
    /// Unix seconds.
    pub(crate) last_set: i64,
}

impl Label {
    pub(crate) fn json(&self) -> Value {
        json!({"value": self.value, "creator": self.creator, "last_set": self.last_set})
    }
}

/// A conversation.
#[derive(Clone, Debug)]
pub(crate) struct Channel {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) created: Timestamp,
    pub(crate) creator: String,
    pub(crate) is_private: bool,
    pub(crate) is_archived: bool,
    pub(crate) is_general: bool,
    /// The person, where this is their direct conversation with the app.
    pub(crate) im_with: Option<String>,
    /// Other workspaces this channel is shared with.
    pub(crate) shared_with: Vec<&'static str>,
    pub(crate) topic: Label,
    pub(crate) purpose: Label,
    /// In the order in which they joined.
    pub(crate) members: Vec<String>,
    /// By `ts`, replies in threads included.
    pub(crate) messages: Vec<Message>,
    /// Slack's bookmark objects.
    pub(crate) bookmarks: Vec<Value>,
    /// The `ts` pinned, with who pinned it and when (Unix seconds).
    pub(crate) pins: Vec<Pin>,
}

/// A pinned message.
#[derive(Clone, Debug)]
pub(crate) struct Pin {
    pub(crate) ts: String,
    pub(crate) by: String,
    /// Unix seconds.
    pub(crate) at: i64,
}

impl Channel {
    pub(crate) fn new(
        id: String,
        name: String,
        creator: String,
        is_private: bool,
        created: Timestamp,
    ) -> Self {
        Self {
            id,
            name,
            created,
            members: vec![creator.clone()],
            creator,
            is_private,
            is_archived: false,
            is_general: false,
            im_with: None,
            shared_with: Vec::new(),
            topic: Label::default(),
            purpose: Label::default(),
            messages: Vec::new(),
            bookmarks: Vec::new(),
            pins: Vec::new(),
        }
    }

    pub(super) fn seeded(id: &str, name: &str, members: Vec<String>, created: Timestamp) -> Self {
        // Nobody has made a channel without members.
        let creator = members.first().cloned().unwrap_or_default();
        Self { members, ..Self::new(id.to_owned(), name.to_owned(), creator, false, created) }
    }

    pub(super) fn direct(id: String, person: &str, created: Timestamp) -> Self {
        Self {
            im_with: Some(person.to_owned()),
            members: vec![person.to_owned(), BOT_USER.to_owned()],
            ..Self::new(id, String::new(), person.to_owned(), true, created)
        }
    }

    pub(crate) fn has_member(&self, user: &str) -> bool {
        self.members.iter().any(|member| member == user)
    }

    /// Whether this user's Slack knows of it at all: of private ones members alone.
    pub(crate) fn is_visible_to(&self, user: &str) -> bool {
        !self.is_private || self.has_member(user)
    }

    pub(crate) fn message(&self, ts: &str) -> Option<&Message> {
        self.messages.iter().find(|message| message.ts == ts)
    }

    pub(crate) fn message_mut(&mut self, ts: &str) -> Option<&mut Message> {
        self.messages.iter_mut().find(|message| message.ts == ts)
    }

    pub(crate) fn is_im(&self) -> bool {
        self.im_with.is_some()
    }

    /// As events name it: `channel`, `group` or `im`.
    pub(crate) fn event_type(&self) -> &'static str {
        match (self.is_im(), self.is_private) {
            (true, _) => "im",
            (false, true) => "group",
            (false, false) => "channel",
        }
    }

    /// Slack's conversation object, as the app sees it.
    pub(crate) fn json(&self) -> Value {
        let created = self.created.as_second();
        if let Some(person) = &self.im_with {
            return json!({
                "id": self.id, "created": created, "is_archived": false, "is_im": true, "is_org_shared": false,
                "context_team_id": TEAM, "user": person, "is_user_deleted": false, "is_open": true, "priority": 0,
            });
        }
        let shared = !self.shared_with.is_empty();
        let teams: Vec<&str> = std::iter::once(TEAM).chain(self.shared_with.iter().copied()).collect();
        json!({
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            // Groups are the private channels from before March 2021 (docs.slack.dev, "Conversation object").
            "is_channel": true,
            "is_group": false,
            "is_im": false,
            "is_mpim": false,
            "is_private": self.is_private,
            "created": created,
            "creator": self.creator,
            "is_archived": self.is_archived,
            "is_general": self.is_general,
            "is_shared": shared,
            "is_ext_shared": shared,
            "is_org_shared": false,
            "is_pending_ext_shared": false,
            "pending_shared": [],
            "shared_team_ids": teams,
            "context_team_id": TEAM,
            "unlinked": 0,
            "is_member": self.has_member(BOT_USER),
            "topic": self.topic.json(),
            "purpose": self.purpose.json(),
            "previous_names": [],
        })
    }
}

//! Messages and their threads.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::channel::Channel;
use super::{APP, BOT, BOT_USER, TEAM};

/// A message in a conversation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Message {
    /// Its id in its conversation.
    pub(crate) ts: String,
    pub(crate) user: String,
    /// Whether the app posted it.
    pub(crate) by_app: bool,
    pub(crate) subtype: Option<&'static str>,
    pub(crate) text: String,
    pub(crate) blocks: Vec<Value>,
    pub(crate) attachments: Vec<Value>,
    pub(crate) metadata: Option<Value>,
    /// The thread's parent, for a reply.
    pub(crate) thread_ts: Option<String>,
    /// Who edited it last, and the `ts` of that.
    pub(crate) edited: Option<(String, String)>,
    /// Reaction name to who reacted, in order.
    pub(crate) reactions: BTreeMap<String, Vec<String>>,
    /// What a subtype adds (`inviter`, `topic`, …).
    pub(crate) extra: Map<String, Value>,
    /// The workspace of who wrote it, where it is not this one.
    pub(crate) user_team: Option<&'static str>,
}

impl Message {
    /// Whether the channel's history shows it, rather than a thread alone.
    pub(crate) fn is_top_level(&self) -> bool {
        self.thread_ts.is_none() || self.subtype == Some("thread_broadcast")
    }

    /// Slack's message object without what its thread adds.
    pub(crate) fn json(&self, with_metadata: bool) -> Value {
        let mut message = json!({"type": "message", "text": self.text, "ts": self.ts});
        if self.user.is_empty() {
            message["user"] = "USLACKBOT".into();
        } else {
            message["user"] = self.user.as_str().into();
        }
        message["team"] = self.user_team.unwrap_or(TEAM).into();
        if let Some(team) = self.user_team {
            message["user_team"] = team.into();
            message["source_team"] = team.into();
        }
        if let Some(subtype) = self.subtype {
            message["subtype"] = subtype.into();
        }
        if self.by_app {
            message["bot_id"] = BOT.into();
            message["app_id"] = APP.into();
            message["bot_profile"] = json!({
                "id": BOT, "app_id": APP, "user_id": BOT_USER, "name": "Muster", "deleted": false,
                "updated": 1_700_000_000, "team_id": TEAM, "icons": {},
            });
        }
        if !self.blocks.is_empty() {
            message["blocks"] = self.blocks.clone().into();
        }
        if !self.attachments.is_empty() {
            message["attachments"] = self.attachments.clone().into();
        }
        if with_metadata && let Some(metadata) = &self.metadata {
            message["metadata"] = metadata.clone();
        }
        if let Some(thread_ts) = &self.thread_ts {
            message["thread_ts"] = thread_ts.as_str().into();
        }
        if let Some((user, ts)) = &self.edited {
            message["edited"] = json!({"user": user, "ts": ts});
        }
        if !self.reactions.is_empty() {
            message["reactions"] = self
                .reactions
                .iter()
                .map(|(name, users)| json!({"name": name, "users": users, "count": users.len()}))
                .collect();
        }
        for (key, value) in &self.extra {
            message[key] = value.clone();
        }
        message
    }
}

/// What replies make of their parent.
#[derive(Debug, Default)]
struct Thread<'a> {
    replies: usize,
    latest: &'a str,
    users: Vec<&'a str>,
}

impl Channel {
    /// Slack's message objects of these messages of this channel: with their threads' counts.
    pub(crate) fn messages_json<'a>(
        &'a self,
        messages: impl IntoIterator<Item = &'a Message>,
        with_metadata: bool,
    ) -> Vec<Value> {
        let threads = self.threads();
        messages
            .into_iter()
            .map(|message| {
                let mut json = message.json(with_metadata);
                if let Some(thread) = threads.get(message.ts.as_str()) {
                    json["thread_ts"] = message.ts.as_str().into();
                    json["reply_count"] = thread.replies.into();
                    json["reply_users_count"] = thread.users.len().into();
                    json["reply_users"] = thread.users.clone().into();
                    json["latest_reply"] = thread.latest.into();
                    json["is_locked"] = false.into();
                    json["subscribed"] = message.by_app.into();
                }
                if self.pins.iter().any(|pin| pin.ts == message.ts) {
                    json["pinned_to"] = json!([self.id]);
                }
                let parent = message.thread_ts.as_deref().and_then(|ts| self.message(ts));
                if let Some(parent) = parent {
                    json["parent_user_id"] = parent.user.as_str().into();
                }
                json
            })
            .collect()
    }

    pub(crate) fn has_replies(&self, ts: &str) -> bool {
        self.messages.iter().any(|message| message.thread_ts.as_deref() == Some(ts))
    }

    fn threads(&self) -> BTreeMap<&str, Thread<'_>> {
        let mut threads: BTreeMap<&str, Thread<'_>> = BTreeMap::new();
        for reply in &self.messages {
            let Some(parent) = &reply.thread_ts else { continue };
            let thread = threads.entry(parent).or_default();
            thread.replies += 1;
            thread.latest = &reply.ts;
            if !thread.users.contains(&reply.user.as_str()) {
                thread.users.push(&reply.user);
            }
        }
        threads
    }
}

/// A message that one person alone sees.
#[derive(Clone, Debug)]
pub(crate) struct Ephemeral {
    pub(crate) ts: String,
    pub(crate) channel: String,
    pub(crate) user: String,
    pub(crate) text: String,
    pub(crate) blocks: Vec<Value>,
    pub(crate) attachments: Vec<Value>,
    pub(crate) thread_ts: Option<String>,
}

impl Ephemeral {
    pub(crate) fn json(&self) -> Value {
        json!({
            "ts": self.ts, "channel": self.channel, "user": self.user, "bot_id": BOT, "text": self.text,
            "blocks": self.blocks, "attachments": self.attachments, "thread_ts": self.thread_ts,
        })
    }
}

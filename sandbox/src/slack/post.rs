//! What happens in a conversation, with the messages and events that Slack makes of it.

use serde_json::{Map, Value, json};

use super::channel::Label;
use super::message::{Ephemeral, Message};
use super::{BOT_USER, Slack};

impl Slack {
    /// Appends a message to its conversation and tells the app.
    pub(crate) fn post(&mut self, channel: &str, message: Message) {
        let event = message.json(true);
        let Some(conversation) = self.channel_mut(channel) else { return };
        conversation.messages.push(message);
        self.tell_of_mention(channel, &event);
        self.message_event(channel, event);
    }

    /// A message that Slack itself writes: somebody joined, set the topic, …
    pub(crate) fn system_message(
        &mut self,
        channel: &str,
        user: &str,
        subtypes: (&'static str, &'static str),
        text: String,
        extra: Value,
        ts: String,
    ) {
        let is_private = self.channel(channel).is_some_and(|channel| channel.is_private);
        let subtype = if is_private { subtypes.1 } else { subtypes.0 };
        let extra = if let Value::Object(extra) = extra { extra } else { Map::new() };
        let user = user.to_owned();
        self.post(channel, Message { ts, user, subtype: Some(subtype), text, extra, ..Message::default() });
    }

    /// Somebody joins, invited or by themselves; nothing happens to a member.
    pub(crate) fn join(&mut self, channel: &str, user: &str, inviter: Option<&str>, ts: String) {
        let Some(conversation) = self.channel_mut(channel) else { return };
        if conversation.has_member(user) {
            return;
        }
        conversation.members.push(user.to_owned());
        let app_sees = conversation.has_member(BOT_USER);
        let extra = inviter.map_or_else(|| json!({}), |inviter| json!({"inviter": inviter}));
        let text = format!("<@{user}> has joined the channel");
        self.system_message(channel, user, ("channel_join", "group_join"), text, extra.clone(), ts.clone());
        if app_sees {
            let team = self.person(user).map(|person| person.team_id);
            let mut event = json!({
                "type": "member_joined_channel", "user": user, "channel": channel,
                // Private or not: the letter is that of the id (docs.slack.dev, member_joined_channel).
                "channel_type": "C", "team": team, "event_ts": ts,
            });
            if let Some(inviter) = extra.get("inviter") {
                event["inviter"] = inviter.clone();
            }
            self.outbox.push(event);
        }
    }

    /// Archives a channel that is not.
    pub(crate) fn archive(&mut self, channel: &str, user: &str, ts: String) {
        let text = format!("<@{user}> archived the channel");
        self.system_message(channel, user, ("channel_archive", "group_archive"), text, json!({}), ts.clone());
        let Some(conversation) = self.channel_mut(channel) else { return };
        conversation.is_archived = true;
        let kind = if conversation.is_private { "group_archive" } else { "channel_archive" };
        if conversation.is_visible_to(BOT_USER) {
            self.outbox
                .push(json!({"type": kind, "channel": channel, "user": user, "is_moved": 0, "event_ts": ts}));
        }
    }

    /// Takes a channel out of the archive.
    pub(crate) fn unarchive(&mut self, channel: &str, user: &str, ts: String) {
        let Some(conversation) = self.channel_mut(channel) else { return };
        conversation.is_archived = false;
        // The two name who did it differently.
        let (kind, by) = if conversation.is_private {
            ("group_unarchive", "actor_id")
        } else {
            ("channel_unarchive", "user")
        };
        if conversation.is_visible_to(BOT_USER) {
            self.outbox.push(json!({"type": kind, "channel": channel, by: user, "event_ts": ts}));
        }
        let text = format!("<@{user}> un-archived the channel");
        let subtypes = ("channel_unarchive", "group_unarchive");
        self.system_message(channel, user, subtypes, text, json!({}), ts);
    }

    /// Sets the topic; setting the same again writes no message.
    pub(crate) fn set_topic(&mut self, channel: &str, user: &str, topic: &str, at: i64, ts: String) {
        let Some(conversation) = self.channel_mut(channel) else { return };
        if conversation.topic.value == topic {
            return;
        }
        conversation.topic = Label { value: topic.to_owned(), creator: user.to_owned(), last_set: at };
        let text = format!("<@{user}> set the channel topic: {topic}");
        let subtypes = ("channel_topic", "group_topic");
        self.system_message(channel, user, subtypes, text, json!({"topic": topic}), ts);
    }

    /// Sets the purpose, which people see as the description.
    pub(crate) fn set_purpose(&mut self, channel: &str, user: &str, purpose: &str, at: i64, ts: String) {
        let Some(conversation) = self.channel_mut(channel) else { return };
        if conversation.purpose.value == purpose {
            return;
        }
        conversation.purpose = Label { value: purpose.to_owned(), creator: user.to_owned(), last_set: at };
        let text = format!("<@{user}> set the channel description: {purpose}");
        let subtypes = ("channel_purpose", "group_purpose");
        self.system_message(channel, user, subtypes, text, json!({"purpose": purpose}), ts);
    }

    /// Shows a message to one person alone.
    pub(crate) fn whisper(&mut self, ephemeral: Ephemeral) {
        self.ephemerals.push(ephemeral);
    }

    /// Replaces what a message says and tells the app; `shows_edited` marks it as edited.
    pub(crate) fn edit(
        &mut self,
        channel: &str,
        ts: &str,
        edit_ts: String,
        shows_edited: bool,
        change: impl FnOnce(&mut Message),
    ) {
        let Some(message) = self.channel_mut(channel).and_then(|channel| channel.message_mut(ts)) else {
            return;
        };
        let before = message.json(true);
        change(message);
        if shows_edited {
            message.edited = Some((message.user.clone(), edit_ts.clone()));
        }
        let after = message.json(true);
        self.message_event(
            channel,
            json!({
                "type": "message", "subtype": "message_changed", "hidden": true, "message": after,
                "previous_message": before, "ts": edit_ts,
            }),
        );
    }

    /// Removes a message; a parent of replies leaves a tombstone, as its thread stays.
    pub(crate) fn remove(&mut self, channel: &str, ts: &str, event_ts: String) {
        let Some(conversation) = self.channel_mut(channel) else { return };
        let has_replies = conversation.has_replies(ts);
        let Some(at) = conversation.messages.iter().position(|message| message.ts == ts) else { return };
        let before = conversation.messages[at].json(true);
        if has_replies {
            conversation.messages[at] = Message {
                ts: ts.to_owned(),
                user: "USLACKBOT".to_owned(),
                subtype: Some("tombstone"),
                text: "This message was deleted.".to_owned(),
                ..Message::default()
            };
        } else {
            conversation.messages.remove(at);
        }
        conversation.pins.retain(|pin| pin.ts != ts);
        self.message_event(
            channel,
            json!({
                "type": "message", "subtype": "message_deleted", "hidden": true, "deleted_ts": ts,
                "previous_message": before, "ts": event_ts,
            }),
        );
    }

    /// Adds a reaction.
    ///
    /// # Errors
    /// Slack's code: `channel_not_found`, `is_archived`, `message_not_found`, `already_reacted`.
    pub(crate) fn react(
        &mut self,
        user: &str,
        channel: &str,
        ts: &str,
        name: &str,
        event_ts: String,
    ) -> Result<(), &'static str> {
        let conversation = self.channel_mut(channel).ok_or("channel_not_found")?;
        if conversation.is_archived {
            return Err("is_archived");
        }
        let app_sees = conversation.has_member(BOT_USER);
        let message = conversation.message_mut(ts).ok_or("message_not_found")?;
        let author = message.user.clone();
        let users = message.reactions.entry(name.trim_matches(':').to_owned()).or_default();
        if users.iter().any(|other| other == user) {
            return Err("already_reacted");
        }
        users.push(user.to_owned());
        if app_sees {
            self.outbox.push(json!({
                "type": "reaction_added", "user": user, "reaction": name.trim_matches(':'),
                "item": {"type": "message", "channel": channel, "ts": ts}, "item_user": author,
                "event_ts": event_ts,
            }));
        }
        Ok(())
    }

    /// Tells the app that a person mentioned it.
    fn tell_of_mention(&mut self, channel: &str, message: &Value) {
        let mentions = message["text"].as_str().is_some_and(|text| text.contains(&format!("<@{BOT_USER}>")));
        let Some(conversation) = self.channel(channel) else { return };
        let by_person = message["bot_id"].is_null() && message["subtype"].is_null();
        if mentions && by_person && !conversation.is_im() && conversation.has_member(BOT_USER) {
            let mut event = message.clone();
            event["type"] = "app_mention".into();
            event["channel"] = channel.into();
            event["event_ts"] = message["ts"].clone();
            self.outbox.push(event);
        }
    }

    /// Tells the app of a message event where it is a member of the conversation.
    fn message_event(&mut self, channel: &str, mut event: Value) {
        let Some(conversation) = self.channel(channel) else { return };
        if !conversation.has_member(BOT_USER) {
            return;
        }
        event["channel"] = channel.into();
        event["channel_type"] = conversation.event_type().into();
        event["event_ts"] = event["ts"].clone();
        self.outbox.push(event);
    }
}

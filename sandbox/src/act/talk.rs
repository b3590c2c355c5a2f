//! Writing messages, reacting, joining, archiving.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Refused, refused};
use crate::core::Core;
use crate::slack::channel::Pin;
use crate::slack::message::Message;
use crate::slack::person::{Kind, Person};
use crate::slack::{Slack, TEAM};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    #[serde(rename = "as")]
    who: String,
    channel: String,
    text: String,
    thread_ts: Option<String>,
}

pub(super) fn message(core: &Arc<Core>, said: Said) -> Result<Value, Refused> {
    let now = core.clock.now();
    let mut slack = core.slack();
    let person = slack.actor(&said.who)?;
    let channel = slack.place(&said.channel, &person, now)?;
    if channel.is_archived {
        return refused(format!("{} is archived", said.channel));
    }
    if said.text.trim().is_empty() {
        return refused("a message needs a text");
    }
    let thread_ts = match &said.thread_ts {
        None => None,
        Some(ts) => {
            let parent = channel.message(ts).ok_or_else(|| Refused(format!("there is no message {ts}")))?;
            Some(parent.thread_ts.clone().unwrap_or_else(|| ts.clone()))
        }
    };
    enter(&mut slack, &person, &channel.id, core)?;
    let text = slack.as_sent(&said.text, &person);
    let ts = core.clock.slack_ts();
    let client_msg_id = slack.new_id("client-message-");
    slack.post(
        &channel.id,
        Message {
            ts: ts.clone(),
            user: person.id.clone(),
            text,
            thread_ts,
            user_team: Some(person.team_id).filter(|team| *team != TEAM),
            extra: authorship(&person, client_msg_id),
            ..Message::default()
        },
    );
    Ok(json!({"ok": true, "channel": channel.id, "ts": ts}))
}

/// What tells a bot's message from a person's.
fn authorship(person: &Person, client_msg_id: String) -> Map<String, Value> {
    let mut extra = Map::new();
    if let Kind::Bot { bot_id, app_id } = person.kind {
        extra.insert("bot_id".to_owned(), bot_id.into());
        extra.insert("app_id".to_owned(), app_id.into());
    } else {
        extra.insert("client_msg_id".to_owned(), client_msg_id.into());
    }
    extra
}

/// A full member who writes in a public channel joins it first, as Slack's client offers.
fn enter(slack: &mut Slack, person: &Person, channel: &str, core: &Core) -> Result<(), Refused> {
    let is_member = slack.channel(channel).is_some_and(|channel| channel.has_member(&person.id));
    if is_member {
        return Ok(());
    }
    if !person.is_full_member() {
        return refused(format!("{} is not in this channel", person.handle));
    }
    slack.join(channel, &person.id, None, core.clock.slack_ts());
    Ok(())
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reaction {
    #[serde(rename = "as")]
    who: String,
    channel: String,
    ts: String,
    name: String,
}

pub(super) fn react(core: &Arc<Core>, reaction: Reaction) -> Result<Value, Refused> {
    let now = core.clock.now();
    let mut slack = core.slack();
    let person = slack.actor(&reaction.who)?;
    let channel = slack.place(&reaction.channel, &person, now)?;
    let event_ts = core.clock.slack_ts();
    slack
        .react(&person.id, &channel.id, &reaction.ts, &reaction.name, event_ts)
        .map_err(|error| Refused(error.to_owned()))?;
    Ok(json!({"ok": true}))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OnMessage {
    #[serde(rename = "as")]
    who: String,
    channel: String,
    ts: String,
}

/// Pins a message; one that is pinned is not any more.
pub(super) fn pin(core: &Arc<Core>, on: &OnMessage) -> Result<Value, Refused> {
    let now = core.clock.now();
    let mut slack = core.slack();
    let person = slack.actor(&on.who)?;
    let channel = slack.place(&on.channel, &person, now)?.id;
    let channel =
        slack.channel_mut(&channel).ok_or_else(|| Refused("there is no such channel".to_owned()))?;
    if channel.is_archived || channel.message(&on.ts).is_none() {
        return refused(format!("{} cannot be pinned", on.ts));
    }
    let pinned = channel.pins.len();
    channel.pins.retain(|pin| pin.ts != on.ts);
    if channel.pins.len() == pinned {
        channel.pins.push(Pin { ts: on.ts.clone(), by: person.id, at: now.as_second() });
    }
    Ok(json!({"ok": true}))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Visit {
    #[serde(rename = "as")]
    who: String,
    channel: String,
}

pub(super) fn join(core: &Arc<Core>, visit: &Visit) -> Result<Value, Refused> {
    let now = core.clock.now();
    let mut slack = core.slack();
    let person = slack.actor(&visit.who)?;
    let channel = slack.place(&visit.channel, &person, now)?;
    enter(&mut slack, &person, &channel.id, core)?;
    Ok(json!({"ok": true}))
}

pub(super) fn archive(core: &Arc<Core>, visit: &Visit) -> Result<Value, Refused> {
    let now = core.clock.now();
    let mut slack = core.slack();
    let person = slack.actor(&visit.who)?;
    let channel = slack.place(&visit.channel, &person, now)?;
    if channel.is_archived {
        return refused(format!("{} is archived already", visit.channel));
    }
    if channel.is_general || channel.is_im() || !person.is_full_member() {
        return refused(format!("{} cannot archive {}", person.handle, visit.channel));
    }
    slack.archive(&channel.id, &person.id, core.clock.slack_ts());
    Ok(json!({"ok": true}))
}

pub(super) fn unarchive(core: &Arc<Core>, visit: &Visit) -> Result<Value, Refused> {
    let now = core.clock.now();
    let mut slack = core.slack();
    let person = slack.actor(&visit.who)?;
    let channel = slack.place(&visit.channel, &person, now)?;
    if !channel.is_archived || !person.is_full_member() {
        return refused(format!("{} cannot unarchive {}", person.handle, visit.channel));
    }
    slack.unarchive(&channel.id, &person.id, core.clock.slack_ts());
    Ok(json!({"ok": true}))
}

//! `conversations.*`, save members and history.

use serde_json::{Value, json};

use super::Call;
use super::listing::{metadata, page};
use crate::slack::BOT_USER;
use crate::slack::answer::{Refusal, Reply};
use crate::slack::channel::Channel;

/// Slack's limit of a channel's name.
const LONGEST_NAME: usize = 80;
/// Slack's limit of topic and purpose.
const LONGEST_TOPIC: usize = 250;

/// The channel named by `channel`, where the app can see it.
pub(super) fn visible<'a>(call: &'a mut Call<'_>) -> Result<&'a mut Channel, Refusal> {
    let id = call.args.text("channel").ok_or("channel_not_found")?;
    seen(call, &id)
}

/// The channel of this id, where the app can see it.
pub(super) fn seen<'a>(call: &'a mut Call<'_>, id: &str) -> Result<&'a mut Channel, Refusal> {
    let channel = call.slack.channel_mut(id).filter(|channel| channel.is_visible_to(BOT_USER));
    channel.ok_or_else(|| "channel_not_found".into())
}

/// The channel named by `channel`, where the app is a member.
pub(super) fn joined<'a>(call: &'a mut Call<'_>) -> Result<&'a mut Channel, Refusal> {
    let channel = visible(call)?;
    if !channel.has_member(BOT_USER) {
        return Err("not_in_channel".into());
    }
    Ok(channel)
}

/// The channel named by `channel`, where the app is a member and which is not archived.
pub(super) fn writable<'a>(call: &'a mut Call<'_>) -> Result<&'a mut Channel, Refusal> {
    let channel = joined(call)?;
    if channel.is_archived {
        return Err("is_archived".into());
    }
    Ok(channel)
}

pub(super) fn create(call: &mut Call<'_>) -> Reply {
    let name = call.args.text("name").unwrap_or_default();
    check_name(&name)?;
    if call.slack.channels.iter().any(|channel| channel.name == name) {
        return Err("name_taken".into());
    }
    let is_private = call.args.flag("is_private");
    let id = call.slack.new_id("C");
    let mut channel = Channel::new(id.clone(), name, BOT_USER.to_owned(), is_private, call.now);
    let json = channel.json();
    channel.members.clear();
    call.slack.channels.push(channel);
    if !is_private {
        let event_ts = call.core.clock.slack_ts();
        call.slack.outbox.push(json!({"type": "channel_created", "channel": json, "event_ts": event_ts}));
    }
    call.slack.join(&id, BOT_USER, None, call.core.clock.slack_ts());
    Ok(json!({"channel": json}))
}

fn check_name(name: &str) -> Result<(), Refusal> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if name.is_empty() {
        Err("invalid_name_required".into())
    } else if name.chars().count() > LONGEST_NAME {
        Err("invalid_name_maxlength".into())
    } else if !name.chars().all(allowed) {
        Err("invalid_name_specials".into())
    } else if !name.contains(|c: char| c.is_ascii_alphanumeric()) {
        Err("invalid_name_punctuation".into())
    } else {
        Ok(())
    }
}

pub(super) fn archive(call: &mut Call<'_>) -> Reply {
    let channel = joined(call)?;
    if channel.is_im() {
        return Err("method_not_supported_for_channel_type".into());
    }
    if channel.is_general {
        return Err("cant_archive_general".into());
    }
    if channel.is_archived {
        return Err("already_archived".into());
    }
    let id = channel.id.clone();
    call.slack.archive(&id, BOT_USER, call.core.clock.slack_ts());
    Ok(json!({}))
}

pub(super) fn unarchive(call: &mut Call<'_>) -> Reply {
    let channel = visible(call)?;
    if !channel.is_archived {
        return Err("not_archived".into());
    }
    let id = channel.id.clone();
    call.slack.unarchive(&id, BOT_USER, call.core.clock.slack_ts());
    Ok(json!({}))
}

pub(super) fn set_topic(call: &mut Call<'_>) -> Reply {
    let topic = label(call, "topic")?;
    let id = writable(call)?.id.clone();
    call.slack.set_topic(&id, BOT_USER, &topic, call.now.as_second(), call.core.clock.slack_ts());
    Ok(json!({"channel": channel_json(call, &id)}))
}

pub(super) fn set_purpose(call: &mut Call<'_>) -> Reply {
    let purpose = label(call, "purpose")?;
    let id = writable(call)?.id.clone();
    call.slack.set_purpose(&id, BOT_USER, &purpose, call.now.as_second(), call.core.clock.slack_ts());
    Ok(json!({"purpose": purpose, "channel": channel_json(call, &id)}))
}

fn label(call: &Call<'_>, name: &str) -> Result<String, Refusal> {
    if !call.args.has(name) {
        return Err(Refusal::missing(name));
    }
    let label = call.args.text(name).unwrap_or_default();
    if label.chars().count() > LONGEST_TOPIC {
        return Err("too_long".into());
    }
    Ok(label)
}

pub(super) fn info(call: &mut Call<'_>) -> Reply {
    let with_count = call.args.flag("include_num_members");
    let channel = visible(call)?;
    let mut json = channel.json();
    if with_count {
        json["num_members"] = channel.members.len().into();
    }
    Ok(json!({"channel": json}))
}

pub(super) fn list(call: &mut Call<'_>) -> Reply {
    listed(call, |channel| channel.is_visible_to(BOT_USER))
}

/// A page of the conversations that `keep` keeps, of the types asked for.
pub(super) fn listed(call: &mut Call<'_>, keep: impl Fn(&Channel) -> bool) -> Reply {
    let mut types = call.args.list("types");
    if types.is_empty() {
        types.push("public_channel".to_owned());
    }
    if types.iter().any(|kind| !["public_channel", "private_channel", "im", "mpim"].contains(&kind.as_str()))
    {
        return Err("invalid_types".into());
    }
    let limit = call.args.limit(100, 1000)?;
    let without_archived = call.args.flag("exclude_archived");
    let wanted = |channel: &&Channel| {
        keep(channel)
            && !(without_archived && channel.is_archived)
            && types.iter().any(|kind| kind == conversation_type(channel))
    };
    let found = call.slack.channels.iter().filter(wanted).collect();
    let (channels, next) = page(call, found, limit)?;
    let channels: Vec<Value> = channels
        .into_iter()
        .map(|channel| {
            let mut json = channel.json();
            json["num_members"] = channel.members.len().into();
            json
        })
        .collect();
    Ok(json!({"channels": channels, "response_metadata": metadata(next)}))
}

fn conversation_type(channel: &Channel) -> &'static str {
    match channel.event_type() {
        "im" => "im",
        "group" => "private_channel",
        _ => "public_channel",
    }
}

pub(super) fn open(call: &mut Call<'_>) -> Reply {
    let users = call.args.list("users");
    let id = match (call.args.text("channel"), users.as_slice()) {
        (Some(id), _) if call.slack.channel(&id).is_some_and(Channel::is_im) => id,
        (Some(_), _) => return Err("channel_not_found".into()),
        (None, []) => return Err("users_list_not_supplied".into()),
        (None, [user]) => {
            let person = call.slack.person(user).ok_or("user_not_found")?;
            if person.deleted {
                return Err("user_disabled".into());
            }
            if person.is_bot() {
                return Err("cannot_dm_bot".into());
            }
            call.slack.direct_channel(user, call.now)
        }
        // Muster opens no conversations of several people.
        (None, _) => return Err("too_many_users".into()),
    };
    let channel = if call.args.flag("return_im") { channel_json(call, &id) } else { json!({"id": id}) };
    Ok(json!({"channel": channel}))
}

pub(super) fn channel_json(call: &Call<'_>, id: &str) -> Value {
    call.slack.channel(id).map_or(Value::Null, Channel::json)
}

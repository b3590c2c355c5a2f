//! `chat.*`.

use serde_json::{Value, json};

use super::Call;
use super::compose::Content;
use crate::slack::BOT_USER;
use crate::slack::answer::{Refusal, Reply};
use crate::slack::message::{Ephemeral, Message};

/// Slack's limit of a text put into a message by `chat.update`.
const LONGEST_UPDATE: usize = 4000;

pub(super) fn post_message(call: &mut Call<'_>) -> Reply {
    let channel_id = destination(call)?;
    let content = Content::read(call)?;
    let thread_ts = thread(call, &channel_id)?;
    let broadcast = thread_ts.is_some() && call.args.flag("reply_broadcast");
    let mut answer = json!({});
    content.warn(&mut answer);
    let ts = call.core.clock.slack_ts();
    let message = Message {
        ts: ts.clone(),
        user: BOT_USER.to_owned(),
        by_app: true,
        subtype: broadcast.then_some("thread_broadcast"),
        // What is not sent is empty.
        text: content.text.unwrap_or_default(),
        blocks: content.blocks.unwrap_or_default(),
        attachments: content.attachments.unwrap_or_default(),
        metadata: content.metadata.filter(|metadata| metadata.get("event_type").is_some()),
        thread_ts,
        ..Message::default()
    };
    answer["channel"] = channel_id.as_str().into();
    answer["ts"] = ts.into();
    answer["message"] = message.json(true);
    call.slack.post(&channel_id, message);
    Ok(answer)
}

/// The conversation to post to: named by id or name, or a person's direct conversation with the app.
fn destination(call: &mut Call<'_>) -> Result<String, Refusal> {
    let named = call.args.text("channel").ok_or("channel_not_found")?;
    if call.slack.person(&named).is_some_and(|person| !person.deleted && !person.is_bot()) {
        return Ok(call.slack.direct_channel(&named, call.now));
    }
    let name = named.trim_start_matches('#');
    let channel = call
        .slack
        .channels
        .iter()
        .find(|channel| channel.id == named || (!name.is_empty() && channel.name == name))
        .filter(|channel| channel.is_visible_to(BOT_USER))
        .ok_or("channel_not_found")?;
    if channel.is_archived {
        return Err("is_archived".into());
    }
    Ok(channel.id.clone())
}

/// The parent of a reply; a reply to a reply goes to the same thread.
fn thread(call: &Call<'_>, channel_id: &str) -> Result<Option<String>, Refusal> {
    let Some(ts) = call.args.text("thread_ts") else { return Ok(None) };
    let parent = call
        .slack
        .channel(channel_id)
        .and_then(|channel| channel.message(&ts))
        .ok_or("cannot_reply_to_message")?;
    Ok(Some(parent.thread_ts.clone().unwrap_or(ts)))
}

pub(super) fn update(call: &mut Call<'_>) -> Reply {
    let (channel_id, ts) = own_message(call, "cant_update_message")?;
    let content = Content::read(call)?;
    if content.text.as_ref().is_some_and(|text| text.chars().count() > LONGEST_UPDATE) {
        return Err("msg_too_long".into());
    }
    let mut answer = json!({"channel": channel_id, "ts": ts});
    content.warn(&mut answer);
    let edit_ts = call.core.clock.slack_ts();
    let shows_edited = content.blocks.is_none();
    call.slack.edit(&channel_id, &ts, edit_ts, shows_edited, |message| {
        // Blocks that are not sent are removed by a new text and else kept; attachments are kept either way
        // (docs.slack.dev, chat.update).
        if content.blocks.is_some() || content.text.is_some() {
            message.blocks = content.blocks.unwrap_or_default();
        }
        if let Some(attachments) = content.attachments {
            message.attachments = attachments;
        }
        // A message of blocks alone has no text.
        message.text = content.text.unwrap_or_default();
        if let Some(metadata) = content.metadata {
            message.metadata = Some(metadata).filter(|metadata| metadata.get("event_type").is_some());
        }
    });
    let message = call.slack.channel(&channel_id).and_then(|channel| channel.message(&ts));
    answer["text"] = message.map_or(Value::Null, |message| message.text.as_str().into());
    answer["message"] = message.map_or(Value::Null, |message| message.json(true));
    Ok(answer)
}

pub(super) fn delete(call: &mut Call<'_>) -> Reply {
    let (channel_id, ts) = own_message(call, "cant_delete_message")?;
    call.slack.remove(&channel_id, &ts, call.core.clock.slack_ts());
    Ok(json!({"channel": channel_id, "ts": ts}))
}

/// A message that the app itself posted, in a channel that is not archived.
fn own_message(call: &Call<'_>, not_own: &str) -> Result<(String, String), Refusal> {
    let channel_id = call.args.text("channel").ok_or("channel_not_found")?;
    let ts = call.args.text("ts").ok_or("message_not_found")?;
    let channel = call.slack.visible(&channel_id).ok_or("channel_not_found")?;
    let message = channel.message(&ts).ok_or("message_not_found")?;
    if !message.by_app {
        return Err(not_own.into());
    }
    if channel.is_archived {
        return Err("is_archived".into());
    }
    Ok((channel_id, ts))
}

pub(super) fn post_ephemeral(call: &mut Call<'_>) -> Reply {
    let channel_id = call.args.text("channel").ok_or("channel_not_found")?;
    let user = call.args.required("user")?;
    let channel = call.slack.visible(&channel_id).ok_or("channel_not_found")?;
    if channel.is_archived {
        return Err("is_archived".into());
    }
    if !channel.has_member(BOT_USER) {
        return Err("not_in_channel".into());
    }
    if !channel.has_member(&user) {
        return Err("user_not_in_channel".into());
    }
    let content = Content::read(call)?;
    let thread_ts = thread(call, &channel_id)?;
    let mut answer = json!({});
    content.warn(&mut answer);
    let ts = call.core.clock.slack_ts();
    answer["message_ts"] = ts.as_str().into();
    call.slack.whisper(Ephemeral {
        ts,
        channel: channel_id,
        user,
        text: content.text.unwrap_or_default(),
        blocks: content.blocks.unwrap_or_default(),
        attachments: content.attachments.unwrap_or_default(),
        thread_ts,
    });
    Ok(answer)
}

pub(super) fn get_permalink(call: &mut Call<'_>) -> Reply {
    let channel_id = call.args.text("channel").ok_or("channel_not_found")?;
    let ts = call.args.text("message_ts").ok_or("message_not_found")?;
    let channel = call.slack.visible(&channel_id).ok_or("channel_not_found")?;
    let message = channel.message(&ts).ok_or("message_not_found")?;
    let mut link = format!("{}/archives/{channel_id}/p{}", call.core.url, ts.replace('.', ""));
    if let Some(thread_ts) = &message.thread_ts {
        link.push_str(&format!("?thread_ts={thread_ts}&cid={channel_id}"));
    }
    Ok(json!({"channel": channel_id, "permalink": link}))
}

//! `pins.*`.

use serde_json::{Value, json};

use super::Call;
use super::conversations::joined;
use crate::slack::BOT_USER;
use crate::slack::answer::Reply;
use crate::slack::channel::Pin;

/// Slack's limit of pins in a channel.
const MOST: usize = 100;

pub(super) fn add(call: &mut Call<'_>) -> Reply {
    let ts = call.args.text("timestamp").ok_or("no_item_specified")?;
    let at = call.now.as_second();
    let channel = joined(call)?;
    if channel.message(&ts).is_none() {
        return Err("message_not_found".into());
    }
    if channel.pins.iter().any(|pin| pin.ts == ts) {
        return Err("already_pinned".into());
    }
    if channel.pins.len() == MOST {
        return Err("too_many_pins".into());
    }
    channel.pins.push(Pin { ts, by: BOT_USER.to_owned(), at });
    Ok(json!({}))
}

pub(super) fn list(call: &mut Call<'_>) -> Reply {
    let channel = joined(call)?;
    let items: Vec<Value> = channel
        .pins
        .iter()
        .filter_map(|pin| Some((pin, channel.message(&pin.ts)?)))
        .map(|(pin, message)| {
            json!({
                "type": "message", "channel": channel.id, "created": pin.at, "created_by": pin.by,
                "message": message.json(false),
            })
        })
        .collect();
    Ok(json!({"items": items}))
}

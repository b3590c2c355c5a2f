//! `reactions.add`.

use serde_json::json;

use super::Call;
use super::conversations::joined;
use crate::slack::BOT_USER;
use crate::slack::answer::Reply;

pub(super) fn add(call: &mut Call<'_>) -> Reply {
    let name = call.args.required("name")?;
    let ts = call.args.text("timestamp").ok_or("no_item_specified")?;
    let channel_id = joined(call)?.id.clone();
    call.slack.react(BOT_USER, &channel_id, &ts, &name, call.core.clock.slack_ts())?;
    Ok(json!({}))
}

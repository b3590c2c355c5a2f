//! `bookmarks.*`.

use serde_json::{Value, json};

use super::Call;
use super::conversations::seen;
use crate::slack::answer::Reply;
use crate::slack::{BOT_USER, TEAM};

/// Slack's limit of bookmarks in a channel.
const MOST: usize = 100;

pub(super) fn add(call: &mut Call<'_>) -> Reply {
    let channel_id = call.args.text("channel_id").ok_or("channel_not_found")?;
    let title = call.args.required("title")?;
    let kind = call.args.required("type")?;
    if kind != "link" {
        return Err("invalid_bookmark_type".into());
    }
    let link = call.args.text("link").ok_or("invalid_link")?;
    if url::Url::parse(&link).is_err() {
        return Err("invalid_link".into());
    }
    let emoji = call.args.text("emoji");
    if emoji.as_ref().is_some_and(|emoji| !emoji.starts_with(':') || !emoji.ends_with(':')) {
        return Err("invalid_emoji".into());
    }
    let (id, at) = (call.slack.new_id("Bk"), call.now.as_second());
    let channel = seen(call, &channel_id)?;
    if channel.is_archived || !channel.has_member(BOT_USER) {
        return Err("permission_denied".into());
    }
    if channel.bookmarks.len() == MOST {
        return Err("too_many_bookmarks".into());
    }
    // Without an emoji Slack answers with an empty one.
    let bookmark = json!({
        "id": id, "channel_id": channel_id, "title": title, "link": link,
        "emoji": emoji.unwrap_or_default(), "icon_url": null, "type": "link",
        "entity_id": null, "date_created": at, "date_updated": 0,
        "rank": format!("{:04}", channel.bookmarks.len()), "last_updated_by_user_id": BOT_USER,
        "last_updated_by_team_id": TEAM, "shortcut_id": null, "app_id": null,
    });
    channel.bookmarks.push(bookmark.clone());
    Ok(json!({"bookmark": bookmark}))
}

pub(super) fn list(call: &mut Call<'_>) -> Reply {
    let id = call.args.text("channel_id").ok_or("channel_not_found")?;
    let bookmarks: &[Value] = &seen(call, &id)?.bookmarks;
    Ok(json!({"bookmarks": bookmarks}))
}

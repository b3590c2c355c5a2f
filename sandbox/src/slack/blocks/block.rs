//! Blocks.

use serde_json::Value;

use super::Surface;
use super::check::{Check, Need};
use super::{element, rich_text};

const TEXT_TYPES: &[&str] = &["plain_text", "mrkdwn"];

/// Checks one block at a pointer.
pub(super) fn check(check: &mut Check, block: &Value, at: &str) {
    let Some(kind) = block["type"].as_str() else {
        check.missing("type", at);
        return;
    };
    check.block_id(block, at);
    match kind {
        "actions" => actions(check, block, at),
        "context" => context(check, block, at),
        "divider" => check.only(block, &["type", "block_id"], at),
        "header" => {
            check.only(block, &["type", "block_id", "text"], at);
            check.plain(block, "text", at, 150, Need::Required);
        }
        "image" => image(check, block, at),
        "input" => input(check, block, at),
        "markdown" if check.surface == Surface::Message => {
            check.only(block, &["type", "block_id", "text"], at);
            check.string(block, "text", at, 12_000, Need::Required);
        }
        "rich_text" => rich_text::check(check, block, at),
        "section" => section(check, block, at),
        other => check.error(&format!("unsupported type: {other}"), &format!("{at}/type")),
    }
}

fn actions(check: &mut Check, block: &Value, at: &str) {
    check.only(block, &["type", "block_id", "elements"], at);
    for (index, item) in check.items(block, "elements", at, 1, 25).iter().enumerate() {
        element::check(check, item, &format!("{at}/elements/{index}"), element::IN_ACTIONS);
    }
}

fn context(check: &mut Check, block: &Value, at: &str) {
    check.only(block, &["type", "block_id", "elements"], at);
    for (index, item) in check.items(block, "elements", at, 1, 10).iter().enumerate() {
        let pointer = format!("{at}/elements/{index}");
        if item["type"] == "image" {
            element::check(check, item, &pointer, &["image"]);
        } else {
            check.text_object(item, &pointer, 2000, TEXT_TYPES);
        }
    }
}

fn image(check: &mut Check, block: &Value, at: &str) {
    check.only(block, &["type", "block_id", "image_url", "slack_file", "alt_text", "title"], at);
    if block["slack_file"].is_null() {
        check.string(block, "image_url", at, 3000, Need::Required);
    }
    check.string(block, "alt_text", at, 2000, Need::Required);
    check.plain(block, "title", at, 2000, Need::Optional);
}

fn input(check: &mut Check, block: &Value, at: &str) {
    check.only(block, &["type", "block_id", "label", "element", "dispatch_action", "hint", "optional"], at);
    check.plain(block, "label", at, 2000, Need::Required);
    check.plain(block, "hint", at, 2000, Need::Optional);
    if let Some(item) = check.field(block, "element", at, Need::Required) {
        element::check(check, item, &format!("{at}/element"), element::IN_INPUT);
    }
}

fn section(check: &mut Check, block: &Value, at: &str) {
    check.only(block, &["type", "block_id", "text", "fields", "accessory", "expand"], at);
    let has_fields = !block["fields"].is_null();
    if block["text"].is_null() && !has_fields {
        check.error("must define either `fields` or `text`", at);
    }
    check.any_text(block, "text", at, 3000, Need::Optional);
    if has_fields {
        for (index, field) in check.items(block, "fields", at, 1, 10).iter().enumerate() {
            check.text_object(field, &format!("{at}/fields/{index}"), 2000, TEXT_TYPES);
        }
    }
    if let Some(item) = check.field(block, "accessory", at, Need::Optional) {
        element::check(check, item, &format!("{at}/accessory"), element::IN_SECTION);
    }
}

//! Rich text.

use serde_json::Value;

use super::check::{Check, Need};

const PARTS: &[&str] = &["rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"];

/// Each inline element with the field that it cannot be without.
const INLINE: &[(&str, &str)] = &[
    ("text", "text"),
    ("link", "url"),
    ("user", "user_id"),
    ("usergroup", "usergroup_id"),
    ("channel", "channel_id"),
    ("emoji", "name"),
    ("broadcast", "range"),
    ("color", "value"),
    ("date", "timestamp"),
];

/// Checks a `rich_text` block.
pub(super) fn check(check: &mut Check, block: &Value, at: &str) {
    check.only(block, &["type", "block_id", "elements"], at);
    for (index, part) in check.items(block, "elements", at, 0, usize::MAX).iter().enumerate() {
        let pointer = format!("{at}/elements/{index}");
        match part["type"].as_str() {
            Some(kind) if PARTS.contains(&kind) => elements(check, part, kind, &pointer),
            Some(other) => check.error(&format!("unsupported type: {other}"), &format!("{pointer}/type")),
            None => check.missing("type", &pointer),
        }
    }
}

fn elements(check: &mut Check, part: &Value, kind: &str, at: &str) {
    if kind == "rich_text_list" {
        check.word(part, "style", at, &["bullet", "ordered"]);
        if part["style"].is_null() {
            check.missing("style", at);
        }
    }
    for (index, element) in check.items(part, "elements", at, 0, usize::MAX).iter().enumerate() {
        let pointer = format!("{at}/elements/{index}");
        // Without a type it is none of those below.
        let name = element["type"].as_str().unwrap_or_default();
        if kind == "rich_text_list" {
            if name == "rich_text_section" {
                elements(check, element, name, &pointer);
            } else {
                check.error(&format!("unsupported type: {name}"), &format!("{pointer}/type"));
            }
            continue;
        }
        match INLINE.iter().find(|(inline, _)| *inline == name) {
            Some((_, field)) => {
                check.field(element, field, &pointer, Need::Required);
            }
            None => check.error(&format!("unsupported type: {name}"), &format!("{pointer}/type")),
        }
    }
}

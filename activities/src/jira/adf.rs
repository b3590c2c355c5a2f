//! Documents in Atlassian Document Format, as much of it as Muster writes.

use jiff::{Timestamp, tz::TimeZone};
use serde_json::{Value, json};

/// A document.
pub(super) fn document(content: Vec<Value>) -> Value {
    json!({"type": "doc", "version": 1, "content": content})
}

/// A paragraph.
pub(super) fn paragraph(content: Vec<Value>) -> Value {
    json!({"type": "paragraph", "content": content})
}

/// What somebody said, line by line.
pub(super) fn blockquote(lines: Vec<Value>) -> Value {
    let mut lines: Vec<_> = lines.into_iter().map(|line| paragraph(vec![line])).collect();
    if lines.is_empty() {
        // The schema refuses an empty quote.
        lines.push(paragraph(Vec::new()));
    }
    json!({"type": "blockquote", "content": lines})
}

/// A list; the schema refuses one without items.
pub(super) fn bullets(items: Vec<Vec<Value>>) -> Value {
    let items: Vec<_> =
        items.into_iter().map(|item| json!({"type": "listItem", "content": [paragraph(item)]})).collect();
    json!({"type": "bulletList", "content": items})
}

/// Text as it is; the schema refuses an empty one.
pub(super) fn text(text: &str) -> Value {
    json!({"type": "text", "text": if text.is_empty() { " " } else { text }})
}

/// Bold text.
pub(super) fn strong(text: &str) -> Value {
    marked(text, json!({"type": "strong"}))
}

/// A link with its name.
pub(super) fn link(name: &str, url: &str) -> Value {
    marked(name, json!({"type": "link", "attrs": {"href": url}}))
}

/// A name with its value.
pub(super) fn field(name: &str, value: Value) -> Vec<Value> {
    vec![strong(name), text(": "), value]
}

/// A moment; Jira's own date node has no time of day.
pub(super) fn time(at: Timestamp) -> Value {
    text(&TimeZone::UTC.to_datetime(at).strftime("%Y-%m-%d %H:%M UTC").to_string())
}

fn marked(content: &str, mark: Value) -> Value {
    let mut node = text(content);
    node["marks"] = json!([mark]);
    node
}

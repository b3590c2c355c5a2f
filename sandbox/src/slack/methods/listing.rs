//! Pages with cursors.

use serde_json::Value;

use super::Call;
use crate::slack::answer::Refusal;

/// A page of a list and the cursor of the next, empty at the end. A cursor is opaque to clients.
pub(super) fn page<T>(call: &Call<'_>, items: Vec<T>, limit: usize) -> Result<(Vec<T>, String), Refusal> {
    let start = match call.args.text("cursor") {
        None => 0,
        Some(cursor) => decode(&cursor).and_then(|text| text.parse().ok()).ok_or("invalid_cursor")?,
    };
    if start > items.len() {
        return Err("invalid_cursor".into());
    }
    let end = start.saturating_add(limit).min(items.len());
    let next = if end < items.len() { encode(&end.to_string()) } else { String::new() };
    Ok((items.into_iter().skip(start).take(end - start).collect(), next))
}

pub(super) fn encode(position: &str) -> String {
    hex::encode(format!("next:{position}"))
}

pub(super) fn decode(cursor: &str) -> Option<String> {
    let text = String::from_utf8(hex::decode(cursor).ok()?).ok()?;
    text.strip_prefix("next:").map(str::to_owned)
}

/// `response_metadata` with the cursor.
pub(super) fn metadata(next_cursor: String) -> Value {
    serde_json::json!({"next_cursor": next_cursor})
}

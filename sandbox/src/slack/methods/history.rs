//! `conversations.history`, newest first, and `conversations.replies`, oldest first.

use serde_json::{Value, json};

use super::Call;
use super::conversations::joined;
use super::listing::{decode, encode, metadata};
use crate::slack::answer::{Refusal, Reply};
use crate::slack::message::Message;

/// Slack's most for `limit`.
const MOST: usize = 999;

/// What of a conversation is asked for.
struct Span {
    oldest: Option<i64>,
    latest: Option<i64>,
    inclusive: bool,
    limit: usize,
    /// Where the last page ended.
    cursor: Option<i64>,
    with_metadata: bool,
}

impl Span {
    fn read(call: &Call<'_>) -> Result<Self, Refusal> {
        let stamp = |name: &str, error: &'static str| match call.args.text(name) {
            None => Ok(None),
            Some(text) => micros(&text).map(Some).ok_or(error),
        };
        let cursor = match call.args.text("cursor") {
            None => None,
            Some(cursor) => Some(decode(&cursor).and_then(|text| text.parse().ok()).ok_or("invalid_cursor")?),
        };
        Ok(Self {
            oldest: stamp("oldest", "invalid_ts_oldest")?,
            latest: stamp("latest", "invalid_ts_latest")?,
            inclusive: call.args.flag("inclusive"),
            limit: call.args.limit(100, MOST)?,
            cursor,
            with_metadata: call.args.flag("include_all_metadata"),
        })
    }

    fn holds(&self, message: &Message) -> bool {
        let Some(ts) = micros(&message.ts) else { return false };
        let after = self.oldest.is_none_or(|oldest| ts > oldest || (self.inclusive && ts == oldest));
        let before = self.latest.is_none_or(|latest| ts < latest || (self.inclusive && ts == latest));
        after && before
    }
}

/// Microseconds of a `ts` (`1700000000.000100`, also without or with fewer decimals).
fn micros(ts: &str) -> Option<i64> {
    let (seconds, fraction) = ts.split_once('.').unwrap_or((ts, ""));
    if fraction.len() > 6 || !fraction.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let seconds: i64 = seconds.parse().ok()?;
    let fraction: i64 = format!("{fraction:0<6}").parse().ok()?;
    seconds.checked_mul(1_000_000)?.checked_add(fraction)
}

pub(super) fn history(call: &mut Call<'_>) -> Reply {
    let span = Span::read(call)?;
    let latest = call.args.text("latest");
    let channel = joined(call)?;
    let mut found: Vec<&Message> = channel
        .messages
        .iter()
        .rev()
        .filter(|message| message.is_top_level() && span.holds(message))
        .filter(|message| span.cursor.is_none_or(|cursor| micros(&message.ts) < Some(cursor)))
        .take(span.limit + 1)
        .collect();
    let has_more = found.len() > span.limit;
    found.truncate(span.limit);
    let next = found.last().filter(|_| has_more).map(|message| message.ts.clone());
    let mut answer = json!({
        "messages": channel.messages_json(found, span.with_metadata),
        "has_more": has_more,
        "pin_count": channel.pins.len(),
    });
    if let Some(latest) = latest {
        answer["latest"] = latest.into();
    }
    add_cursor(&mut answer, next.as_deref());
    Ok(answer)
}

pub(super) fn replies(call: &mut Call<'_>) -> Reply {
    let span = Span::read(call)?;
    let ts = call.args.text("ts").ok_or("thread_not_found")?;
    let channel = joined(call)?;
    let named = channel.message(&ts).ok_or("thread_not_found")?;
    let parent_ts = named.thread_ts.as_deref().unwrap_or(&ts);
    let parent = channel.message(parent_ts).ok_or("thread_not_found")?;
    let mut found: Vec<&Message> = channel
        .messages
        .iter()
        .filter(|message| message.thread_ts.as_deref() == Some(parent_ts) && span.holds(message))
        .filter(|message| span.cursor.is_none_or(|cursor| micros(&message.ts) > Some(cursor)))
        .take(span.limit + 1)
        .collect();
    // The parent leads the first page and counts in it; those behind it hold replies alone.
    let room = if span.cursor.is_none() { span.limit.saturating_sub(1).max(1) } else { span.limit };
    let has_more = found.len() > room;
    found.truncate(room);
    let next = found.last().filter(|_| has_more).map(|message| message.ts.clone());
    if span.cursor.is_none() {
        found.insert(0, parent);
    }
    let mut answer = json!({
        "messages": channel.messages_json(found, span.with_metadata),
        "has_more": has_more,
    });
    add_cursor(&mut answer, next.as_deref());
    Ok(answer)
}

fn add_cursor(answer: &mut Value, last_ts: Option<&str>) {
    if let Some(cursor) = last_ts.and_then(micros) {
        answer["response_metadata"] = metadata(encode(&cursor.to_string()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ts_is_read_to_the_microsecond() {
        assert_eq!(micros("1700000000.000100"), Some(1_700_000_000_000_100));
        assert_eq!(micros("1700000000"), Some(1_700_000_000_000_000));
        assert_eq!(micros("0"), Some(0));
        assert_eq!(micros("now"), None);
        assert_eq!(micros("1.0000001"), None);
    }
}

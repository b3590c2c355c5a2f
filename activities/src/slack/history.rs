//! What was said in a channel, page by page.

use std::{cmp::Ordering, collections::BTreeMap};

use jiff::{SignedDuration, Timestamp};
use muster_workflows::contract::System;
use serde::Deserialize;

use super::{Slack, api::ResponseMetadata};
use crate::failure::Failure;

/// As many as Slack gives at once: its pace counts calls, and long channels are read whole.
const PAGE: &str = "999";

/// Slack's `ts`: the message's id in its channel, and its time in seconds with six decimals.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct Ts(pub(crate) String);

/// A message as `conversations.history` and `conversations.replies` show it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Said {
    pub(crate) ts: Ts,
    #[serde(default)]
    pub(crate) user: Option<String>,
    #[serde(default)]
    pub(crate) bot_id: Option<String>,
    #[serde(default)]
    pub(crate) subtype: Option<String>,
    #[serde(default)]
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) thread_ts: Option<Ts>,
    #[serde(default)]
    pub(crate) reply_count: usize,
    #[serde(default)]
    pub(crate) latest_reply: Option<Ts>,
    #[serde(default)]
    pub(crate) edited: Option<serde::de::IgnoredAny>,
    #[serde(default)]
    pub(crate) files: Vec<File>,
    #[serde(default)]
    reactions: Vec<Reaction>,
    /// The channels to which it is pinned.
    #[serde(default)]
    pinned_to: Vec<String>,
    #[serde(default)]
    metadata: Option<Metadata>,
}

/// An emoji that people put on a message.
#[derive(Debug, Clone, Deserialize)]
struct Reaction {
    name: String,
}

/// A file in a message.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct File {
    #[serde(default)]
    pub(crate) name: Option<String>,
    #[serde(default)]
    pub(crate) permalink: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Metadata {
    event_type: String,
    #[serde(default)]
    event_payload: BTreeMap<String, serde_json::Value>,
}

/// A page of messages.
#[derive(Debug, Deserialize)]
pub(crate) struct Page {
    pub(crate) messages: Vec<Said>,
    #[serde(default)]
    response_metadata: ResponseMetadata,
}

impl Page {
    /// Where the next page starts, if there is one.
    pub(crate) fn next(&self) -> Option<String> {
        Some(self.response_metadata.next_cursor.clone()).filter(|cursor| !cursor.is_empty())
    }
}

/// What part of a channel's history.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span<'a> {
    pub(crate) channel: &'a str,
    pub(crate) since: Timestamp,
}

impl<'a> Span<'a> {
    /// To look for what Muster posted: a little earlier than it can have been, because Slack's clock is another.
    pub(super) fn to_search(channel: &'a str, since: Timestamp) -> Self {
        const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(5);
        Self { channel, since: since.checked_sub(CLOCKS_DIFFER).unwrap_or(Timestamp::MIN) }
    }

    fn oldest(&self) -> String {
        // Slack refuses what is before 1970.
        let micros = self.since.as_microsecond().max(0);
        format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000)
    }
}

/// The cursor of the first page: Slack takes an empty one for none.
const FIRST: &str = "";

impl Slack {
    /// A page of the channel itself, newest first. The first has no cursor.
    pub(crate) async fn history(&self, span: Span<'_>, cursor: Option<&str>) -> Result<Page, Failure> {
        let (oldest, cursor) = (span.oldest(), cursor.unwrap_or(FIRST));
        let arguments = [
            ("channel", span.channel),
            ("oldest", &oldest),
            ("inclusive", "true"),
            ("include_all_metadata", "true"),
            ("limit", PAGE),
            ("cursor", cursor),
        ];
        self.api.get("conversations.history", &arguments).await
    }

    /// A page of a thread, oldest first; the first starts with the parent.
    pub(crate) async fn replies(
        &self,
        span: Span<'_>,
        parent: &Ts,
        cursor: Option<&str>,
    ) -> Result<Page, Failure> {
        let (oldest, cursor) = (span.oldest(), cursor.unwrap_or(FIRST));
        let arguments = [
            ("channel", span.channel),
            ("ts", &parent.0),
            ("oldest", &oldest),
            ("inclusive", "true"),
            ("limit", PAGE),
            ("cursor", cursor),
        ];
        self.api.get("conversations.replies", &arguments).await
    }
}

impl Said {
    /// Whether a person wrote it: not an app, and not a notice such as that somebody joined.
    pub(crate) fn is_by_a_person(&self) -> bool {
        let written = match self.subtype.as_deref() {
            None => true,
            Some(subtype) => matches!(subtype, "thread_broadcast" | "file_share" | "me_message"),
        };
        written && self.bot_id.is_none() && self.user.is_some()
    }

    /// Whether it starts a thread.
    pub(crate) fn has_replies(&self) -> bool {
        self.reply_count > 0
    }

    /// Whether it is an answer in a thread.
    pub(crate) fn is_reply(&self) -> bool {
        self.thread_ts.as_ref().is_some_and(|parent| *parent != self.ts)
    }

    /// Whether people marked it with this emoji, or pinned it.
    pub(crate) fn is_marked_with(&self, emoji: Option<&str>) -> bool {
        !self.pinned_to.is_empty() || self.reactions.iter().any(|one| Some(one.name.as_str()) == emoji)
    }

    /// A value that Muster put with it, if Muster did.
    pub(super) fn marked(&self, event_type: &str, name: &str) -> Option<&str> {
        let metadata = self.metadata.as_ref().filter(|metadata| metadata.event_type == event_type)?;
        metadata.event_payload.get(name)?.as_str()
    }
}

impl Ts {
    fn micros(&self) -> Option<i64> {
        let (seconds, fraction) = self.0.split_once('.').unwrap_or((&self.0, ""));
        let fraction: i64 = format!("{fraction:0<6}").get(..6)?.parse().ok()?;
        seconds.parse::<i64>().ok()?.checked_mul(1_000_000)?.checked_add(fraction)
    }

    /// When it was said, by Slack's clock.
    pub(crate) fn time(&self) -> Result<Timestamp, Failure> {
        self.micros().and_then(|micros| Timestamp::from_microsecond(micros).ok()).ok_or_else(|| {
            Failure::unexpected(System::Chat, format!("a message's ts is no time: {:?}", self.0))
        })
    }
}

impl PartialOrd for Ts {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ts {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.micros(), &self.0).cmp(&(other.micros(), &other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ts_is_a_time_to_the_microsecond() {
        let ts = Ts("1700000000.000100".to_owned());
        assert_eq!(ts.time().unwrap(), "2023-11-14T22:13:20.0001Z".parse().unwrap());
        assert!(ts < Ts("1700000000.000101".to_owned()));
        assert!(Ts("999999999.000000".to_owned()) < ts);
        assert!(Ts("soon".to_owned()).time().is_err());
    }

    #[test]
    fn only_people_are_counted() {
        let said = |json: serde_json::Value| serde_json::from_value::<Said>(json).unwrap().is_by_a_person();
        assert!(said(serde_json::json!({"ts": "1.0", "user": "U1", "text": "hello"})));
        assert!(said(serde_json::json!({"ts": "1.0", "user": "U1", "subtype": "file_share"})));
        assert!(said(serde_json::json!({"ts": "1.0", "user": "U1", "subtype": "thread_broadcast"})));
        assert!(!said(serde_json::json!({"ts": "1.0", "user": "U1", "subtype": "channel_join"})));
        assert!(!said(serde_json::json!({"ts": "1.0", "user": "U1", "bot_id": "B1"})));
        assert!(!said(serde_json::json!({"ts": "1.0", "bot_id": "B1", "subtype": "bot_message"})));
    }
}

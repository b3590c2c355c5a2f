//! What Muster reads of what Slack sends. The rest of it may change without harm.

use serde::{Deserialize, de::IgnoredAny};

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(in crate::slack) enum Delivery {
    UrlVerification {
        challenge: String,
    },
    EventCallback {
        event_id: String,
        event: Event,
    },
    /// `app_rate_limited`, and whatever else there will be.
    #[serde(other)]
    Other,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(in crate::slack) enum Event {
    Message(Message),
    AppMention(Message),
    #[serde(other)]
    Other,
}

/// A message. Some kinds have neither author nor text.
#[derive(Debug, Deserialize)]
pub(in crate::slack) struct Message {
    pub(super) channel: String,
    #[serde(default)]
    pub(super) channel_type: Option<String>,
    #[serde(default)]
    pub(super) user: Option<String>,
    #[serde(default)]
    pub(super) text: Option<String>,
    #[serde(default)]
    pub(super) subtype: Option<String>,
    #[serde(default)]
    pub(super) bot_id: Option<String>,
    #[serde(default)]
    pub(super) edited: Option<IgnoredAny>,
}

/// Who wrote something, and where.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) channel: String,
    pub(super) user: String,
    /// In a direct message, or with Muster's name before it.
    pub(super) is_to_muster: bool,
}

//! What Muster reads of what Slack sends. The rest of it may change without harm.

use secrecy::SecretString;
use serde::{Deserialize, de::IgnoredAny};
use serde_json::{Map, Value};

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(in crate::slack) enum Delivery {
    UrlVerification {
        challenge: String,
    },
    EventCallback {
        event_id: String,
        #[serde(default)]
        team_id: Option<String>,
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
    FunctionExecuted(Executed),
    AppHomeOpened(HomeOpened),
    ReactionAdded(Reacted),
    #[serde(other)]
    Other,
}

/// Somebody opened what there is of the app: its home tab, or its messages.
#[derive(Debug, Deserialize)]
pub(in crate::slack) struct HomeOpened {
    pub(super) user: String,
    #[serde(default)]
    pub(super) tab: String,
}

/// Somebody put an emoji on something.
#[derive(Debug, Deserialize)]
pub(in crate::slack) struct Reacted {
    pub(super) user: String,
    /// The emoji's name, without colons.
    pub(super) reaction: String,
    pub(super) item: Item,
}

/// What can have an emoji on it.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(in crate::slack) enum Item {
    Message {
        channel: String,
        ts: String,
    },
    #[serde(other)]
    Other,
}

/// A Slack Workflow has come to a step of the app's.
#[derive(Debug, Deserialize)]
pub(in crate::slack) struct Executed {
    pub(super) function: Function,
    #[serde(default)]
    inputs: Map<String, Value>,
    pub(super) function_execution_id: String,
    /// Good for completing this step, and gone with it.
    pub(super) bot_access_token: SecretString,
}

#[derive(Debug, Deserialize)]
pub(in crate::slack) struct Function {
    pub(super) callback_id: String,
}

impl Executed {
    /// What was filled in, or came from an earlier step.
    pub(super) fn input(&self, name: &str) -> &str {
        self.inputs.get(name).and_then(Value::as_str).unwrap_or_default()
    }
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

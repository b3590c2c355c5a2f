//! What Muster reads of what Slack sends. The rest of it may change without harm.

use serde::Deserialize;
use url::Url;

use crate::slack::forms::Filled;

/// Something that a person did.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(in crate::slack) enum Interaction {
    BlockActions(Pressed),
    ViewSubmission(Submission),
    Shortcut(Shortcut),
    MessageAction(OnMessage),
    /// A form was closed, and whatever else Muster did not ask for.
    #[serde(other)]
    Other,
}

/// A button was pressed.
#[derive(Debug, Deserialize)]
pub(in crate::slack) struct Pressed {
    pub(in crate::slack) user: User,
    pub(in crate::slack) trigger_id: String,
    #[serde(default)]
    pub(in crate::slack) response_url: Option<Url>,
    pub(in crate::slack) actions: Vec<Action>,
}

#[derive(Debug, Deserialize)]
pub(in crate::slack) struct Action {
    pub(in crate::slack) action_id: String,
    #[serde(default)]
    pub(in crate::slack) value: Option<String>,
}

impl Action {
    /// What Muster gave the button to bring back.
    pub(in crate::slack) fn value(&self) -> &str {
        self.value.as_deref().unwrap_or_default()
    }
}

/// A form was submitted.
#[derive(Debug, Deserialize)]
pub(in crate::slack) struct Submission {
    pub(in crate::slack) user: User,
    pub(in crate::slack) team: Team,
    pub(in crate::slack) view: View,
}

#[derive(Debug, Deserialize)]
pub(in crate::slack) struct View {
    pub(in crate::slack) id: String,
    #[serde(default)]
    pub(in crate::slack) root_view_id: Option<String>,
    pub(in crate::slack) callback_id: String,
    #[serde(default)]
    pub(in crate::slack) private_metadata: String,
    #[serde(default)]
    pub(in crate::slack) state: Filled,
}

/// A global shortcut was chosen.
#[derive(Debug, Deserialize)]
pub(in crate::slack) struct Shortcut {
    pub(in crate::slack) user: User,
    pub(in crate::slack) trigger_id: String,
    pub(in crate::slack) callback_id: String,
}

/// A shortcut was chosen on a message.
#[derive(Debug, Deserialize)]
pub(in crate::slack) struct OnMessage {
    pub(in crate::slack) user: User,
    pub(in crate::slack) trigger_id: String,
    pub(in crate::slack) callback_id: String,
    pub(in crate::slack) channel: Place,
    pub(in crate::slack) message: Message,
}

#[derive(Debug, Deserialize)]
pub(in crate::slack) struct Place {
    pub(in crate::slack) id: String,
    #[serde(default)]
    name: String,
}

impl Place {
    /// Whether not everybody may read there: Slack does not tell the names of such places.
    pub(in crate::slack) fn is_private(&self) -> bool {
        self.name == "privategroup" || self.name == "directmessage"
    }
}

#[derive(Debug, Deserialize)]
pub(in crate::slack) struct Message {
    pub(in crate::slack) ts: String,
    #[serde(default)]
    pub(in crate::slack) text: String,
}

#[derive(Debug, Deserialize)]
pub(in crate::slack) struct User {
    pub(in crate::slack) id: String,
}

#[derive(Debug, Deserialize)]
pub(in crate::slack) struct Team {
    pub(in crate::slack) id: String,
}

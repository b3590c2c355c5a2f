//! What Muster reads of what Slack sends. The rest of it may change without harm.

use serde::Deserialize;
use url::Url;

use crate::slack::forms::Filled;

/// Something that a person did.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Interaction {
    BlockActions(Pressed),
    ViewSubmission(Submission),
    Shortcut(Shortcut),
    /// A form was closed, and whatever else Muster did not ask for.
    #[serde(other)]
    Other,
}

/// A button was pressed.
#[derive(Debug, Deserialize)]
pub(super) struct Pressed {
    pub(super) user: User,
    pub(super) trigger_id: String,
    #[serde(default)]
    pub(super) response_url: Option<Url>,
    pub(super) actions: Vec<Action>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Action {
    pub(super) action_id: String,
    #[serde(default)]
    pub(super) value: Option<String>,
}

/// A form was submitted.
#[derive(Debug, Deserialize)]
pub(super) struct Submission {
    pub(super) user: User,
    pub(super) team: Team,
    pub(super) view: View,
}

#[derive(Debug, Deserialize)]
pub(super) struct View {
    pub(super) id: String,
    #[serde(default)]
    pub(super) root_view_id: Option<String>,
    pub(super) callback_id: String,
    #[serde(default)]
    pub(super) private_metadata: String,
    #[serde(default)]
    pub(super) state: Filled,
}

/// A global shortcut was chosen.
#[derive(Debug, Deserialize)]
pub(super) struct Shortcut {
    pub(super) user: User,
    pub(super) trigger_id: String,
    pub(super) callback_id: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct User {
    pub(super) id: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Team {
    pub(super) id: String,
}

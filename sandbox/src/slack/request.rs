//! What Slack sends to the app, however the app is reached.

use serde_json::Value;

/// An event, or what a person did.
#[derive(Clone, Debug)]
pub(crate) enum Request {
    /// An event in its envelope.
    Event(Value),
    /// A slash command's fields.
    Command(Vec<(&'static str, String)>),
    Interaction(Value),
}

impl Request {
    /// Where it goes by HTTP, behind the app's base.
    pub(super) fn path(&self) -> &'static str {
        match self {
            Self::Event(_) => "/slack/events",
            Self::Command(_) => "/slack/commands",
            Self::Interaction(_) => "/slack/interactions",
        }
    }

    /// The event's id, the command or the type of interaction.
    pub(super) fn what(&self) -> &str {
        let what = match self {
            Self::Event(envelope) => envelope["event_id"].as_str(),
            Self::Command(fields) => {
                fields.iter().find(|(name, _)| *name == "command").map(|(_, command)| command.as_str())
            }
            Self::Interaction(payload) => payload["type"].as_str(),
        };
        what.unwrap_or_default()
    }
}

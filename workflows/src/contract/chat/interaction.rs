//! The names by which a press of a button says what it means: put on messages by who posts them, read by who
//! hears of the press.

use crate::domain::Step;

/// Block: the prompt's buttons. Their value is the declaration's id.
pub const PROMPT: &str = "prompt";
/// Action: it is an incident.
pub const CONFIRM: &str = "confirm";
/// Action: it is none.
pub const CANCEL: &str = "cancel";

/// Block: the buttons of announcement and card.
pub const INCIDENT: &str = "incident";
/// Action: the incident is over. Its value is the declaration's id.
pub const RESOLVE: &str = "resolve";
/// Action on a step: it is tried now. The value of these is the declaration's id.
pub const RETRY_STEP: &str = "retry-step";
/// Action on a step: the incident does without it.
pub const SKIP_STEP: &str = "skip-step";
/// Action on a step: somebody made by hand what it was to make.
pub const LINK_STEP: &str = "link-step";

/// Action: a link to the incident channel; Slack tells of the press, and there is nothing to do.
pub const JOIN_CHANNEL: &str = "join-channel";
/// Action: a link to the Zoom meeting; likewise.
pub const JOIN_MEETING: &str = "join-meeting";
/// Action: a link to the post-mortem; likewise.
pub const OPEN_POST_MORTEM: &str = "open-post-mortem";

/// The event type of the metadata on every message of Muster's.
pub const METADATA: &str = "muster";
/// Metadata: the declaration's id.
pub const DECLARATION: &str = "declaration";
/// Metadata: the message's purpose.
pub const PURPOSE: &str = "purpose";
/// Metadata: the message's author. Regions share declarations and never runs, so that by it a region knows its own
/// prompt. It is named after what it held at first: the run that posted, which mostly is the first.
pub const AUTHOR: &str = "run";

/// An action on one of the steps: a message has each action once.
pub fn on_step(action: &str, step: Step) -> String {
    format!("{action}:{}", step.key())
}

/// The action, and the step that it is on, if it is one on a step.
pub fn of_step(action: &str) -> (&str, Option<Step>) {
    match action.split_once(':') {
        Some((action, step)) => (action, Step::with_key(step)),
        None => (action, None),
    }
}

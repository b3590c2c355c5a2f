//! The names by which a press of a button says what it means: put on messages by who posts them, read by who
//! hears of the press.

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

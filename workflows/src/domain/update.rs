use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Person;

/// What everybody is told of how it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusUpdate {
    /// How it goes, at most [`StatusUpdate::MAX_CHARS`] characters.
    pub text: String,
    /// Who says so.
    pub by: Person,
    /// When.
    pub at: Timestamp,
    /// When the next one is promised.
    #[serde(default)]
    pub next_at: Option<Timestamp>,
}

impl StatusUpdate {
    /// More than that nobody reads in a chat.
    pub const MAX_CHARS: usize = 1_000;
}

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// When customers felt an incident, as far as somebody said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Impact {
    /// Since when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// Until when; not said: until the incident ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
}

impl Impact {
    /// Whether it does not end before it starts.
    pub fn is_possible(self) -> bool {
        match (self.started_at, self.ended_at) {
            (Some(started), Some(ended)) => started <= ended,
            _ => true,
        }
    }
}

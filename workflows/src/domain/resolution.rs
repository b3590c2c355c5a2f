use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Person;

/// Who decided on a prompt, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Who pressed the button.
    pub by: Person,
    /// When it took effect, in the incident's own time.
    pub at: Timestamp,
}

/// That an incident is over, as somebody said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// Who resolved it.
    pub by: Person,
    /// When, in the incident's own time.
    pub at: Timestamp,
    /// The id of one of the plan's origins: whose fault it was.
    #[serde(default)]
    pub origin: Option<String>,
}

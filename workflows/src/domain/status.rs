use std::fmt;

use serde::{Deserialize, Serialize};

/// Where an incident is in its life. It is a search attribute: *active incidents* are those with
/// [`Status::Active`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Declared; people are asked to confirm.
    #[default]
    Prompted,
    /// Confirmed and not yet resolved.
    Active,
    /// Resolved by somebody.
    Resolved,
    /// Somebody said that it is none: before it was confirmed, or later, as a false alarm or the duplicate of another.
    Cancelled,
    /// Nobody confirmed it in time.
    Expired,
    /// Another region owns the incident.
    Superseded,
}

impl Status {
    /// The word people and search attributes use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Prompted => "prompted",
            Self::Active => "active",
            Self::Resolved => "resolved",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Superseded => "superseded",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

use std::fmt;

use serde::{Deserialize, Serialize};

/// What one of the responders does for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Leads, and decides.
    Commander,
    /// Keeps everybody else informed.
    Communications,
    /// Writes down what happens.
    Scribe,
}

impl Role {
    /// All roles, in the order people read them.
    pub const ALL: [Self; 3] = [Self::Commander, Self::Communications, Self::Scribe];

    /// Its name in forms and on the command line.
    pub fn key(self) -> &'static str {
        match self {
            Self::Commander => "commander",
            Self::Communications => "communications",
            Self::Scribe => "scribe",
        }
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Commander => "Commander",
            Self::Communications => "Communications",
            Self::Scribe => "Scribe",
        }
    }

    /// What it is for.
    pub fn duty(self) -> &'static str {
        match self {
            Self::Commander => "leads, and decides",
            Self::Communications => "keeps everybody else informed",
            Self::Scribe => "writes down what happens",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

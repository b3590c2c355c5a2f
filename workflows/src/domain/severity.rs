use std::fmt;

use serde::{Deserialize, Serialize};

/// How bad an incident is: 1 is the worst. What a level means is written in the response plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Severity(u8);

/// A severity outside 1 to 9.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a severity is a number from 1 to 9, not {0}")]
pub struct InvalidSeverity(String);

impl Severity {
    /// Major service disruption, no workaround.
    pub const MAJOR: Self = Self(1);

    /// The level as a number.
    pub fn level(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Severity {
    type Error = InvalidSeverity;

    fn try_from(level: u8) -> Result<Self, Self::Error> {
        if (1..=9).contains(&level) { Ok(Self(level)) } else { Err(InvalidSeverity(level.to_string())) }
    }
}

impl From<Severity> for u8 {
    fn from(severity: Severity) -> Self {
        severity.0
    }
}

impl std::str::FromStr for Severity {
    type Err = InvalidSeverity;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let level: u8 = text.trim().parse().map_err(|_| InvalidSeverity(format!("{text:?}")))?;
        Self::try_from(level)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

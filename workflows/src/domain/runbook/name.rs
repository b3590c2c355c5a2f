use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::text;

/// What a runbook is called: the name of its file without `.toml`. It is in workflow ids and search attributes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RunbookName(String);

/// A text that cannot be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no name of a runbook; write up to 50 of a-z, 0-9 and - such as restart-checkout")]
pub struct InvalidRunbookName(String);

impl RunbookName {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for RunbookName {
    type Err = InvalidRunbookName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match !text.is_empty() && (text::ID.is_valid)(text) {
            true => Ok(Self(text.to_owned())),
            false => Err(InvalidRunbookName(text.to_owned())),
        }
    }
}

impl TryFrom<String> for RunbookName {
    type Error = InvalidRunbookName;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<RunbookName> for String {
    fn from(name: RunbookName) -> Self {
        name.0
    }
}

impl fmt::Display for RunbookName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

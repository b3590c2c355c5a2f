use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Person, Reference, Severity, Title};

/// What somebody declared. Its id is the key of the incident, everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// The id of the form that was submitted, or one chosen on the command line.
    pub id: DeclarationId,
    /// What is wrong.
    pub title: Title,
    /// How bad it is.
    pub severity: Severity,
    /// The ids of the plan's services that are impaired, if said.
    #[serde(default)]
    pub services: Vec<String>,
    /// Since when customers feel it, if said.
    #[serde(default)]
    pub impact_started_at: Option<Timestamp>,
    /// Who declared it.
    pub by: Person,
    /// When it was declared.
    pub at: Timestamp,
    /// The Slack workspace in which it was declared.
    #[serde(default)]
    pub team_id: Option<String>,
    /// Confirmed as it was declared, as only the command line may.
    #[serde(default)]
    pub confirmed: bool,
    /// It is an exercise: nobody is paged, and it is counted nowhere.
    #[serde(default)]
    pub drill: bool,
    /// Only those who are invited may read of it.
    #[serde(default)]
    pub private: bool,
}

impl Declaration {
    /// The same as an exercise.
    #[must_use]
    pub fn as_drill(self) -> Self {
        Self { drill: true, title: self.title.of_drill(), ..self }
    }

    /// What everybody may read.
    pub fn public_title(&self) -> Title {
        self.title.for_everybody(self.private, self.drill)
    }

    /// The short name for people.
    pub fn reference(&self) -> Reference {
        Reference::of(&self.id)
    }
}

/// The identity of a declaration: 1 to 64 of ASCII letters, digits, `-`, `_` and `.`, because it becomes
/// part of workflow ids, which are never encrypted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DeclarationId(String);

/// A text that cannot be a [`DeclarationId`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a declaration id has 1 to 64 of A-Z a-z 0-9 - _ . and not {0:?}")]
pub struct InvalidDeclarationId(String);

impl DeclarationId {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for DeclarationId {
    type Error = InvalidDeclarationId;

    fn try_from(id: String) -> Result<Self, Self::Error> {
        let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if (1..=64).contains(&id.len()) && id.chars().all(valid) {
            Ok(Self(id))
        } else {
            Err(InvalidDeclarationId(id))
        }
    }
}

impl From<DeclarationId> for String {
    fn from(id: DeclarationId) -> Self {
        id.0
    }
}

impl std::str::FromStr for DeclarationId {
    type Err = InvalidDeclarationId;

    fn from_str(id: &str) -> Result<Self, Self::Err> {
        Self::try_from(id.to_owned())
    }
}

impl fmt::Display for DeclarationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

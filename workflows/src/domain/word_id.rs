use serde::{Deserialize, Serialize};

/// By which something that somebody said is known again, however often it is passed on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WordId(String);

impl From<String> for WordId {
    fn from(id: String) -> Self {
        Self(id)
    }
}

impl std::fmt::Display for WordId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

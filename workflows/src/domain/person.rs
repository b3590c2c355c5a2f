use std::fmt;

use serde::{Deserialize, Serialize};

/// Somebody who says something to Muster.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Person {
    /// Slack's user id, absent for one who speaks from the command line.
    #[serde(default)]
    pub slack_id: Option<String>,
    /// The name to show where Slack cannot resolve the id: Jira, Confluence, a terminal.
    #[serde(default)]
    pub name: String,
}

impl Person {
    /// Somebody in Slack.
    pub fn in_slack(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { slack_id: Some(id.into()), name: name.into() }
    }

    /// Somebody at a shell or in a CI job.
    pub fn at_a_shell(name: impl Into<String>) -> Self {
        Self { slack_id: None, name: name.into() }
    }
}

impl fmt::Display for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

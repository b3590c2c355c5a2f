//! Security levels: who may see an issue.

use muster_workflows::contract::System;
use serde::Deserialize;

use super::Jira;
use crate::failure::Failure;

#[derive(Deserialize)]
struct Levels {
    levels: Vec<Level>,
}

/// A security level.
#[derive(Deserialize)]
pub(super) struct Level {
    pub(super) id: String,
    name: String,
}

impl Jira {
    /// The id of the level with this name. Jira shows only those that Muster may set.
    pub(super) async fn security_level(&self, project: &str, name: &str) -> Result<String, Failure> {
        let found: Levels = self.site.get(self.api(["project", project, "securitylevel"]), &[]).await?;
        let level = found.levels.into_iter().find(|level| level.name == name);
        level.map(|level| level.id).ok_or_else(|| {
            let words = format!(
                "the project {project} has no security level {name:?} that Muster may set. Correct security_level in the plan, \
                 or give Muster's account that level and the permission Set Issue Security"
            );
            Failure::refused(System::Ticket, "no_security_level", words)
        })
    }
}

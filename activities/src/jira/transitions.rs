//! An issue moved to a status.

use muster_workflows::contract::System;
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;

use super::Jira;
use crate::failure::Failure;

#[derive(Deserialize)]
struct Issue {
    fields: Fields,
}

#[derive(Deserialize)]
struct Fields {
    status: Status,
}

#[derive(Deserialize)]
struct Status {
    name: String,
}

#[derive(Deserialize)]
struct Transitions {
    transitions: Vec<Transition>,
}

#[derive(Deserialize)]
struct Transition {
    id: String,
    to: Status,
}

impl Jira {
    /// Moves an issue to the status of this name; one that is there stays.
    pub(super) async fn move_to(&self, key: &str, status: &str) -> Result<(), Failure> {
        let issue: Issue = self.site.get(self.api(["issue", key]), &[("fields", "status")]).await?;
        let current = issue.fields.status;
        if current.is(status) {
            return Ok(());
        }
        let offered: Transitions = self.site.get(self.api(["issue", key, "transitions"]), &[]).await?;
        let Some(transition) = offered.transitions.iter().find(|transition| transition.to.is(status)) else {
            let others: Vec<_> =
                offered.transitions.iter().map(|transition| transition.to.name.as_str()).collect();
            let words = format!(
                "no transition from {} to {status}; there are those to: {}",
                current.name,
                others.join(", ")
            );
            return Err(Failure::refused(System::Ticket, "no_transition", words));
        };
        let body = json!({"transition": {"id": transition.id}});
        self.site.change(Method::POST, self.api(["issue", key, "transitions"]), &body).await
    }
}

impl Status {
    fn is(&self, name: &str) -> bool {
        self.name.to_lowercase() == name.to_lowercase()
    }
}

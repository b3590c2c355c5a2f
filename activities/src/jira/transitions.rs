//! An issue moved to a status.

use muster_workflows::contract::System;
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;

use super::Jira;
use crate::{failure::Failure, on_its_way::noted};

#[derive(Deserialize)]
struct Issue {
    fields: Fields,
}

#[derive(Deserialize)]
struct Fields {
    status: Status,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Status {
    pub(super) name: String,
    #[serde(default)]
    status_category: Category,
}

#[derive(Default, Deserialize)]
struct Category {
    #[serde(default)]
    key: String,
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
        let current = self.status(key).await?;
        if current.is(status) {
            return Ok(());
        }
        let offered = self.transitions(key).await?;
        match offered.iter().find(|transition| transition.to.is(status)) {
            Some(transition) => self.take(key, transition).await,
            None => Err(no_transition(&current, &format!("to {status}"), &offered)),
        }
    }

    /// Moves an issue out of the status of this name, to one in which work goes on if there is one; one that is elsewhere
    /// stays.
    pub(super) async fn move_off(&self, key: &str, status: &str) -> Result<(), Failure> {
        let current = self.status(key).await?;
        if !current.is(status) {
            return Ok(());
        }
        let offered = self.transitions(key).await?;
        // The keys of Jira's categories: new, indeterminate, done.
        let leads_to = |key: &str| offered.iter().find(|offer| offer.to.status_category.key == key);
        match leads_to("indeterminate").or_else(|| leads_to("new")) {
            Some(transition) => self.take(key, transition).await,
            None => Err(no_transition(&current, "back", &offered)),
        }
    }

    async fn status(&self, key: &str) -> Result<Status, Failure> {
        let issue: Issue = self.site.get(self.api(["issue", key]), &[("fields", "status")]).await?;
        Ok(issue.fields.status)
    }

    async fn transitions(&self, key: &str) -> Result<Vec<Transition>, Failure> {
        let offered: Transitions = self.site.get(self.api(["issue", key, "transitions"]), &[]).await?;
        Ok(offered.transitions)
    }

    async fn take(&self, key: &str, transition: &Transition) -> Result<(), Failure> {
        let body = json!({"transition": {"id": transition.id}});
        noted(self.site.change(Method::POST, self.api(["issue", key, "transitions"]), &body)).await
    }
}

fn no_transition(from: &Status, whither: &str, offered: &[Transition]) -> Failure {
    let others: Vec<_> = offered.iter().map(|transition| transition.to.name.as_str()).collect();
    let words =
        format!("no transition from {} {whither}; there are those to: {}", from.name, others.join(", "));
    Failure::refused(System::Ticket, "no_transition", words)
}

impl Status {
    /// Whether work ends there: by the key of Jira's category.
    pub(super) fn is_done(&self) -> bool {
        self.status_category.key == "done"
    }

    fn is(&self, name: &str) -> bool {
        self.name.to_lowercase() == name.to_lowercase()
    }
}

//! An issue, made once.

use muster_workflows::contract::ticket::{CreateTicket, Ticket};
use serde::Deserialize;
use serde_json::json;

use super::{Jira, description, labels};
use crate::{failure::Failure, on_its_way::noted};

#[derive(Deserialize)]
struct Created {
    key: String,
}

impl Jira {
    /// Finds the incident's issue, or makes it.
    pub(super) async fn create_once(&self, input: &CreateTicket) -> Result<Ticket, Failure> {
        let label = labels::of_declaration(&input.facts);
        if let Some(key) = self.labelled(&input.plan.project, &label).await? {
            return Ok(self.ticket(key));
        }
        let body = json!({"fields": {
            "project": {"key": input.plan.project},
            "issuetype": {"name": input.plan.issue_type},
            "summary": input.summary,
            "description": description::of(&input.facts),
            "labels": labels::at_creation(&input.facts),
        }});
        let created: Created = noted(self.site.post(self.api(["issue"]), &body)).await?;
        Ok(self.ticket(created.key))
    }
}

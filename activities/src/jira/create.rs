//! An issue, made once.

use muster_workflows::contract::ticket::{CreateTicket, Ticket};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Jira, description, labels};
use crate::{failure::Failure, on_its_way::noted};

#[derive(Deserialize)]
struct Created {
    key: String,
}

impl Jira {
    /// Finds the incident's issue, or makes it.
    pub(super) async fn create_once(&self, input: &CreateTicket) -> Result<Ticket, Failure> {
        let fields = json!({
            "issuetype": {"name": input.plan.issue_type},
            "summary": input.summary,
            "description": description::of(&input.facts),
            "labels": labels::at_creation(&input.facts),
        });
        let label = labels::of_declaration(&input.facts);
        self.make_once(&input.plan.project, &label, fields, input.security_level.as_deref()).await
    }

    /// Finds the issue with this label, which no other has and which is among the fields, or makes it; where a security level
    /// is named, with that.
    pub(super) async fn make_once(
        &self,
        project: &str,
        label: &str,
        mut fields: Value,
        security_level: Option<&str>,
    ) -> Result<Ticket, Failure> {
        let level = match security_level {
            Some(name) => Some(self.security_level(project, name).await?),
            None => None,
        };
        if let Some(key) = self.labelled(project, label, level.as_deref()).await? {
            return Ok(self.ticket(key));
        }
        if let Some(id) = level {
            fields["security"] = json!({"id": id});
        }
        fields["project"] = json!({"key": project});
        let body = json!({ "fields": fields });
        let created: Created = noted(self.site.post(self.api(["issue"]), &body)).await?;
        Ok(self.ticket(created.key))
    }
}

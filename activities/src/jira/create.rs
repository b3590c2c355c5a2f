//! An issue, made once.

use std::time::Duration;

use muster_workflows::contract::ticket::{CreateTicket, Ticket};
use serde::Deserialize;
use serde_json::json;
use tokio::time::{Instant, sleep};

use super::{Jira, description, labels};
use crate::failure::Failure;

/// How long a request that was given up is waited for. A connection that broke has its request at Jira or nowhere,
/// and Jira works off what it has in seconds; since looking is never behind, waiting for the search index's minute
/// is not needed.
const ON_ITS_WAY: Duration = Duration::from_secs(5);
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

#[derive(Deserialize)]
struct Created {
    key: String,
}

impl Jira {
    /// Finds the incident's issue, or makes it.
    pub(super) async fn create_once(
        &self,
        input: &CreateTicket,
        may_be_on_its_way: bool,
    ) -> Result<Ticket, Failure> {
        let label = labels::of_declaration(&input.facts);
        let until = Instant::now() + if may_be_on_its_way { ON_ITS_WAY } else { Duration::ZERO };
        loop {
            if let Some(key) = self.labelled(&input.plan.project, &label).await? {
                return Ok(self.ticket(key));
            }
            if Instant::now() >= until {
                break;
            }
            sleep(BETWEEN_LOOKS).await;
        }
        let body = json!({"fields": {
            "project": {"key": input.plan.project},
            "issuetype": {"name": input.plan.issue_type},
            "summary": input.summary,
            "description": description::of(&input.facts),
            "labels": labels::at_creation(&input.facts),
        }});
        let created: Created = self.site.post(self.api(["issue"]), &body).await?;
        Ok(self.ticket(created.key))
    }
}

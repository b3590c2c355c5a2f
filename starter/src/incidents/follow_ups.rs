use std::time::Duration;

use muster_workflows::{
    contract::ticket::ListFollowUps,
    follow_ups::{FollowUps, Standing},
    ids,
};
use temporalio_client::{Client, WorkflowGetResultOptions, WorkflowHandle, WorkflowStartOptions};
use tokio::time::timeout;
use uuid::Uuid;

use super::{Incidents, Trouble};

/// Longer than Jira is asked, once, after a pause, and again: what it says in the end is to be heard.
const ANSWERED_WITHIN: Duration = Duration::from_secs(60);

/// A question that a worker answers.
pub struct Question(WorkflowHandle<Client, FollowUps>);

impl Incidents {
    /// Asks how follow-ups stand.
    ///
    /// # Errors
    /// Temporal cannot be asked.
    pub async fn ask_follow_ups(&self, list: &ListFollowUps) -> Result<Question, Trouble> {
        let id = ids::follow_ups(&Uuid::new_v4().to_string());
        let options = WorkflowStartOptions::new(self.task_queue.as_str(), &id)
            .execution_timeout(ANSWERED_WITHIN)
            .static_summary("How follow-ups stand".to_owned())
            .build();
        let client = self.temporal.client().await?;
        client.start_workflow(FollowUps::run, list.clone(), options).await?;
        Ok(Question(client.get_workflow_handle(id)))
    }
}

impl Question {
    /// What is answered.
    ///
    /// # Errors
    /// No worker answers in time.
    pub async fn answer(self) -> Result<Standing, Trouble> {
        let result = self.0.get_result(WorkflowGetResultOptions::default());
        match timeout(ANSWERED_WITHIN, result).await {
            Ok(Ok(standing)) => Ok(standing),
            Ok(Err(error)) => {
                tracing::warn!(%error, "not known how follow-ups stand");
                Err(Trouble::Slow)
            }
            Err(_) => Err(Trouble::Slow),
        }
    }
}

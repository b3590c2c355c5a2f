use std::{collections::BTreeSet, time::Duration};

use futures_util::TryStreamExt;
use muster_workflows::{
    domain::{DeclarationId, record::Kept},
    ids,
    incident::Incident,
};
use temporalio_client::{WorkflowListOptions, WorkflowQueryOptions};
use tokio::time::timeout;

use super::{Incidents, Trouble, find::INCIDENTS};

/// A worker reads a whole history for it, of an incident that is long over; nobody waits in front of Slack.
const TOLD_WITHIN: Duration = Duration::from_secs(20);

impl Incidents {
    /// The keys of all incidents that the server still keeps.
    ///
    /// # Errors
    /// Temporal cannot be asked.
    pub async fn keys(&self) -> Result<BTreeSet<DeclarationId>, Trouble> {
        let client = self.temporal.client().await?;
        let query = format!("TaskQueue = '{}' AND {INCIDENTS}", self.task_queue);
        let executions = client.list_workflows(query, WorkflowListOptions::default());
        let keys = executions.try_filter_map(async |execution| Ok(ids::declaration_of(execution.id())));
        Ok(keys.try_collect().await?)
    }

    /// What is kept of an incident for good, as its workflow tells it from its history; none of one that waits for Confirm or
    /// goes on in another region.
    ///
    /// # Errors
    /// No worker answers, or it cannot tell.
    pub async fn record(&self, id: &DeclarationId) -> Result<Option<Kept>, Trouble> {
        let query = async {
            let handle = self.handle(id).await?;
            Ok(handle.query(Incident::record_now, (), WorkflowQueryOptions::default()).await?)
        };
        timeout(TOLD_WITHIN, query).await.unwrap_or(Err(Trouble::Slow))
    }
}

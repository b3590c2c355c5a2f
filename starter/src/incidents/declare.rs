use muster_workflows::{
    domain::{Declaration, Plan},
    ids,
    incident::{Incident, Input},
    visibility,
};
use temporalio_client::{
    WorkflowIdConflictPolicy, WorkflowIdReusePolicy, WorkflowStartOptions, errors::WorkflowStartError,
};
use temporalio_common::MemoValues;

use super::{Incidents, Trouble};

/// When an incident was declared that is durable now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// An incident was started.
    Now,
    /// It was declared before with the same id, and is the same incident.
    Before,
}

impl Incidents {
    /// Starts the incident. The same declaration again is the same incident.
    ///
    /// # Errors
    /// It is not certain that the incident was started; declaring again with the same id does no harm.
    pub async fn declare(&self, declaration: &Declaration, plan: &Plan) -> Result<When, Trouble> {
        let mut memo = MemoValues::new();
        for (key, value) in visibility::memo_of(declaration) {
            memo.insert(key, value);
        }
        let options = WorkflowStartOptions::new(self.task_queue.as_str(), ids::incident(declaration))
            .id_reuse_policy(WorkflowIdReusePolicy::RejectDuplicate)
            .id_conflict_policy(WorkflowIdConflictPolicy::Fail)
            .search_attributes(visibility::attributes(declaration))
            .memo(memo)
            // No title: a summary is never encrypted, and with this SDK neither are static details.
            .static_summary(format!("{} · severity {}", declaration.reference(), declaration.severity))
            .build();
        let client = self.temporal.client().await?;
        let input = Input::new(declaration.clone(), plan.clone());
        match client.start_workflow(Incident::run, input, options).await {
            Ok(_) => Ok(When::Now),
            Err(WorkflowStartError::AlreadyStarted { .. }) => Ok(When::Before),
            Err(error) => Err(error.into()),
        }
    }
}

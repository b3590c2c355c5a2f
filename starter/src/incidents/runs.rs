use muster_activities::region;
use muster_workflows::{
    contract::region::Noticed,
    domain::{DeclarationId, Person},
    ids,
    incident::Signal,
    run::Run,
};
use temporalio_client::{WorkflowSignalOptions, errors::WorkflowInteractionError};

use super::{Incidents, Trouble};

/// What somebody decides about a run that has to be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It may act.
    Allow,
    /// It may not.
    Refuse,
}

impl Incidents {
    /// Tells a runbook's keeper what is said about targets. It is durable then; to tell it again does no harm.
    ///
    /// # Errors
    /// It is not certain that it was told.
    pub async fn notify(&self, noticed: Noticed) -> Result<(), Trouble> {
        let client = self.temporal.client().await?;
        Ok(region::notify(client, &self.task_queue, noticed).await?)
    }

    /// Passes on what somebody decides about a run; whether there is one that is not over.
    ///
    /// # Errors
    /// It is not certain that it was passed on.
    pub async fn decide(&self, run: &DeclarationId, decision: Decision, by: Person) -> Result<bool, Trouble> {
        let client = self.temporal.client().await?;
        let handle = client.get_workflow_handle::<Run>(ids::run(run));
        let (signal, options) = (Signal::by(by, ()), WorkflowSignalOptions::default());
        let told = match decision {
            Decision::Allow => handle.signal(Run::allow, signal, options).await,
            Decision::Refuse => handle.signal(Run::refuse, signal, options).await,
        };
        match told {
            Ok(()) => Ok(true),
            Err(WorkflowInteractionError::NotFound(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

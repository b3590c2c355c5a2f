//! The one place that talks to Temporal.
//!
//! What people say is a start or a signal, both durable once the server has answered, whether or not a worker is
//! up. What they are shown comes from visibility and describe; only [`Incidents::report`] needs a worker.

use std::{future::Future, time::Duration};

use muster_workflows::{
    domain::{DeclarationId, Person},
    ids,
    incident::{Incident, Report, Resolve, Said},
};
use temporalio_client::{Client, WorkflowHandle, WorkflowQueryOptions, WorkflowSignalOptions};
use temporalio_common::SignalDefinition;

use crate::temporal::Temporal;

mod declare;
mod find;
mod listed;
mod trouble;

#[cfg(test)]
pub(crate) use listed::tests;

pub use declare::Declared;
pub use find::Which;
pub use listed::{Links, Listed};
pub use trouble::Trouble;

/// How long a query may take: it needs a worker that is up, and nobody should wait for one that is not.
const QUERY_LIMIT: Duration = Duration::from_secs(1);

/// All incidents of one region.
pub struct Incidents {
    temporal: Temporal,
    task_queue: String,
    limit: Duration,
}

impl Incidents {
    /// The incidents that this server keeps and the workers of this task queue handle. No call takes longer than
    /// the limit.
    pub fn new(temporal: Temporal, task_queue: impl Into<String>, limit: Duration) -> Self {
        Self { temporal, task_queue: task_queue.into(), limit }
    }

    /// Somebody confirms. The first of Confirm and Cancel counts; saying it twice does no harm.
    ///
    /// # Errors
    /// It is not certain that it was taken; [`Trouble::Over`] where it certainly was not.
    pub async fn confirm(&self, id: &DeclarationId, by: Person) -> Result<(), Trouble> {
        self.signal(id, Incident::confirm, Said { by }).await
    }

    /// Somebody cancels. The first of Confirm and Cancel counts; saying it twice does no harm.
    ///
    /// # Errors
    /// As with [`Self::confirm`].
    pub async fn cancel(&self, id: &DeclarationId, by: Person) -> Result<(), Trouble> {
        self.signal(id, Incident::cancel, Said { by }).await
    }

    /// Somebody resolves. The first counts; before Confirm it counts for nothing.
    ///
    /// # Errors
    /// As with [`Self::confirm`].
    pub async fn resolve(
        &self,
        id: &DeclarationId,
        by: Person,
        origin: Option<String>,
    ) -> Result<(), Trouble> {
        self.signal(id, Incident::resolve, Resolve { by, origin }).await
    }

    /// Everything that an incident's workflow knows. It is asked for one second, because that needs a worker.
    ///
    /// # Errors
    /// No worker answered, or there is no such incident.
    pub async fn report(&self, id: &DeclarationId) -> Result<Report, Trouble> {
        let query = async {
            let handle = self.handle(id).await?;
            Ok(handle.query(Incident::status, (), WorkflowQueryOptions::default()).await?)
        };
        within(QUERY_LIMIT, query).await
    }

    async fn signal<S>(&self, id: &DeclarationId, signal: S, said: S::Input) -> Result<(), Trouble>
    where
        S: SignalDefinition<Workflow = <Incident as temporalio_common::HasWorkflowDefinition>::Run>,
        S::Input: Send,
    {
        let call = async {
            let handle = self.handle(id).await?;
            Ok(handle.signal(signal, said, WorkflowSignalOptions::default()).await?)
        };
        within(self.limit, call).await
    }

    async fn handle(&self, id: &DeclarationId) -> Result<WorkflowHandle<Client, Incident>, Trouble> {
        Ok(self.temporal.client().await?.get_workflow_handle(ids::incident_of(id)))
    }
}

async fn within<T>(limit: Duration, call: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
    tokio::time::timeout(limit, call).await.unwrap_or(Err(Trouble::Slow(limit)))
}

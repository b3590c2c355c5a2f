//! The histories of a life's two workflows.

use std::{fmt, future::ready, pin::pin};

use futures_util::{Stream, StreamExt};
use muster_tests::until;
use muster_workflows::{ids, incident::Incident};
use temporalio_client::WorkflowFetchHistoryOptions;
use temporalio_common::protos::temporal::api::{enums::v1::EventType, history::v1::HistoryEvent};

use super::life::Life;

/// One of the two workflows of a life.
#[derive(Debug, Clone, Copy)]
pub(super) enum Workflow {
    Incident,
    Archival,
}

impl Workflow {
    /// All events of a life that is over.
    pub(super) async fn events(self, life: &Life) -> Vec<EventType> {
        let events = self.history(life, WorkflowFetchHistoryOptions::default());
        events.map(|event| event.event_type()).collect().await
    }

    /// Ends as soon as there are so many events of a kind.
    pub(super) async fn has_events(self, life: &Life, kind: EventType, count: usize) {
        if let Self::Archival = self {
            // Before that there is nothing to listen to.
            Self::Incident.has(life, EventType::ChildWorkflowExecutionStarted, 1).await;
        }
        self.has(life, kind, count).await;
    }

    async fn has(self, life: &Life, kind: EventType, count: usize) {
        let listening = WorkflowFetchHistoryOptions::builder().wait_new_event(true).build();
        until("the workflow has begun", async || {
            let events = self.history(life, listening.clone());
            let of_kind = pin!(events.filter(|event| ready(event.event_type() == kind)).skip(count - 1));
            of_kind.into_future().await.0.map(drop)
        })
        .await;
    }

    /// Its events, as far as the server tells them; none, where it has not begun.
    fn history(self, life: &Life, options: WorkflowFetchHistoryOptions) -> impl Stream<Item = HistoryEvent> {
        let workflow = match self {
            Self::Incident => ids::incident_of(&life.id),
            Self::Archival => ids::archive(&life.id),
        };
        let handle = life.muster.client.get_workflow_handle::<Incident>(workflow);
        handle.fetch_history(options).filter_map(async |event| event.ok())
    }
}

impl fmt::Display for Workflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Incident => "incident",
            Self::Archival => "archival",
        })
    }
}

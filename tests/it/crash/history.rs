//! The histories of a life's two workflows.

use std::{fmt, pin::pin};

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

/// An event, as it was written.
pub(super) struct Event {
    pub(super) number: i64,
    pub(super) kind: EventType,
}

impl Workflow {
    /// All events of a life that is over.
    pub(super) async fn events(self, life: &Life) -> Vec<Event> {
        let events = self.history(life, WorkflowFetchHistoryOptions::default());
        events.map(|event| Event { number: event.event_id, kind: event.event_type() }).collect().await
    }

    /// Ends as soon as there are so many events.
    pub(super) async fn has_events(self, life: &Life, number: i64) {
        if let Self::Archival = self {
            // Before that there is nothing to listen to.
            Self::Incident
                .has(life, |event| event.event_type() == EventType::ChildWorkflowExecutionStarted)
                .await;
        }
        self.has(life, |event| event.event_id == number).await;
    }

    async fn has(self, life: &Life, is_it: impl Fn(&HistoryEvent) -> bool) {
        let listening = WorkflowFetchHistoryOptions::builder().wait_new_event(true).build();
        until("the workflow has begun", async || {
            let events = pin!(self.history(life, listening.clone()));
            events.any(async |event| is_it(&event)).await.then_some(())
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

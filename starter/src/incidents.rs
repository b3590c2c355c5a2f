//! The one place that talks to Temporal.
//!
//! What people say is a start or a signal, both durable once the server has answered, whether or not a worker is
//! up. What they are shown comes from visibility and describe; only [`Incidents::report`] needs a worker.

use std::time::Duration;

use muster_workflows::{
    domain::DeclarationId,
    ids,
    incident::{self, Incident, Report},
};
use temporalio_client::{Client, WorkflowHandle, WorkflowQueryOptions, WorkflowSignalOptions};
use temporalio_common::SignalDefinition;
use tokio::time::sleep;

use crate::{
    said::{Said, Word},
    temporal::Temporal,
};

mod answer;
mod declare;
mod find;
mod listed;
mod trouble;

#[cfg(test)]
pub(crate) use listed::tests;

pub use answer::Answer;
pub use declare::When;
pub use find::Which;
pub use listed::{Links, Listed, Standing};
pub use trouble::Trouble;

/// How long a query may take: it needs a worker that is up, and nobody should wait for one that is not.
const QUERY_LIMIT: Duration = Duration::from_secs(1);

/// The pauses, in milliseconds, before one looks whether a worker has taken something up: most do within some milliseconds.
const HEEDED_WITHIN: [u64; 4] = [20, 60, 150, 300];

/// All incidents of one region. How long a call may take is for the caller to say: it can be dropped at any time,
/// and made again.
pub struct Incidents {
    region: String,
    temporal: Temporal,
    task_queue: String,
}

impl Incidents {
    /// The incidents that a region's server keeps and the workers of this task queue handle.
    pub fn new(region: impl Into<String>, temporal: Temporal, task_queue: impl Into<String>) -> Self {
        Self { region: region.into(), temporal, task_queue: task_queue.into() }
    }

    /// The region's name.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// Where the region's Temporal server is, for who has to look for it.
    pub fn address(&self) -> String {
        self.temporal.address()
    }

    /// Takes what somebody said, unless it is of no use any more.
    ///
    /// # Errors
    /// It is not certain that it was taken.
    pub async fn hear(&self, said: &Said) -> Result<Answer, Trouble> {
        match self.the_one(&said.to).await? {
            Ok(incident) => {
                let id = incident.id.clone();
                let answer = self.tell(incident, said).await?;
                let is_on_its_way = answer == Answer::Taken && !self.is_heeded(&id).await;
                Ok(if is_on_its_way { Answer::OnItsWay } else { answer })
            }
            Err(none) => Ok(none),
        }
    }

    /// Whether a worker takes up what was last said to an incident within some tenths of a second. It does not, while
    /// one and the same workflow task waits, or is in the hands of a worker that died with it. Where that is not known
    /// it is assumed.
    pub(crate) async fn is_heeded(&self, id: &DeclarationId) -> bool {
        let mut first = None;
        for pause in HEEDED_WITHIN {
            sleep(Duration::from_millis(pause)).await;
            match self.workflow_task(id).await {
                Ok(Some(task)) if *first.get_or_insert(task) == task => {}
                Ok(_) => return true,
                Err(trouble) => {
                    tracing::warn!(%id, %trouble, "not known whether a worker is up");
                    return true;
                }
            }
        }
        false
    }

    /// Takes what somebody said a while ago, when the answer to it may have been lost, and others may have spoken
    /// since. Where it is passed on already, only tells what came of it, as far as that is known.
    ///
    /// # Errors
    /// It is not certain that it was taken.
    pub async fn hear_late(&self, said: &Said, is_passed_on: bool) -> Result<Answer, Trouble> {
        match self.the_one(&said.to).await? {
            Ok(mut incident) => {
                self.ask_itself(&mut incident).await;
                match is_passed_on && incident.standing(&said.word) == Standing::Open {
                    // What becomes of it is on the card.
                    true if said.word.is_about_a_part() => Ok(Answer::Already(Box::new(incident))),
                    true => Ok(Answer::Taken),
                    false => self.tell(incident, said).await,
                }
            }
            Err(none) => Ok(none),
        }
    }

    async fn tell(&self, incident: Listed, said: &Said) -> Result<Answer, Trouble> {
        if incident.standing(&said.word) != Standing::Open {
            return Ok(Answer::of(incident, &said.word));
        }
        let (id, by, at) = (&incident.id, said.by.clone(), Some(incident.by_its_clock(said.at)));
        let told = match &said.word {
            Word::Confirm => self.signal(id, Incident::confirm, incident::Decide { by, at }).await,
            Word::Cancel => self.signal(id, Incident::cancel, incident::Decide { by, at }).await,
            Word::Resolve { origin, ending } => {
                let (origin, ending) = (origin.clone(), ending.clone());
                let resolve = incident::Resolve { by, origin, ending, at };
                self.signal(id, Incident::resolve, resolve).await
            }
            Word::Reopen => self.signal(id, Incident::reopen, incident::Reopen { by, at }).await,
            Word::Inform { id: submission, text, next_in } => {
                let (submission, text, next_in) = (submission.clone(), text.clone(), *next_in);
                let inform = incident::Inform { id: submission, text, next_in, by, at };
                self.signal(id, Incident::inform, inform).await
            }
            Word::Severity { severity } => {
                let reclassify = incident::Reclassify { severity: *severity, by, at };
                self.signal(id, Incident::reclassify, reclassify).await
            }
            Word::Assign { role, to } => {
                let assign = incident::Assign { role: *role, to: to.clone(), by, at };
                self.signal(id, Incident::assign, assign).await
            }
            Word::Remedy { step, remedy } => {
                let mend = incident::Mend { step: *step, remedy: remedy.clone(), by, at };
                self.signal(id, Incident::remedy, mend).await
            }
        };
        match told {
            Ok(()) => Ok(Answer::Taken),
            // Somebody else was faster.
            Err(Trouble::Over) => {
                let now = self.get(id).await?;
                Ok(now.map_or(Answer::Unknown, |incident| Answer::of(incident, &said.word)))
            }
            Err(trouble) => Err(trouble),
        }
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
        tokio::time::timeout(QUERY_LIMIT, query).await.unwrap_or(Err(Trouble::Slow))
    }

    async fn signal<S>(&self, id: &DeclarationId, signal: S, said: S::Input) -> Result<(), Trouble>
    where
        S: SignalDefinition<Workflow = <Incident as temporalio_common::HasWorkflowDefinition>::Run>,
        S::Input: Send,
    {
        let handle = self.handle(id).await?;
        Ok(handle.signal(signal, said, WorkflowSignalOptions::default()).await?)
    }

    async fn handle(&self, id: &DeclarationId) -> Result<WorkflowHandle<Client, Incident>, Trouble> {
        Ok(self.temporal.client().await?.get_workflow_handle(ids::incident_of(id)))
    }
}

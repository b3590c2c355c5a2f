//! The one place that talks to Temporal.
//!
//! What people say is a start or a signal, both durable once the server has answered, whether or not a worker is
//! up. What they are shown comes from visibility and describe; only [`Incidents::report`] needs a worker.

use std::time::Duration;

use muster_workflows::{
    domain::DeclarationId,
    ids,
    incident::{Effect, Incident, Report},
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
mod follow_ups;
mod keepers;
mod listed;
mod records;
mod runs;
mod schedules;
mod standing;
mod trouble;

#[cfg(test)]
pub(crate) use listed::tests;

pub use answer::Answer;
pub use declare::When;
pub use find::Which;
pub use follow_ups::Question;
pub(crate) use keepers::InForce;
pub use listed::{Links, Listed};
pub use runs::{Decision, ListedRun};
pub use standing::Standing;
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
        let mut incident = match self.the_one(&said.to).await? {
            Ok(incident) => incident,
            Err(none) => return Ok(none),
        };
        if incident.why_not_hear(said).is_some() {
            return Ok(Answer::NotHere(Box::new(incident)));
        }
        // The status that is seen follows what was said before: behind a Resolve that no worker has heeded yet, a Reopen
        // seems to be of no use. And it does not tell a false alarm from what never was an incident.
        let is_clear = incident.standing(&said.word) == Standing::Open && said.word != Word::Reopen;
        if !is_clear
            && (!incident.running || self.ask_itself(&mut incident).await.is_some())
            && let Some(settled) = Answer::of_settled(&incident, &said.word)
        {
            return Ok(settled);
        }
        self.pass_on(incident, said).await
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

    /// Takes what somebody said a while ago, unless that is done already, when the answer to it may have been lost, and
    /// others may have spoken since; and tells what came of it, as far as that is known. Where it is passed on already it
    /// is not again.
    ///
    /// # Errors
    /// It is not certain that it was taken.
    pub async fn hear_late(&self, said: &Said, is_passed_on: bool) -> Result<Answer, Trouble> {
        let mut incident = match self.the_one(&said.to).await? {
            Ok(incident) => incident,
            Err(none) => return Ok(none),
        };
        if incident.why_not_hear(said).is_some() {
            return Ok(Answer::NotHere(Box::new(incident)));
        }
        let report = self.ask_itself(&mut incident).await;
        let settled = (report.is_some() || !incident.running)
            .then(|| Answer::of_settled(&incident, &said.word))
            .flatten();
        match report.and_then(|report| report.effect_of(&said.id)) {
            Some(Effect::Counts) => Ok(Answer::Already(Box::new(incident))),
            Some(Effect::Nothing) => Ok(settled.unwrap_or_else(|| Answer::TooLate(Box::new(incident)))),
            Some(Effect::Waits) => Ok(settled.unwrap_or_else(|| Answer::Taken(Box::new(incident)))),
            None => match settled {
                Some(settled) => Ok(settled),
                None if is_passed_on => Ok(Answer::Taken(Box::new(incident))),
                None => self.pass_on(incident, said).await,
            },
        }
    }

    async fn pass_on(&self, incident: Listed, said: &Said) -> Result<Answer, Trouble> {
        let id = &incident.id;
        let at = incident.by_its_clock(said.at);
        let told = match &said.word {
            Word::Confirm => self.signal(id, Incident::confirm, said.with((), at)).await,
            Word::Cancel => self.signal(id, Incident::cancel, said.with((), at)).await,
            Word::Resolve(resolve) => self.signal(id, Incident::resolve, said.with(resolve, at)).await,
            Word::Reopen => self.signal(id, Incident::reopen, said.with((), at)).await,
            Word::Acknowledge => self.signal(id, Incident::acknowledge, said.with((), at)).await,
            Word::Inform(inform) => self.signal(id, Incident::inform, said.with(inform, at)).await,
            Word::Reclassify(as_bad) => self.signal(id, Incident::reclassify, said.with(as_bad, at)).await,
            Word::Impact(impact) => self.signal(id, Incident::impact_is, said.with(impact, at)).await,
            Word::FollowUp(add) => self.signal(id, Incident::follow_up, said.with(add, at)).await,
            Word::Assign(assign) => self.signal(id, Incident::assign, said.with(assign, at)).await,
            Word::Mend(mend) => self.signal(id, Incident::remedy, said.with(mend, at)).await,
        };
        match told {
            Ok(()) => Ok(Answer::Taken(Box::new(incident))),
            // Somebody else was faster.
            Err(Trouble::Over) => {
                let now = self.get(id).await?;
                Ok(now.map_or(Answer::Unknown, |incident| {
                    Answer::of_settled(&incident, &said.word).unwrap_or(Answer::TooLate(Box::new(incident)))
                }))
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

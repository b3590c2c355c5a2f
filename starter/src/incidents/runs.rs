use std::time::Duration;

use futures_util::TryStreamExt;
use jiff::Timestamp;
use muster_activities::region;
use muster_workflows::{
    contract::region::Noticed,
    domain::{
        DeclarationId, Person,
        runbook::{Report, RunbookName},
    },
    ids,
    incident::Signal,
    run::{self, Run},
    visibility,
};
use serde::Serialize;
use temporalio_client::{
    WorkflowExecution, WorkflowExecutionStatus, WorkflowGetResultOptions, WorkflowListOptions,
    WorkflowSignalOptions, WorkflowStartOptions, errors::WorkflowInteractionError,
};
use tokio::time::timeout;

use super::{Incidents, Trouble};

/// What somebody decides about a run that has to be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It may act.
    Allow,
    /// It may not.
    Refuse,
}

/// As long as a runbook's detection may take, and somewhat longer.
const DRY_RUN_WITHIN: Duration = Duration::from_secs(3_900);
/// A list that nobody can read helps nobody.
const MOST_LISTED: usize = 100;

/// How a run ended that could not say so: somebody terminated it, or it took too long.
const BROKEN_OFF: &str = "broken-off";

/// A run as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedRun {
    /// Its id.
    pub id: DeclarationId,
    /// Of which runbook.
    pub runbook: String,
    /// On what.
    pub target: String,
    /// How it ended, in a word; none: it goes on.
    pub ended: Option<String>,
    /// When it began.
    pub begun_at: Option<Timestamp>,
    /// The region that keeps it.
    pub region: String,
}

impl ListedRun {
    fn read(region: &str, run: &WorkflowExecution) -> Option<Self> {
        let attributes = run.search_attributes();
        let goes_on = run.status() == WorkflowExecutionStatus::Running;
        Some(Self {
            id: ids::run_of(run.id())?,
            runbook: attributes.get(&visibility::RUNBOOK)?,
            target: attributes.get(&visibility::TARGET)?,
            ended: attributes.get(&visibility::ENDED).or_else(|| (!goes_on).then(|| BROKEN_OFF.to_owned())),
            begun_at: run.start_time().and_then(|start| Timestamp::try_from(start).ok()),
            region: region.to_owned(),
        })
    }
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

    /// What a run would do: it looks, and does nothing.
    ///
    /// # Errors
    /// It cannot begin, or no worker has done it in time.
    pub async fn dry_run(&self, input: run::Input) -> Result<Report, Trouble> {
        let options = WorkflowStartOptions::new(self.task_queue.as_str(), ids::run(&input.id))
            .execution_timeout(DRY_RUN_WITHIN)
            .search_attributes(visibility::of_run(&input))
            .static_summary(format!("{} on {}: dry run", input.name, input.notice.target))
            .build();
        let client = self.temporal.client().await?;
        let run = client.start_workflow(Run::run, input, options).await?;
        match timeout(DRY_RUN_WITHIN, run.get_result(WorkflowGetResultOptions::default())).await {
            Ok(Ok(report)) => Ok(report),
            Ok(Err(error)) => Err(Trouble::Refused(error.to_string())),
            Err(_) => Err(Trouble::Slow),
        }
    }

    /// The runs that Temporal still keeps, of one runbook or of all, the latest first, at most 100.
    ///
    /// # Errors
    /// Temporal cannot be asked.
    pub async fn runs(&self, of: Option<&RunbookName>) -> Result<Vec<ListedRun>, Trouble> {
        let client = self.temporal.client().await?;
        let of =
            of.map_or_else(String::new, |name| format!(" AND {} = '{name}'", visibility::RUNBOOK.name()));
        let query = format!("TaskQueue = '{}' AND WorkflowType = 'run'{of}", self.task_queue);
        let options = WorkflowListOptions::builder().limit(MOST_LISTED).build();
        let found: Vec<_> = client.list_workflows(query, options).try_collect().await?;
        Ok(found.iter().filter_map(|run| ListedRun::read(&self.region, run)).collect())
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

use std::collections::BTreeSet;

use futures_util::{TryStreamExt, future::join_all};
use jiff::{SignedDuration, Timestamp};
use muster_workflows::{
    domain::{DeclarationId, Reference, Status},
    incident::Report,
    visibility,
};
use temporalio_client::{
    WorkflowCountOptions, WorkflowDescribeOptions, WorkflowExecution, WorkflowExecutionDescription,
    WorkflowListOptions, errors::WorkflowInteractionError,
};

use super::{Answer, Incidents, Listed, Trouble};
use temporalio_common::{
    protos::temporal::api::workflow::v1::PendingWorkflowTaskInfo, search_attributes::SearchAttributeKey,
};

use crate::said::To;

/// The most that is listed: a list that nobody can read helps nobody.
const MOST: usize = 100;

/// Runs that were continued as new are earlier parts of an incident that is listed anyway.
pub(super) const INCIDENTS: &str = "WorkflowType = 'incident' AND ExecutionStatus != 'ContinuedAsNew'";

/// Which incidents to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that somebody has to do something about: prompted and active.
    Open,
    /// Those that are going on.
    Active,
    /// Those that follow-ups can be added to: active, or over not too long ago.
    Kept,
    /// All that the server still keeps.
    All,
}

impl Incidents {
    /// Incidents, the latest first, at most 100.
    ///
    /// # Errors
    /// Temporal cannot be asked.
    pub async fn list(&self, which: Which) -> Result<Vec<Listed>, Trouble> {
        let status = visibility::STATUS.name();
        let (prompted, active) = (Status::Prompted, Status::Active);
        let query = match which {
            // One that is about to be active may still be shown as prompted.
            Which::Open | Which::Active => {
                format!(
                    "{INCIDENTS} AND ExecutionStatus = 'Running' AND {status} IN ('{prompted}', '{active}')"
                )
            }
            Which::Kept => {
                let (resolved, cancelled) = (Status::Resolved, Status::Cancelled);
                format!(
                    "{INCIDENTS} AND ExecutionStatus = 'Running' AND {status} IN ('{active}', '{resolved}', '{cancelled}')"
                )
            }
            Which::All => INCIDENTS.to_owned(),
        };
        let mut found = self.search(query).await?;
        if which == Which::Active {
            join_all(found.iter_mut().map(|incident| self.ask_if_confirmed(incident))).await;
            found.retain(|incident| incident.status == Status::Active);
        }
        Ok(found)
    }

    /// The incidents that a reference fits: none, one, or rarely several. Their statuses are from the workflows
    /// themselves, because visibility lags behind; one that seems to wait for Confirm is asked, if a worker is up.
    ///
    /// # Errors
    /// Temporal cannot be asked.
    pub async fn find(&self, reference: &Reference) -> Result<Vec<Listed>, Trouble> {
        let mut found = self.fits(reference).await?;
        join_all(found.iter_mut().map(|incident| self.ask_if_confirmed(incident))).await;
        Ok(found)
    }

    async fn fits(&self, reference: &Reference) -> Result<Vec<Listed>, Trouble> {
        self.with(&visibility::REFERENCE, reference.as_str()).await
    }

    /// The incident whose channel this is: none, or one, as its workflow has it now.
    ///
    /// # Errors
    /// Temporal cannot be asked.
    pub async fn in_channel(&self, channel: &str) -> Result<Vec<Listed>, Trouble> {
        // It is quoted in the query.
        match channel.chars().all(|c| c.is_ascii_alphanumeric()) {
            true => self.with(&visibility::CHANNEL, channel).await,
            false => Ok(Vec::new()),
        }
    }

    async fn with(&self, key: &SearchAttributeKey<String>, value: &str) -> Result<Vec<Listed>, Trouble> {
        let query = format!("{INCIDENTS} AND {} = '{value}'", key.name());
        let mut found = Vec::new();
        for listed in self.search(query).await? {
            found.extend(self.get(&listed.id).await?);
        }
        Ok(found)
    }

    /// The incident with a key, as its workflow has it now.
    ///
    /// # Errors
    /// Temporal cannot be asked.
    pub async fn get(&self, id: &DeclarationId) -> Result<Option<Listed>, Trouble> {
        match self.handle(id).await?.describe(WorkflowDescribeOptions::default()).await {
            Ok(found) => {
                let (attributes, memo) = (found.search_attributes(), found.memo());
                let incident = Listed::read(&self.region, found.id(), found.status(), &attributes, &memo);
                Ok(incident.map(|incident| Listed { ahead: ahead(&found), ..incident }))
            }
            Err(WorkflowInteractionError::NotFound(_)) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The workflow task of an incident that waits for a worker, or is in the hands of one.
    pub(super) async fn workflow_task(
        &self,
        id: &DeclarationId,
    ) -> Result<Option<PendingWorkflowTaskInfo>, Trouble> {
        let seen = self.handle(id).await?.describe(WorkflowDescribeOptions::default()).await?;
        Ok(seen.raw_description.pending_workflow_task)
    }

    /// The incident that somebody means, also one that is over; else why there is none.
    ///
    /// # Errors
    /// Temporal cannot be asked.
    pub(super) async fn the_one(&self, to: &To) -> Result<Result<Listed, Answer>, Trouble> {
        let mut meant = match to {
            To::Id(id) => Vec::from_iter(self.get(id).await?),
            To::Reference(reference) => self.fits(reference).await?,
        };
        if meant.iter().any(|incident| incident.running) {
            meant.retain(|incident| incident.running);
        }
        Ok(<[Listed; 1]>::try_from(meant).map(|[only]| only).map_err(|none_or_several| {
            if none_or_several.is_empty() { Answer::Unknown } else { Answer::Ambiguous }
        }))
    }

    /// Whether Temporal answers, and keeps incidents.
    ///
    /// # Errors
    /// It does not.
    pub async fn ready(&self) -> Result<(), Trouble> {
        let client = self.temporal.client().await?;
        client.count_workflows(INCIDENTS, WorkflowCountOptions::default()).await?;
        Ok(())
    }

    /// Its status follows a Confirm that waits for the arbitration later, and visibility a moment after that; somebody may
    /// resolve before. No answer leaves it as it is: most that are prompted are just that.
    async fn ask_if_confirmed(&self, incident: &mut Listed) {
        if incident.waits_for_confirm() {
            self.ask_itself(incident).await;
        }
    }

    /// What the workflow itself says, also one that has ended: its status follows later, and only it knows what came of
    /// what people said. No answer leaves it as it is.
    pub(super) async fn ask_itself(&self, incident: &mut Listed) -> Option<Report> {
        match self.report(&incident.id).await {
            Ok(report) => {
                incident.heed(&report);
                Some(report)
            }
            Err(trouble) => {
                tracing::warn!(id = %incident.id, %trouble, "not known what it says itself");
                None
            }
        }
    }

    async fn search(&self, query: String) -> Result<Vec<Listed>, Trouble> {
        let client = self.temporal.client().await?;
        // A namespace can hold more than one Muster, each with a task queue of its own.
        let query = format!("TaskQueue = '{}' AND {query}", self.task_queue);
        let options = WorkflowListOptions::builder().limit(MOST).build();
        let executions: Vec<_> = client.list_workflows(query, options).try_collect().await?;
        let mut seen = BTreeSet::new();
        let mut incidents: Vec<Listed> =
            executions.iter().filter_map(|execution| self.listed(execution)).collect();
        incidents.retain(|incident| seen.insert(incident.id.clone()));
        Ok(incidents)
    }

    fn listed(&self, execution: &WorkflowExecution) -> Option<Listed> {
        let (attributes, memo) = (execution.search_attributes(), execution.memo());
        Listed::read(&self.region, execution.id(), execution.status(), &attributes, &memo)
    }
}

/// How far the workflow's clock is ahead of ours: only tests skip time, and the server tells how much.
fn ahead(described: &WorkflowExecutionDescription) -> SignedDuration {
    let extended = described.raw().workflow_extended_info.as_ref();
    let its_time = extended.and_then(|info| info.time_skipping_info.as_ref()?.current_time);
    let its_time = its_time.and_then(|time| Timestamp::new(time.seconds, time.nanos).ok());
    its_time.map_or(SignedDuration::ZERO, |time| time.duration_since(Timestamp::now()))
}

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use futures_util::TryStreamExt;
use muster_workflows::{contract::region::Noticed, domain::runbook::RunbookName, ids, runbook::Keeper};
use temporalio_client::{
    Client, WorkflowListOptions, WorkflowSignalOptions, errors::WorkflowInteractionError,
};
use tokio::time::timeout;

use super::{Incidents, Trouble, schedules::Looks};

/// Half of the time that a region has to take all of it.
const SCHEDULES_WITHIN: Duration = Duration::from_secs(15);

/// What is to be in force in a region.
#[derive(Default)]
pub(crate) struct InForce {
    /// The looks that begin by schedules.
    pub(crate) looks: Looks,
    /// The runbooks, each as its keeper is told of it.
    pub(crate) runbooks: BTreeMap<RunbookName, Noticed>,
    /// Other runbooks of which there is a file, such as one with mistakes: what there is of them stays. None where it is not
    /// known of which there is one: then what there is of all others stays.
    pub(crate) kept: Option<BTreeSet<RunbookName>>,
    /// Those that are in force in another region, where they may have been in this one.
    pub(crate) elsewhere: BTreeSet<RunbookName>,
}

impl InForce {
    /// Whether there is no such runbook any more, or not in this region.
    pub(super) fn is_gone(&self, name: &RunbookName) -> bool {
        self.elsewhere.contains(name)
            || !self.runbooks.contains_key(name)
                && self.kept.as_ref().is_some_and(|kept| !kept.contains(name))
    }
}

impl Incidents {
    /// Makes what is in force in the region what is wanted. To do it again does no harm.
    ///
    /// # Errors
    /// Not all could be seen to.
    pub(crate) async fn keep_in_force(&self, wanted: &InForce) -> Result<(), Trouble> {
        let client = self.temporal.client().await?;
        // First, so that no look of an old version tells a keeper after it has been told; and for no longer, because keepers
        // are to hear it though schedules are refused or hang.
        let are_kept = timeout(SCHEDULES_WITHIN, self.keep_schedules(client, wanted)).await;
        let are_told = self.tell_keepers(client, wanted).await;
        // The region is not silent by that: the rest of it may answer.
        are_kept.unwrap_or_else(|_| Err(Trouble::Refused("schedules take too long".to_owned()))).and(are_told)
    }

    /// Each keeper goes on with the runbook as it is now; that of a runbook that is no more begins nothing of what waits.
    async fn tell_keepers(&self, client: &Client, wanted: &InForce) -> Result<(), Trouble> {
        let query = "WorkflowType = 'runbook' AND ExecutionStatus = 'Running'";
        let keepers = client.list_workflows(query, WorkflowListOptions::default());
        let mut told = Ok(());
        for keeper in keepers.try_collect::<Vec<_>>().await? {
            let Some(name) = ids::runbook_of(keeper.id()) else { continue };
            if keeper.task_queue() != self.task_queue {
                if wanted.runbooks.contains_key(&name) {
                    tracing::error!(
                        runbook = %name,
                        task_queue = keeper.task_queue(),
                        "another Muster in this namespace has a runbook of this name, and both have one keeper: \
                         rename one of them"
                    );
                }
                continue;
            }
            let keeper = client.get_workflow_handle::<Keeper>(keeper.id());
            let options = WorkflowSignalOptions::default();
            let heard = if let Some(runbook) = wanted.runbooks.get(&name) {
                keeper.signal(Keeper::notice, runbook.clone(), options).await
            } else if wanted.is_gone(&name) {
                tracing::info!(runbook = %name, "there is no such runbook any more: nothing of what waits is begun");
                keeper.signal(Keeper::withdraw, (), options).await
            } else {
                continue;
            };
            match heard {
                // One that has ended meanwhile has nothing left to begin.
                Ok(()) | Err(WorkflowInteractionError::NotFound(_)) => {}
                // The others are to hear it all the same.
                Err(error) => told = Err(error.into()),
            }
        }
        told
    }
}

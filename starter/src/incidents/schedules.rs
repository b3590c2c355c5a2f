use std::{collections::BTreeMap, time::Duration};

use futures_util::TryStreamExt;
use muster_workflows::{
    domain::{
        Zone,
        runbook::{Schedule, Trigger},
    },
    ids,
    look::{self, Look},
};
use sha2::{Digest, Sha256};
use temporalio_client::{
    Client, RpcOptions, WorkflowCancelOptions,
    errors::WorkflowInteractionError,
    schedules::{
        CreateScheduleOptions, DeleteScheduleOptions, ListSchedulesOptions, ScheduleAction,
        ScheduleDescription, ScheduleDescriptionAction, ScheduleError, ScheduleOverlapPolicy, ScheduleSpec,
        ScheduleUpdate,
    },
    tonic::Code,
};
use temporalio_common::WorkflowDefinition;

use super::{InForce, Incidents, Trouble};

/// What was missed for longer, while the region was away, is not caught up on: the next look comes anyway.
const CAUGHT_UP: Duration = Duration::from_secs(60);

/// Looks that begin by schedules, each by its schedule's id.
pub(crate) type Looks = BTreeMap<String, look::Input>;

/// What is there under a schedule's id.
enum Found {
    Missing,
    UpToDate,
    /// In another version, of which these looks are under way.
    Outdated(Vec<String>),
    /// Somebody else's.
    Foreign,
}

impl Incidents {
    /// Makes the region's schedules those that are wanted, and touches no other's.
    ///
    /// # Errors
    /// Not all could be seen to; to do it again does no harm.
    pub(super) async fn keep_schedules(&self, client: &Client, wanted: &InForce) -> Result<(), Trouble> {
        let mut kept = Ok(());
        for (id, look) in &wanted.looks {
            // The others are kept all the same.
            kept = kept.and(self.keep_schedule(client, id, look).await);
        }
        kept.and(self.delete_unwanted(client, wanted).await)
    }

    async fn keep_schedule(&self, client: &Client, id: &str, look: &look::Input) -> Result<(), Trouble> {
        let version = version(id, look)?;
        match self.found(client, id, &version).await? {
            Found::UpToDate => {}
            Found::Missing => {
                // There is no window for what was missed in what creates it.
                self.create(client, id, look).await?;
                self.change(client, id, look, &version).await?;
            }
            Found::Outdated(looks) => {
                // First, so that one that is not broken off is the next time.
                break_off(client, looks).await?;
                self.change(client, id, look, &version).await?;
            }
            Found::Foreign => {
                tracing::error!(
                    schedule = id,
                    "somebody else's schedule has this id: the runbook's does not run"
                );
            }
        }
        Ok(())
    }

    async fn found(&self, client: &Client, id: &str, version: &str) -> Result<Found, Trouble> {
        match client.get_schedule_handle(id).describe(RpcOptions::default()).await {
            Ok(found) => Ok(match self.version_of(&found) {
                None => Found::Foreign,
                Some(there) if there == version => Found::UpToDate,
                Some(_) => Found::Outdated(under_way(&found)),
            }),
            Err(ScheduleError::Rpc(status)) if status.code() == Code::NotFound => Ok(Found::Missing),
            Err(error) => Err(error.into()),
        }
    }

    /// One that is not changed afterwards, because that failed, is not as it is wanted, and so is changed the next time.
    async fn create(&self, client: &Client, id: &str, look: &look::Input) -> Result<(), Trouble> {
        let options = CreateScheduleOptions::builder()
            .action(self.begins(look, id))
            .spec(spec(look))
            .overlap_policy(ScheduleOverlapPolicy::Skip)
            .build();
        client.create_schedule(id, options).await?;
        tracing::info!(schedule = id, "created");
        Ok(())
    }

    /// What an operator has paused stays so.
    async fn change(
        &self,
        client: &Client,
        id: &str,
        look: &look::Input,
        version: &str,
    ) -> Result<(), Trouble> {
        let (spec, action) = (spec(look), self.begins(look, version));
        let change = move |schedule: &mut ScheduleUpdate| {
            schedule.set_spec(spec).set_action(action).set_catchup_window(CAUGHT_UP);
        };
        client.get_schedule_handle(id).update(change, RpcOptions::default()).await?;
        tracing::info!(schedule = id, version, "changed");
        Ok(())
    }

    fn begins(&self, look: &look::Input, workflow_id: &str) -> ScheduleAction {
        ScheduleAction::start_workflow(Look::run, look.clone(), self.task_queue.as_str(), workflow_id)
    }

    async fn delete_unwanted(&self, client: &Client, wanted: &InForce) -> Result<(), Trouble> {
        let listed: Vec<_> = client.list_schedules(ListSchedulesOptions::default()).try_collect().await?;
        let ids = listed.iter().map(|schedule| schedule.schedule_id());
        // Those of a runbook whose file has mistakes, or may just be replaced, stay.
        let is_another = |name| wanted.runbooks.contains_key(&name) || wanted.is_gone(&name);
        let is_unwanted = |id: &&str| {
            !wanted.looks.contains_key(*id) && ids::runbook_of_schedule(id).is_some_and(is_another)
        };
        let mut deleted = Ok(());
        for id in ids.filter(is_unwanted) {
            deleted = deleted.and(self.delete(client, id).await);
        }
        deleted
    }

    async fn delete(&self, client: &Client, id: &str) -> Result<(), Trouble> {
        let handle = client.get_schedule_handle(id);
        match handle.describe(RpcOptions::default()).await {
            Ok(found) if self.version_of(&found).is_some() => {
                break_off(client, under_way(&found)).await?;
                handle.delete(DeleteScheduleOptions::default()).await?;
                tracing::info!(schedule = id, "deleted");
                Ok(())
            }
            Ok(_) => Ok(()),
            // The list lags behind.
            Err(ScheduleError::Rpc(status)) if status.code() == Code::NotFound => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The id of the looks that it begins, which tells its version: an operator's note is left as it is. None where they are
    /// not this Muster's: a namespace can hold more than one.
    fn version_of(&self, schedule: &ScheduleDescription) -> Option<String> {
        let ScheduleDescriptionAction::StartWorkflow(action) = schedule.action() else { return None };
        let is_ours = action.task_queue() == self.task_queue && action.workflow_type() == Look::run.name();
        is_ours.then(|| action.workflow_id().to_owned())
    }
}

/// The looks that a schedule has begun and that are not at their end.
fn under_way(schedule: &ScheduleDescription) -> Vec<String> {
    schedule.running_actions().into_iter().map(|look| look.workflow_id).collect()
}

/// What a look of an old version sees is not to be told any more: it would bring the old version back.
async fn break_off(client: &Client, looks: Vec<String>) -> Result<(), Trouble> {
    for look in looks {
        let look = client.get_workflow_handle::<Look>(look);
        match look.cancel(WorkflowCancelOptions::default()).await {
            Ok(()) | Err(WorkflowInteractionError::NotFound(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn version(id: &str, look: &look::Input) -> Result<String, Trouble> {
    let look = serde_json::to_vec(look).map_err(|error| Trouble::Refused(error.to_string()))?;
    let version: String = Sha256::digest(look).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("look-{id}-{version}"))
}

/// When it looks; never, where its trigger is no schedule.
fn spec(look: &look::Input) -> ScheduleSpec {
    match look.runbook.trigger.get(look.trigger) {
        Some(Trigger::Schedule(Schedule { every, cron, time_zone })) => ScheduleSpec::builder()
            .intervals(every.iter().map(|every| every.as_duration().into()).collect())
            .cron_strings(cron.iter().map(ToString::to_string).collect())
            .timezone_name(time_zone.as_ref().map_or("UTC", Zone::name))
            .build(),
        _ => ScheduleSpec::default(),
    }
}

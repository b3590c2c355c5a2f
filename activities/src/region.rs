//! Muster's own workflows in this region.

#![allow(missing_docs, reason = "the macro adds a constant for each activity")]

use std::sync::Arc;

use futures::{TryStreamExt, future::try_join_all};
use jiff::Timestamp;
use muster_workflows::{
    contract::{
        System,
        region::{About, Looked, LooksSince, Noticed, activity},
    },
    domain::{DeclarationId, Status, Title, runbook::RunbookName},
    ids,
    no_data::{Said, WithoutData},
    runbook::{self, Keeper},
    visibility::{self, memo},
};
use temporalio_client::{
    Client, RpcOptions, UntypedWorkflow, WorkflowDescribeOptions, WorkflowExecution,
    WorkflowExecutionDescription, WorkflowExecutionStatus, WorkflowIdConflictPolicy, WorkflowIdReusePolicy,
    WorkflowListOptions, WorkflowStartOptions,
    errors::{WorkflowInteractionError, WorkflowStartError},
    schedules::{ScheduleError, ScheduleRecentAction},
    tonic::Code,
};
use temporalio_common::search_attributes::SearchAttributes;
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::{attempt::attempt, failure::Failure};

/// The activities that ask the region's Temporal server.
pub struct Region;

/// Tells a runbook's keeper what is said about targets; one that is not there begins with it. It is durable then.
///
/// # Errors
/// It is not certain that it was told. To tell it again does no harm.
pub async fn notify(client: &Client, task_queue: &str, noticed: Noticed) -> Result<(), WorkflowStartError> {
    let Noticed { name, runbook, plan, .. } = noticed.clone();
    let options = one(task_queue, ids::runbook(&name), &name, format!("Keeps the runbook {name}"));
    let input = runbook::Input::new(name, runbook, plan);
    client.signal_with_start_workflow(Keeper::run, input, Keeper::notice, noticed, options).await.map(drop)
}

/// The one workflow of a runbook's with this id, which begins where it is not there.
fn one(task_queue: &str, id: String, name: &RunbookName, summary: String) -> WorkflowStartOptions {
    WorkflowStartOptions::new(task_queue, id)
        .id_reuse_policy(WorkflowIdReusePolicy::AllowDuplicate)
        .id_conflict_policy(WorkflowIdConflictPolicy::UseExisting)
        .search_attributes(SearchAttributes::new([visibility::RUNBOOK.value_set(name.to_string())]))
        .static_summary(summary)
        .build()
}

/// Tells that a look has learnt nothing.
async fn tell_of_no_data(client: &Client, task_queue: &str, said: Said) -> Result<(), WorkflowStartError> {
    let name = said.no_data.runbook.clone();
    let summary = format!("Tells what the looks of {name} do not learn");
    let options = one(task_queue, ids::no_data(&name), &name, summary);
    let input = said.clone().into();
    client
        .signal_with_start_workflow(WithoutData::run, input, WithoutData::said, said, options)
        .await
        .map(drop)
}

/// A workflow as Temporal describes it; none where there is none.
async fn described(client: &Client, id: String) -> Result<Option<WorkflowExecutionDescription>, Failure> {
    let handle = client.get_workflow_handle::<UntypedWorkflow>(id);
    match handle.describe(WorkflowDescribeOptions::default()).await {
        Ok(found) => Ok(Some(found)),
        Err(WorkflowInteractionError::NotFound(_)) => Ok(None),
        Err(error) => Err(unreachable(error)),
    }
}

async fn is_active(client: &Client, id: &DeclarationId) -> Result<bool, Failure> {
    let found = described(client, ids::incident_of(id)).await?;
    Ok(found.is_some_and(|found| {
        let status = found.search_attributes().get(&visibility::STATUS);
        found.status() == WorkflowExecutionStatus::Running
            && status.is_some_and(|status| status == Status::Active.as_str())
    }))
}

async fn is_over(client: &Client, run: &DeclarationId) -> Result<bool, Failure> {
    let found = described(client, ids::run(run)).await?;
    Ok(found.is_none_or(|found| found.status() != WorkflowExecutionStatus::Running))
}

async fn find_active(
    client: &Client,
    task_queue: &str,
    about: &About,
) -> Result<Option<DeclarationId>, Failure> {
    if let Some(known) = &about.known
        && is_active(client, known).await?
    {
        return Ok(Some(known.clone()));
    }
    if about.services.is_empty() {
        return Ok(None);
    }
    let services: Vec<_> = about.services.iter().map(|service| format!("'{service}'")).collect();
    let query = format!(
        "TaskQueue = '{task_queue}' AND WorkflowType = 'incident' AND ExecutionStatus = 'Running' AND {} = '{}' AND {} IN ({})",
        visibility::STATUS.name(),
        Status::Active,
        visibility::SERVICES.name(),
        services.join(", "),
    );
    let found = client.list_workflows(query, WorkflowListOptions::default());
    let found: Vec<_> = found.try_collect().await.map_err(unreachable)?;
    let is_drill = |incident: &&WorkflowExecution| {
        let title: Option<String> = incident.memo().get(memo::TITLE).ok().flatten();
        title.is_some_and(|title| Title::is_of_drill(&title))
    };
    // The oldest, which most people know of, comes last; and whoever tries Muster out sees to nothing.
    let mut real = found.iter().rev().filter(|incident| !is_drill(incident));
    Ok(real.find_map(|incident| ids::declaration_of(incident.id())))
}

async fn have_looked(client: &Client, asked: &LooksSince) -> Result<Looked, Failure> {
    let (mut looks, mut goes_on) = (Vec::new(), false);
    for schedule in &asked.schedules {
        match client.get_schedule_handle(schedule).describe(RpcOptions::default()).await {
            Ok(found) => {
                goes_on |= !found.paused();
                looks.extend(found.recent_actions());
            }
            Err(ScheduleError::Rpc(status)) if status.code() == Code::NotFound => {}
            Err(error) => return Err(unreachable(error)),
        }
    }
    let began =
        |look: ScheduleRecentAction| Some((Timestamp::try_from(look.actual_time?).ok()?, look.workflow_id));
    let mut looks: Vec<_> = looks.into_iter().filter_map(began).filter(|(at, _)| *at > asked.since).collect();
    looks.sort();
    // Each that has come to its end, and whether it has learnt all.
    let mut ended = Vec::new();
    for (at, look) in looks {
        match described(client, look).await?.map(|look| look.status()) {
            Some(WorkflowExecutionStatus::Completed) => ended.push((at, true)),
            Some(WorkflowExecutionStatus::Failed) => ended.push((at, false)),
            // It goes on, or was broken off.
            _ => {}
        }
    }
    Ok(match ended.last() {
        Some((at, true)) if *at > asked.said_at => Looked::Again,
        _ if !goes_on => Looked::NoMore,
        _ if ended.iter().any(|(_, has_learnt)| *has_learnt) => Looked::AtTimes,
        _ => Looked::Never,
    })
}

fn unreachable(error: impl std::fmt::Display) -> Failure {
    Failure::unavailable(System::Temporal, error.to_string())
}

#[activities]
impl Region {
    /// See [`activity::ActiveIncident`].
    #[activity(definition = activity::ActiveIncident)]
    pub async fn active_incident(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: About,
    ) -> Result<Option<DeclarationId>, ActivityError> {
        let (client, task_queue) = (ctx.client(), ctx.info().task_queue.clone());
        attempt(&ctx, System::Temporal, find_active(&client, &task_queue, &input)).await
    }

    /// See [`activity::EndedRuns`].
    #[activity(definition = activity::EndedRuns)]
    pub async fn ended_runs(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: Vec<DeclarationId>,
    ) -> Result<Vec<DeclarationId>, ActivityError> {
        let client = ctx.client();
        let ended = async {
            let are_over = try_join_all(input.iter().map(|run| is_over(&client, run))).await?;
            Ok(input.into_iter().zip(are_over).filter(|(_, is_over)| *is_over).map(|(run, _)| run).collect())
        };
        attempt(&ctx, System::Temporal, ended).await
    }

    /// See [`activity::Notify`].
    #[activity(definition = activity::Notify)]
    pub async fn notify(self: Arc<Self>, ctx: ActivityContext, input: Noticed) -> Result<(), ActivityError> {
        let (client, task_queue) = (ctx.client(), ctx.info().task_queue.clone());
        let told = async { notify(&client, &task_queue, input).await.map_err(unreachable) };
        attempt(&ctx, System::Temporal, told).await
    }

    /// See [`activity::NoData`].
    #[activity(definition = activity::NoData)]
    pub async fn no_data(self: Arc<Self>, ctx: ActivityContext, input: Said) -> Result<(), ActivityError> {
        let (client, task_queue) = (ctx.client(), ctx.info().task_queue.clone());
        let told = async { tell_of_no_data(&client, &task_queue, input).await.map_err(unreachable) };
        attempt(&ctx, System::Temporal, told).await
    }

    /// See [`activity::HaveLooked`].
    #[activity(definition = activity::HaveLooked)]
    pub async fn have_looked(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: LooksSince,
    ) -> Result<Looked, ActivityError> {
        let client = ctx.client();
        attempt(&ctx, System::Temporal, have_looked(&client, &input)).await
    }
}

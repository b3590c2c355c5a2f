//! Muster's own workflows in this region.

#![allow(missing_docs, reason = "the macro adds a constant for each activity")]

use std::sync::Arc;

use futures::{TryStreamExt, future::try_join_all};
use muster_workflows::{
    contract::{
        System,
        region::{About, Noticed, activity},
    },
    domain::{DeclarationId, Status, Title},
    ids,
    incident::Incident,
    run::Run,
    runbook::{self, Keeper},
    visibility::{self, memo},
};
use temporalio_client::{
    Client, WorkflowDescribeOptions, WorkflowExecution, WorkflowExecutionStatus, WorkflowIdConflictPolicy,
    WorkflowIdReusePolicy, WorkflowListOptions, WorkflowStartOptions,
    errors::{WorkflowInteractionError, WorkflowStartError},
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
    let options = WorkflowStartOptions::new(task_queue, ids::runbook(&name))
        .id_reuse_policy(WorkflowIdReusePolicy::AllowDuplicate)
        .id_conflict_policy(WorkflowIdConflictPolicy::UseExisting)
        .search_attributes(SearchAttributes::new([visibility::RUNBOOK.value_set(name.to_string())]))
        .static_summary(format!("Keeps the runbook {name}"))
        .build();
    let input = runbook::Input::new(name, runbook, plan);
    client.signal_with_start_workflow(Keeper::run, input, Keeper::notice, noticed, options).await.map(drop)
}

impl Region {
    async fn is_active(client: &Client, id: &DeclarationId) -> Result<bool, Failure> {
        let handle = client.get_workflow_handle::<Incident>(ids::incident_of(id));
        match handle.describe(WorkflowDescribeOptions::default()).await {
            Ok(found) => {
                let status = found.search_attributes().get(&visibility::STATUS);
                Ok(found.status() == WorkflowExecutionStatus::Running
                    && status.is_some_and(|status| status == Status::Active.as_str()))
            }
            Err(WorkflowInteractionError::NotFound(_)) => Ok(false),
            Err(error) => Err(unreachable(error)),
        }
    }

    async fn find_active(
        client: &Client,
        task_queue: &str,
        about: &About,
    ) -> Result<Option<DeclarationId>, Failure> {
        if let Some(known) = &about.known
            && Self::is_active(client, known).await?
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

    async fn is_over(client: &Client, id: &str) -> Result<bool, Failure> {
        let handle = client.get_workflow_handle::<Run>(id.to_owned());
        match handle.describe(WorkflowDescribeOptions::default()).await {
            Ok(found) => Ok(found.status() != WorkflowExecutionStatus::Running),
            Err(WorkflowInteractionError::NotFound(_)) => Ok(true),
            Err(error) => Err(unreachable(error)),
        }
    }
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
        attempt(&ctx, System::Temporal, Self::find_active(&client, &task_queue, &input)).await
    }

    /// See [`activity::Ended`].
    #[activity(definition = activity::Ended)]
    pub async fn ended(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: Vec<String>,
    ) -> Result<Vec<String>, ActivityError> {
        let client = ctx.client();
        let ended = async {
            let are_over = try_join_all(input.iter().map(|id| Self::is_over(&client, id))).await?;
            Ok(input.iter().zip(are_over).filter(|(_, is_over)| *is_over).map(|(id, _)| id.clone()).collect())
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
}

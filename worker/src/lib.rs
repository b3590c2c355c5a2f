//! A worker: everything that incidents need done in one region.

use std::time::Duration;

use muster_activities::Config;
use muster_workflows::{
    archive::ArchiveChannel, follow_ups::FollowUps, incident::Incident, look::Look, no_data::WithoutData,
    run::Run, runbook::Keeper,
};
use temporalio_client::Client;
use temporalio_sdk::{
    Runtime, Worker, WorkerOptions,
    runtime::{
        PollerBehavior,
        worker_tuner::{FixedSizeSlotSupplier, TunerHolder},
    },
};

pub mod connect;
pub mod search_attributes;
mod settings;

pub use settings::{InvalidSettings, Settings};

/// How long activities may go on after a worker was told to stop; what then still runs is done again elsewhere.
const GRACE: Duration = Duration::from_secs(10);

/// So many activities may be under way. They wait for vendors, some of them for minutes, and those that people wait for
/// must not queue behind them.
const ACTIVITIES: usize = 1_000;

/// So many workflows are kept between their tasks. None: each task reads the whole history and starts from nothing, so
/// that what is lived is what is replayed. A workflow that is kept can be told of events by a query, before the task
/// that a replay hears of them in (temporalio-sdk-core 0.10.1), and is then stuck for good.
const KEPT_WORKFLOWS: usize = 0;

/// So many workflow tasks a worker takes. Without workflows to keep it works on one at a time; the server gives questions
/// out first, and as many as this can be waiting without holding up what happens.
const WORKFLOW_TASKS: usize = 10;

/// So many activities of a workflow task come with its answer, and need not be asked for: as many as begin together when
/// an incident opens.
const EAGER: usize = 10;

/// A worker for all of Muster's workflows and activities, which polls once it is run. The client is to convert
/// with [`muster_workflows::converter::data_converter`].
///
/// # Errors
/// A client of an outside system cannot be made, or the worker cannot.
pub fn worker(
    runtime: &Runtime,
    client: Client,
    outside: &Config,
    task_queue: &str,
) -> anyhow::Result<Worker> {
    let none = FixedSizeSlotSupplier::new(1);
    let tuner = TunerHolder::builder()
        .workflow_task_slot_supplier(FixedSizeSlotSupplier::new(WORKFLOW_TASKS))
        .activity_task_slot_supplier(FixedSizeSlotSupplier::new(ACTIVITIES))
        .local_activity_task_slot_supplier(none)
        .nexus_task_slot_supplier(none)
        .build();
    let options = WorkerOptions::new(task_queue)
        .tuner(tuner)
        .graceful_shutdown_period(GRACE)
        .max_cached_workflows(KEPT_WORKFLOWS)
        .workflow_task_poller_behavior(PollerBehavior::SimpleMaximum(WORKFLOW_TASKS))
        .max_eager_activity_reservations_per_workflow_task(EAGER)
        .register_workflow::<Incident>()?
        .register_workflow::<ArchiveChannel>()?
        .register_workflow::<FollowUps>()?
        .register_workflow::<Keeper>()?
        .register_workflow::<Look>()?
        .register_workflow::<Run>()?
        .register_workflow::<WithoutData>()?
        .register_activities(muster_activities::all(outside)?)
        .build();
    Ok(Worker::new(runtime, client, options)?)
}

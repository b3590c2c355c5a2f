use muster_workflows::{
    archive::ArchiveChannel, converter::data_converter, incident::Incident, look::Look, no_data::WithoutData,
    run::Run, runbook::Keeper,
};
use temporalio_client::WorkflowHistory;
use temporalio_sdk::workflow_replayer::{WorkflowReplayError, WorkflowReplayer, WorkflowReplayerOptions};

/// Replays a history, as JSON, with the workflows as they are now.
///
/// # Errors
/// They do not do what it tells.
///
/// # Panics
/// It is no history.
pub async fn replay(history: &[u8]) -> Result<(), WorkflowReplayError> {
    let options = WorkflowReplayerOptions::new()
        .register_workflow::<Incident>()
        .expect("a workflow that can be registered")
        .register_workflow::<ArchiveChannel>()
        .expect("a workflow that can be registered")
        .register_workflow::<Keeper>()
        .expect("a workflow that can be registered")
        .register_workflow::<Run>()
        .expect("a workflow that can be registered")
        .register_workflow::<Look>()
        .expect("a workflow that can be registered")
        .register_workflow::<WithoutData>()
        .expect("a workflow that can be registered")
        .data_converter(data_converter())
        .build();
    let history = WorkflowHistory::from_json(history).expect("a history as JSON");
    WorkflowReplayer::new(options)?.replay_workflow(history).await?;
    Ok(())
}

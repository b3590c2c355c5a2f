//! An operator takes a workflow back to an earlier point of its life: it goes on as the same incident.

use muster_tests::{Incident, Muster, until};
use muster_workflows::domain::Status;
use temporalio_client::{grpc::WorkflowService, tonic::IntoRequest};
use temporalio_common::protos::temporal::api::{
    common::v1::WorkflowExecution, enums::v1::ResetReapplyExcludeType,
    workflowservice::v1::ResetWorkflowExecutionRequest,
};

#[tokio::test(flavor = "multi_thread")]
async fn taken_back_to_before_its_prompt_it_asks_again_with_the_same_one() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.press("grace", "cancel").await;
    assert_eq!(incident.end().await, Status::Cancelled);

    reset_to_the_start(&muster, &incident).await;
    until("people can press again", async || {
        incident
            .in_public("prompt")
            .iter()
            .any(|prompt| prompt.all_text().contains("\"confirm\""))
            .then_some(())
    })
    .await;
    incident.confirm("grace").await;
    assert_eq!(incident.in_public("prompt").len(), 1);
    assert_eq!(incident.in_public("announcement").len(), 1);
}

/// To before the end of its first workflow task, without what people said since.
async fn reset_to_the_start(muster: &Muster, incident: &Incident<'_>) {
    const FIRST_TASK_COMPLETED: i64 = 4;
    let execution = WorkflowExecution { workflow_id: incident.workflow_id(), run_id: String::new() };
    let reset = ResetWorkflowExecutionRequest {
        namespace: muster.client.options().namespace.clone(),
        workflow_execution: Some(execution),
        reason: "cancelled by mistake".to_owned(),
        workflow_task_finish_event_id: FIRST_TASK_COMPLETED,
        request_id: "reset".to_owned(),
        reset_reapply_exclude_types: vec![ResetReapplyExcludeType::Signal.into()],
        ..Default::default()
    };
    muster.client.connection().clone().reset_workflow_execution(reset.into_request()).await.unwrap();
}

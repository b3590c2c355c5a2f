//! Time, skipped for one workflow by the Temporal server.

use std::time::Duration;

use temporalio_client::{Client, grpc::WorkflowService};
use temporalio_common::protos::temporal::api::{
    common::v1::{FastForwardConfig, TimeSkippingConfig, WorkflowExecution},
    enums::v1::FastForwardPollingResult,
    workflow::v1::WorkflowExecutionOptions,
    workflowservice::v1::{PollWorkflowExecutionTimeSkippingRequest, UpdateWorkflowExecutionOptionsRequest},
};
use tonic::IntoRequest;

use crate::muster::NAMESPACE;

/// Lets a workflow skip all its waiting, from now on.
pub(crate) async fn skip_all(client: &Client, workflow_id: &str) {
    configure(
        client,
        workflow_id,
        TimeSkippingConfig { enabled: true, max_session_skip_count: 10_000, ..Default::default() },
    )
    .await;
}

/// Lets so much of a workflow's time pass, and no more. One that ends before that has nothing left to wait for.
pub(crate) async fn pass(client: &Client, workflow_id: &str, duration: Duration, id: String) {
    let forward = FastForwardConfig {
        id: id.clone(),
        duration: Some(duration.try_into().expect("a duration in range")),
    };
    let config = TimeSkippingConfig {
        enabled: true,
        fast_forward_config: Some(forward),
        max_session_skip_count: 10_000,
        ..Default::default()
    };
    configure(client, workflow_id, config).await;
    loop {
        let request = PollWorkflowExecutionTimeSkippingRequest {
            namespace: NAMESPACE.to_owned(),
            workflow_execution: Some(execution(workflow_id)),
            fast_forward_id: id.clone(),
        };
        let answer = client
            .connection()
            .clone()
            .poll_workflow_execution_time_skipping(request.into_request())
            .await
            .expect("the server tells how far time is")
            .into_inner();
        match answer.fast_forward_polling_result() {
            FastForwardPollingResult::FastForwardCompleted => return,
            FastForwardPollingResult::FastForwardFailed
                if answer.failed_reason.contains("execution ended") =>
            {
                return;
            }
            FastForwardPollingResult::FastForwardFailed => {
                panic!("time did not pass: {}", answer.failed_reason)
            }
            _ => {}
        }
    }
}

async fn configure(client: &Client, workflow_id: &str, config: TimeSkippingConfig) {
    let request = UpdateWorkflowExecutionOptionsRequest {
        namespace: NAMESPACE.to_owned(),
        workflow_execution: Some(execution(workflow_id)),
        workflow_execution_options: Some(WorkflowExecutionOptions {
            time_skipping_config: Some(config),
            ..Default::default()
        }),
        update_mask: Some(prost_wkt_types::FieldMask { paths: vec!["time_skipping_config".to_owned()] }),
        ..Default::default()
    };
    client
        .connection()
        .clone()
        .update_workflow_execution_options(request.into_request())
        .await
        .expect("the server can skip time");
}

fn execution(workflow_id: &str) -> WorkflowExecution {
    WorkflowExecution { workflow_id: workflow_id.to_owned(), run_id: String::new() }
}

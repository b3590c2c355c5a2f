//! Records the histories of whole lives to `tests/histories`: `cargo xtask record`.
//!
//! What is recorded once stays: it is how incidents of that version look while they run, and newer code has to
//! replay them. Record when the workflows' commands changed, under names of the new version.

use std::{path::Path, time::Duration};

use muster_sandbox::{Fault, System};
use muster_tests::Muster;
use muster_workflows::incident::Incident;
use temporalio_client::WorkflowFetchHistoryOptions;

const DAY: Duration = Duration::from_hours(24);

#[tokio::main]
async fn main() {
    let muster = Muster::start().await;

    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    incident.pass(DAY).await;
    incident.resolve("grace").await;
    incident.end().await;
    incident.pass_for_archival(31 * DAY).await;
    save(&muster, incident.workflow_id(), "resolved").await;
    save(&muster, incident.archival_id(), "archived").await;

    let incident = muster.declare("ada", "Is it slow?", 2).await;
    incident.pass(Duration::from_mins(16)).await;
    incident.end().await;
    save(&muster, incident.workflow_id(), "expired").await;

    let incident = muster.declare("ada", "My laptop is slow", 2).await;
    incident.press("grace", "cancel").await;
    incident.end().await;
    save(&muster, incident.workflow_id(), "cancelled").await;

    muster.break_down(System::Slack, "conversations.create", Fault::Status(503), Some(2));
    muster.break_down(System::Zoom, "meetingCreate", Fault::Status(503), Some(3));
    muster.break_down(System::Jira, "createIssue", Fault::Error("no permission".to_owned()), Some(1));
    let incident = muster.declare("ada", "Search is slow", 1).await;
    incident.confirm("grace").await;
    incident.resolve("grace").await;
    incident.end().await;
    save(&muster, incident.workflow_id(), "retried-and-failed").await;
}

async fn save(muster: &Muster, workflow_id: String, name: &str) {
    let workflow = muster.client.get_workflow_handle::<Incident>(workflow_id);
    let history = workflow.fetch_history(WorkflowFetchHistoryOptions::default());
    let json = history.to_json().await.expect("the history as JSON");
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("histories")
        .join(format!("{}-{name}.json", env!("CARGO_PKG_VERSION")));
    std::fs::write(&file, json).expect("a written history");
    println!("{}", file.display());
}

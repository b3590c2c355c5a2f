//! Whoever looks at an incident does not disturb it: people, and the Web UI, which asks a workflow that it shows.

use muster_sandbox::{Fault, System, faults::When};
use muster_tests::{Muster, replay};
use muster_workflows::{domain::Status, incident};
use temporalio_client::WorkflowFetchHistoryOptions;
use tokio::task::JoinSet;

#[tokio::test(flavor = "multi_thread")]
async fn incidents_that_are_asked_all_the_time_replay() {
    let muster = Muster::start().await;
    // Answers arrive at different moments, and some attempts are made again.
    muster.break_down(System::Zoom, "meetingCreate", Fault::DelayMs(300), None);
    muster.break_down(System::Jira, "createIssue", Fault::DelayMs(500), None);
    muster.break_down(System::Slack, "chat.update", Fault::Drop(When::After), Some(6));
    let mut incidents = Vec::new();
    let mut asking = JoinSet::new();
    for n in 0..6 {
        let incident = muster.declare("ada", &format!("Checkout is down, the {n}th time"), 1).await;
        for _ in 0..4 {
            let workflow = incident.workflow();
            asking.spawn(async move {
                loop {
                    // A busy worker lets one wait in vain.
                    let _ = workflow.query(incident::Incident::status, (), Default::default()).await;
                }
            });
        }
        incidents.push(incident);
    }
    for incident in &incidents {
        incident.confirm("grace").await;
    }
    for incident in &incidents {
        incident.resolve("grace").await;
    }
    for incident in &incidents {
        assert_eq!(incident.end().await, Status::Resolved);
    }
    asking.shutdown().await;

    for incident in &incidents {
        let history = incident.workflow().fetch_history(WorkflowFetchHistoryOptions::default());
        replay(&history.to_json().await.unwrap()).await.unwrap();
    }
}

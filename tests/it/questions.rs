//! Whoever looks at an incident does not disturb it: people, and the Web UI, which asks a workflow that it shows.

use std::time::Duration;

use muster_sandbox::{Fault, System, faults::When};
use muster_tests::{Incident, Muster, Setup, WorkerProcess, replay};
use muster_workflows::{
    domain::{Person, Role, Status},
    incident::{self, Assign, Report, Resolve, Signal},
};
use temporalio_client::{Client, WorkflowFetchHistoryOptions, WorkflowHandle};
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};

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
        let workflow = incident.workflow();
        asking.spawn(async move {
            loop {
                // A busy worker lets one wait in vain.
                let _ = workflow.query(incident::Incident::status, (), Default::default()).await;
            }
        });
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
        replays(incident).await;
    }
}

/// Its next worker hears the question first, with what was said meanwhile, and then the rest of what was said. That one
/// task tells of both must not make it another life.
#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_asked_while_its_worker_is_gone_replays() {
    let muster = Muster::with(Setup { without_worker: true, ..Setup::default() }).await;
    let mut worker = WorkerProcess::start(&muster);
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    muster_tests::until("nothing is under way", async || {
        let seen = incident.workflow().describe(Default::default()).await.ok()?.raw_description;
        (seen.pending_activities.is_empty() && seen.pending_workflow_task.is_none()).then_some(())
    })
    .await;
    worker.kill();
    let _worker = WorkerProcess::start(&muster);

    let mut asking = JoinSet::new();
    for _ in 0..4 {
        let workflow = incident.workflow();
        asking.spawn(async move { asked(&workflow).await });
    }
    // The questions are on their way by then.
    sleep(Duration::from_millis(500)).await;
    let (workflow, by) = (incident.workflow(), Person::in_slack("U0GRACE", "Grace Hopper"));
    let assign = Signal::by(by.clone(), Assign { role: Role::Scribe, to: Some(by.clone()) });
    workflow.signal(incident::Incident::assign, assign, Default::default()).await.unwrap();
    asking.join_next().await;
    let resolve = Signal::by(by, Resolve::default());
    workflow.signal(incident::Incident::resolve, resolve, Default::default()).await.unwrap();
    assert_eq!(incident.end().await, Status::Resolved);
    replays(&incident).await;
}

/// One that the server gave to a worker that is dead is not answered.
async fn asked(workflow: &WorkflowHandle<Client, incident::Incident>) -> Option<Report> {
    let asked = workflow.query(incident::Incident::status, (), Default::default());
    timeout(Duration::from_secs(15), asked).await.ok()?.ok()
}

async fn replays(incident: &Incident<'_>) {
    let history = incident.workflow().fetch_history(WorkflowFetchHistoryOptions::default());
    replay(&history.to_json().await.unwrap()).await.unwrap();
}

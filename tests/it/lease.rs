//! An attempt lives as long as Temporal hears of it.

use std::collections::HashSet;

use futures_util::StreamExt;
use muster_sandbox::{Fault, Rule, System};
use muster_tests::{Incident, Muster, Setup, WorkerProcess};
use muster_workflows::{
    contract::LEASE,
    domain::{Outcome, Status, Step},
};
use temporalio_client::WorkflowFetchHistoryOptions;
use temporalio_common::protos::temporal::api::{
    enums::v1::TimeoutType, failure::v1::failure::FailureInfo, history::v1::history_event::Attributes,
};

const CREATE: &str = "createIssue";

#[tokio::test(flavor = "multi_thread")]
async fn one_that_died_with_its_worker_is_soon_made_again_by_another() {
    let muster = Muster::with(Setup { without_worker: true, ..Setup::default() }).await;
    let mut worker = WorkerProcess::start(&muster);
    muster.break_down(System::Jira, CREATE, Fault::Status(503), Some(1));
    let hangs = muster.sandbox.faults().add(Rule::new(System::Jira, CREATE, Fault::Hang(true)).times(1));
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.press("grace", "confirm").await;
    muster
        .until("the durable attempt is under way", async || {
            let rules = muster.sandbox.faults().rules();
            rules.iter().any(|rule| rule.id == hangs && rule.hits == 1).then_some(())
        })
        .await;
    worker.kill();
    worker = WorkerProcess::start(&muster);
    incident.opened().await;
    assert_eq!(attempts(&incident).await, [(2, Some(TimeoutType::Heartbeat))]);
    assert_eq!(muster.outside().issues().len(), 1);
    drop(worker);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_takes_longer_than_its_lease_goes_on() {
    let muster = Muster::start().await;
    muster.break_down(System::Jira, CREATE, Fault::Status(503), Some(1));
    // Beyond the SDK's own patience too, which ends 5 s later.
    let slow = Fault::DelayMs((LEASE.as_millis() + 7_000).try_into().unwrap());
    muster.break_down(System::Jira, CREATE, slow, Some(1));
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    assert_eq!(attempts(&incident).await, [(1, None)]);
    assert!(matches!(incident.outcome(Step::Ticket).await, Outcome::Done { .. }));
    assert_eq!(incident.report().await.status, Status::Active);
}

/// Of each durable call for the issue that has ended: its last attempt, and the limit that ended the one before.
async fn attempts(incident: &Incident<'_>) -> Vec<(i32, Option<TimeoutType>)> {
    let mut events = incident.workflow().fetch_history(WorkflowFetchHistoryOptions::default());
    let (mut durable, mut attempts) = (HashSet::new(), Vec::new());
    while let Some(event) = events.next().await {
        let event = event.unwrap();
        match event.attributes {
            Some(Attributes::ActivityTaskScheduledEventAttributes(scheduled)) => {
                let is_durable = scheduled.retry_policy.unwrap().maximum_attempts != 1;
                if is_durable && scheduled.activity_type.unwrap().name == "ticket.create" {
                    durable.insert(event.event_id);
                }
            }
            Some(Attributes::ActivityTaskStartedEventAttributes(started))
                if durable.contains(&started.scheduled_event_id) =>
            {
                let ended_by = match started.last_failure.and_then(|failure| failure.failure_info) {
                    Some(FailureInfo::TimeoutFailureInfo(timeout)) => Some(timeout.timeout_type()),
                    _ => None,
                };
                attempts.push((started.attempt, ended_by));
            }
            _ => {}
        }
    }
    attempts
}

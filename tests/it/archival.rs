//! Archival: after 30 quiet days, and a message starts them again.

use std::time::Duration;

use muster_tests::{Incident, Muster, until};
use muster_workflows::{archive::ArchiveChannel, domain::Period};
use temporalio_client::WorkflowGetResultOptions;

const DAY: Duration = Duration::from_hours(24);

#[tokio::test(flavor = "multi_thread")]
async fn a_message_on_day_29_puts_it_off() {
    let muster = Muster::start().await;
    let incident = resolved(&muster).await;
    incident.pass_for_archival(29 * DAY).await;
    incident.say("ada", "One more thing").await;
    incident.pass_for_archival(2 * DAY).await;
    assert!(!incident.channel().is_archived, "it is day 31, but somebody wrote on day 29");
    incident.pass_for_archival(27 * DAY).await;
    assert!(!incident.channel().is_archived, "it is day 58");
    incident.pass_for_archival(2 * DAY).await;
    until("the channel is archived", async || incident.channel().is_archived.then_some(())).await;
    assert_eq!(incident.channel().said("archival").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_somebody_archived_stays_so() {
    let muster = Muster::start().await;
    let incident = resolved(&muster).await;
    muster.act("archive", serde_json::json!({"as": "ada", "channel": incident.channel().id})).await;
    incident.pass_for_archival(31 * DAY).await;
    let archival = muster.client.get_workflow_handle::<ArchiveChannel>(incident.archival_id());
    let outcome = archival.get_result(WorkflowGetResultOptions::default()).await.unwrap();
    assert!(outcome.is_done(), "{outcome}");
    assert!(incident.channel().is_archived);
}

#[tokio::test(flavor = "multi_thread")]
async fn never_while_it_is_unresolved() {
    let muster = Muster::with_plan(|plan| plan.remind_after = Period::hours(8)).await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    incident.pass(60 * DAY).await;
    assert!(!incident.channel().is_archived);
}

async fn resolved(muster: &Muster) -> Incident<'_> {
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    incident.resolve("grace").await;
    incident.end().await;
    incident
}

//! Nothing that people do is lost while no worker is up, and they are told that it is on its way.

use muster_tests::{Incident, Muster};
use muster_workflows::domain::{Event, Period, Status};
use serde_json::{Value, json};

fn notes(shown: &Value) -> Vec<&str> {
    let notes = shown["ephemerals"].as_array().into_iter().flatten();
    notes.filter_map(|note| note["text"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_do_takes_effect_when_one_is_back_and_they_are_told_so() {
    let mut muster = Muster::start().await;
    muster.stop_worker();
    let form = muster.open_form("ada").await;
    let shown = muster.submit("ada", &form, "Checkout is down", 2).await;
    assert_eq!(shown["view"]["title"]["text"], "Declared", "{shown}");
    assert!(shown["view"].to_string().contains("does not answer now"), "{shown}");

    muster.start_worker();
    let prompted = muster.prompted(&form).await;
    let reference = prompted.reference.clone();
    idle(&prompted).await;
    drop(prompted);
    muster.stop_worker();
    let prompt = muster.prompted(&form).await.in_public("prompt")[0].ts.clone();
    let press = json!({"as": "grace", "channel": "incidents", "ts": prompt, "action_id": "confirm"});
    let shown = muster.act("press", press).await;
    let expected = format!(
        "On its way: Confirm of {reference}. What acts on it in Muster does not answer now. It takes effect as soon as it does, unless somebody else was first."
    );
    assert_eq!(notes(&shown), [expected]);

    muster.start_worker();
    muster.prompted(&form).await.opened().await;
    muster.stop_worker();
    let shown = muster.command("grace", &format!("/incident resolve {reference}")).await;
    let view = &shown["view"]["id"];
    let submit = json!({"as": "grace", "view_id": view, "values": {"origin": "internal"}});
    let shown = muster.act("submit", submit).await;
    assert_eq!(shown["view"]["title"]["text"], "On its way", "{shown}");

    muster.start_worker();
    assert_eq!(muster.prompted(&form).await.end().await, Status::Resolved);
}

/// Its status is still that from before the Resolve.
#[tokio::test(flavor = "multi_thread")]
async fn a_reopening_behind_a_resolve_that_is_on_its_way_is_not_lost() {
    let mut muster = Muster::with_plan(|plan| plan.reopen_within = Period::hours(24)).await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    incident.opened().await;
    idle(&incident).await;
    let (id, reference) = (incident.id.clone(), incident.reference.clone());
    drop(incident);
    muster.stop_worker();
    let shown = muster.command("grace", &format!("/incident resolve {reference}")).await;
    let view = &shown["view"]["id"];
    let submit = json!({"as": "grace", "view_id": view, "values": {"origin": "internal"}});
    muster.act("submit", submit).await;
    let shown = muster.command("zoe", &format!("/incident reopen {reference}")).await;
    assert!(shown.to_string().contains("On its way: Reopen"), "{shown}");

    muster.start_worker();
    let incident = muster.prompted(id.as_str()).await;
    incident
        .until("it is reopened", |report| {
            let reopened = |event: &Event| matches!(event, Event::Reopened { .. });
            report.timeline.entries().iter().any(|entry| reopened(&entry.event))
        })
        .await;
    assert_eq!(incident.report().await.status, Status::Active);
}

/// Waits until the worker has nothing in its hands.
async fn idle(incident: &Incident<'_>) {
    muster_tests::until("the worker has nothing in its hands", async || {
        let seen = incident.workflow().describe(Default::default()).await.ok()?.raw_description;
        (seen.pending_activities.is_empty() && seen.pending_workflow_task.is_none()).then_some(())
    })
    .await;
}

/// Nobody is told that nobody acts on what they do, where somebody does.
#[tokio::test(flavor = "multi_thread")]
async fn with_a_worker_nobody_is_told_anything_of_it() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    // A worker that is busy with slow steps is up all the same.
    muster.sandbox.faults().set_latency(std::time::Duration::from_millis(900));
    let prompt = incident.in_public("prompt")[0].ts.clone();
    let press = json!({"as": "grace", "channel": "incidents", "ts": prompt, "action_id": "confirm"});
    let shown = muster.act("press", press).await;
    assert_eq!(notes(&shown), [""; 0], "{shown}");
    muster.sandbox.faults().set_latency(std::time::Duration::ZERO);
    incident.opened().await;
    let shown = muster.command("zoe", &format!("/incident resolve {}", incident.reference)).await;
    incident.submit_resolve_form("zoe", &shown).await;
    assert_eq!(incident.end().await, Status::Resolved);
}

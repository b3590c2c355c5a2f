//! Resolving: with one active incident, with several, with none, and by a pasted command.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use muster_tests::Muster;
use muster_workflows::{
    domain::{Person, Status},
    ids,
    incident::{Incident, Resolve, Said, Signal},
};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn none_is_active() {
    let muster = Muster::start().await;
    let shown = muster.command("ada", "/incident resolve").await.to_string();
    assert!(shown.to_lowercase().contains("no active incident"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_one_that_is_active_is_named() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    visible(&muster, 1).await;
    let shown = muster.command("ada", "/incident resolve").await;
    let text = shown.to_string();
    assert!(text.contains("Checkout is down") && text.contains(incident.reference.as_str()), "{text}");
    incident.submit_resolve_form("ada", &shown).await;
    assert_eq!(incident.end().await, Status::Resolved);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_three_the_pasted_one_is_resolved() {
    let muster = Muster::start().await;
    let mut incidents = Vec::new();
    for title in ["Checkout is down", "Search is slow", "Login fails"] {
        let incident = muster.declare("ada", title, 2).await;
        incident.confirm("grace").await;
        incidents.push(incident);
    }
    visible(&muster, 3).await;
    let shown = muster.command("ada", "/incident resolve").await.to_string();
    for incident in &incidents {
        assert!(shown.contains(&format!("resolve {}", incident.reference)), "{shown}");
    }

    let pasted = format!("resolve {}", incidents[1].reference);
    muster.act("message", json!({"as": "linus", "channel": "incidents", "text": pasted})).await;
    assert_eq!(incidents[1].end().await, Status::Resolved);
    assert_eq!(incidents[0].report().await.status, Status::Active);
    assert_eq!(incidents[2].report().await.status, Status::Active);
}

#[tokio::test(flavor = "multi_thread")]
async fn by_the_shortcut_one_of_those_that_are_active_is_chosen() {
    let muster = Muster::start().await;
    let shortcut = json!({"as": "linus", "callback_id": "resolve_incident"});
    let shown = muster.act("shortcut", shortcut.clone()).await["view"].to_string();
    assert!(shown.contains("There is no active incident."), "{shown}");

    let checkout = muster.declare("ada", "Checkout is down", 2).await;
    checkout.confirm("grace").await;
    let search = muster.declare("ada", "Search is slow", 2).await;
    search.confirm("grace").await;
    visible(&muster, 2).await;
    let view = muster.act("shortcut", shortcut).await["view"]["id"].clone();
    let submit = |values| muster.act("submit", json!({"as": "linus", "view_id": view, "values": values}));
    let wrong = submit(json!({})).await;
    assert!(wrong["errors"]["which"].is_string(), "{wrong}");
    submit(json!({"which": search.id, "origin": "internal"})).await;
    assert_eq!(search.end().await, Status::Resolved);
    assert_eq!(checkout.report().await.status, Status::Active);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reference_that_is_none_or_over_is_told_to_that_person_only() {
    let muster = Muster::start().await;
    let shown = muster.command("ada", "/incident resolve INC-ZZZZZZ").await.to_string();
    assert!(shown.contains("INC-ZZZZZZ"), "{shown}");

    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    visible(&muster, 1).await;
    incident.resolve("grace").await;
    incident.end().await;
    visible(&muster, 0).await;
    let before = muster.outside().channel("general").unwrap().messages.len();
    let shown = muster.command("ada", &format!("/incident resolve {}", incident.reference)).await.to_string();
    assert!(shown.to_lowercase().contains("already resolved"), "{shown}");
    assert_eq!(muster.outside().channel("general").unwrap().messages.len(), before, "nobody else sees it");
}

/// Here hours pass in a moment; and where the workers were away, what was said counts from when it was said.
#[tokio::test(flavor = "multi_thread")]
async fn it_lasts_until_somebody_said_so_by_the_incidents_own_clock() {
    let mut muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    incident.pass(Duration::from_hours(3)).await;
    incident.resolve("grace").await;
    incident.end().await;
    let report = incident.report().await;
    let lasted = report.resolution.unwrap().at.duration_since(report.declared_at);
    assert!((180..185).contains(&lasted.as_mins()), "{lasted}");

    let id = muster.declare("ada", "Search is slow", 2).await.confirm("grace").await.id.clone();
    muster.stop_worker();
    let workflow = muster.client.get_workflow_handle::<Incident>(ids::incident_of(&id));
    let (by, at) = (Person::in_slack("U0GRACE", "Grace"), Timestamp::now() - SignedDuration::from_mins(5));
    let resolve = Signal::Said(Said { id: None, by, at: Some(at), what: Resolve::default() });
    workflow.signal(Incident::resolve, resolve, Default::default()).await.unwrap();
    muster.start_worker();
    assert_eq!(workflow.get_result(Default::default()).await.unwrap(), Status::Resolved);
    let report = workflow.query(Incident::status, (), Default::default()).await.unwrap();
    assert_eq!(report.resolution.unwrap().at, report.declared_at, "never before it was declared");
}

/// Visibility lags behind: waits until the list shows so many active incidents.
/// Visibility lags behind.
pub(crate) async fn visible(muster: &Muster, active: usize) {
    let query = format!(
        "TaskQueue = '{}' AND MusterStatus = 'active' AND WorkflowType = 'incident'",
        muster.task_queue
    );
    muster_tests::until("visibility shows the active incidents", async || {
        let count = muster.client.count_workflows(&query, Default::default()).await.ok()?;
        (count.count() == active).then_some(())
    })
    .await;
}

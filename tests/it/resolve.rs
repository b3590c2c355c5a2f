//! Resolving: with one active incident, with several, with none, and by a pasted command.

use muster_tests::Muster;
use muster_workflows::domain::Status;
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

/// Visibility lags behind: waits until the list shows so many active incidents.
async fn visible(muster: &Muster, active: usize) {
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

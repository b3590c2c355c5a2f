//! Two regions as processes, which can be taken away and given back.

use muster_sandbox::Options;
use muster_tests::{TwoRegions, until};
use muster_workflows::domain::{DeclarationId, Reference, Status};

#[tokio::test(flavor = "multi_thread")]
async fn two_regions_one_incident_goes_through_its_life_while_each_is_taken_away() {
    let mut muster = TwoRegions::start(Options::default()).await;

    muster.west.take_away().await;
    let form = muster.people().open("ada", "/incident").await.unwrap();
    muster.west.give_back().await;
    assert_eq!(muster.people().declare("ada", &form, "Checkout is down", 1).await.unwrap(), "Declared");
    let id: DeclarationId = form.parse().unwrap();
    let prompt = until("the prompt is posted", async || muster.people().read(&id, "prompt").pop()).await;
    assert!(muster.west.report(&id).await.is_some());
    assert!(muster.east.report(&id).await.is_none());

    muster.east.take_away().await;
    muster.people().press("grace", "incidents", &prompt.ts, "confirm").await.unwrap();
    until("it is announced", async || muster.people().read(&id, "announcement").pop()).await;
    muster.east.give_back().await;

    muster.starter.kill().await;
    let resolve = format!("/incident resolve {}", Reference::of(&id));
    muster.people().open("grace", &resolve).await.unwrap_err();
    muster.starter.start().await;
    let form = until("the form opens", async || muster.people().open("grace", &resolve).await.ok()).await;
    assert_eq!(muster.people().resolve("grace", &form).await.unwrap(), "Resolved");
    until("everything is done", async || {
        let report = muster.west.report(&id).await?;
        let is_done = report.steps.iter().all(|(_, outcome)| outcome.is_done());
        (report.status == Status::Resolved && is_done).then_some(())
    })
    .await;
    assert_eq!(muster.people().read(&id, "prompt").len(), 1);
    assert_eq!(muster.outside().incident_channels().len(), 1);

    let declared = muster
        .shell(&["declare", "--title", "Search is slow", "--severity", "2", "--confirm", "--json"])
        .await;
    assert!(declared.status.success(), "{declared:?}");
    let declared: serde_json::Value = serde_json::from_slice(&declared.stdout).unwrap();
    assert_eq!(declared["region"], "west");
}

//! As in production, everything outside is reached by TLS, and its certificate is checked.

use muster_tests::{End, Leftovers, TwoRegions, until};
use muster_workflows::domain::DeclarationId;

#[tokio::test(flavor = "multi_thread")]
async fn an_incident_opens_and_is_resolved_over_tls() {
    let muster = TwoRegions::by_tls().await;
    let distrustful = muster.another_starter("distrustful", "west,east").by_socket();
    let mut distrustful = distrustful.trusting_only_the_system();
    distrustful.start().await;
    let log = muster.folder().join("distrustful.log");
    until("it finds that it cannot trust this Slack", async || {
        std::fs::read_to_string(&log).ok()?.contains("no connection to Slack by Socket Mode").then_some(())
    })
    .await;
    assert_eq!(muster.sandbox.sockets().ids().len(), 0);
    distrustful.kill().await;

    let mut starter = muster.another_starter("starter", "west,east").by_socket();
    starter.start().await;
    assert!(muster.sandbox.url().starts_with("https://"), "and Socket Mode by wss://");
    until("Slack is connected", async || (!muster.sandbox.sockets().ids().is_empty()).then_some(())).await;

    let people = muster.people();
    let form = people.open("ada", "/incident").await.unwrap();
    let id: DeclarationId = form.parse().unwrap();
    assert_eq!(people.declare("ada", &form, "Checkout is down", 1).await.unwrap(), "Declared");
    let prompt = until("the prompt is posted", async || people.read(&id, "prompt").pop()).await;
    people.press("grace", "incidents", &prompt.ts, "confirm").await.unwrap();
    let announcement = until("it is announced", async || people.read(&id, "announcement").pop()).await;
    // Resolved before, nobody is invited or alerted any more.
    until("all that is opened is there", async || {
        let report = muster.west.report(&id).await?;
        report.steps.iter().all(|(_, outcome)| outcome.is_settled()).then_some(())
    })
    .await;
    let form = people.press_for_form("grace", "incidents", &announcement.ts, "resolve").await.unwrap();
    people.resolve("grace", &form).await.unwrap();
    until("all that its end asks for is there", async || {
        Leftovers::of(&muster.outside(), &id, 1, End::Resolved).to_string().is_empty().then_some(())
    })
    .await;
}

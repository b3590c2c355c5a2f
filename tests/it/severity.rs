//! A severity that turns out to be another.

use muster_tests::{End, Incident, Leftovers, Muster};
use muster_workflows::{
    contract::chat::interaction::SEVERITY,
    domain::{Event, Severity, Status, Step},
    visibility,
};
use serde_json::json;

/// Somebody changes it by the form of the card, and all follows.
async fn change(muster: &Muster, incident: &Incident<'_>, who: &str, to: u8) {
    let form = incident.press_on_card(who, SEVERITY).await;
    let values = json!({"severity": to.to_string()});
    let shown =
        muster.act("submit", json!({"as": who, "view_id": form["view"]["id"], "values": values})).await;
    assert_eq!(shown["errors"], json!({}), "{shown}");
    let to = Severity::try_from(to).unwrap();
    incident
        .until("the severity is changed and all is done", |report| {
            report.severity == to && report.steps.iter().all(|(_, outcome)| outcome.is_done())
        })
        .await;
    let label = format!("severity-{to}");
    let is_labelled = async || {
        let outside = muster.outside();
        let issue = outside.issues().iter().find(|one| one.summary.contains(incident.reference.as_str()))?;
        let of_severity = issue.labels.iter().filter(|one| one.starts_with("severity-"));
        (of_severity.collect::<Vec<_>>() == [&label]).then_some(())
    };
    muster.until("the issue has its label", is_labelled).await;
    let by_status = async || {
        let found = incident.workflow().describe(Default::default()).await.ok()?;
        (found.search_attributes().get(&visibility::SEVERITY) == Some(i64::from(to.level()))).then_some(())
    };
    muster_tests::until("it is found by it", by_status).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_difference_is_done_and_nobody_hears_of_it_twice() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    let joined = || {
        let joins = incident.channel().messages.into_iter();
        joins.filter(|one| one.text.contains("has joined the channel")).count()
    };
    let before = joined();
    assert_ne!(before, 0);
    let form = incident.press_on_card("zoe", SEVERITY).await;
    assert_eq!(form["view"]["blocks"][1]["element"]["initial_option"]["value"], "2", "{form}");

    for to in [1, 2, 1] {
        change(&muster, &incident, "zoe", to).await;
    }
    assert_eq!(joined(), before, "nobody is invited twice");
    assert!(incident.outcome(Step::ManagementAlert).await.is_done());
    assert!(incident.channel().topic["value"].as_str().unwrap().contains("severity 1"));
    let says_major =
        async || incident.in_public("announcement")[0].all_text().contains("Major").then_some(());
    muster.until("the announcement says so", says_major).await;

    let changes = incident.report().await.timeline;
    let changes = changes.entries().iter().filter(|one| matches!(one.event, Event::SeverityChanged { .. }));
    assert_eq!(changes.count(), 3);
    let channel = incident.channel();
    let news = channel.messages.iter().filter(|one| one.text.contains("changed the severity"));
    assert_eq!(news.count(), 3);

    incident.resolve("grace").await;
    assert_eq!(incident.end().await, Status::Resolved);
    assert_eq!(Leftovers::of(&muster.outside(), &incident.id, 1, End::Resolved).to_string(), "");
}

/// An incident of severity 1 that turns out to be less bad stays announced; nothing is taken back.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_stays_done() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    change(&muster, &incident, "zoe", 2).await;
    incident.resolve("grace").await;
    assert_eq!(incident.end().await, Status::Resolved);
    assert_eq!(incident.report().await.severity.level(), 2);
    assert_eq!(Leftovers::of(&muster.outside(), &incident.id, 1, End::Resolved).to_string(), "");
}

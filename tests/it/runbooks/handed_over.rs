//! What is not healed, people see to, in an incident.

use std::time::Duration;

use muster_tests::{Book, Muster, notice};
use muster_workflows::{
    domain::{Reference, Status, runbook::Ended},
    ids,
};
use serde_json::json;

use super::ended;

/// A runbook that has not healed web-1, and the incident in which people see to it.
async fn web_1_is_peoples(muster: &Muster) -> (Book<'_>, Reference) {
    muster.sandbox.fall_ill("web-1", None);
    let book = muster.runbook(|runbook| runbook["otherwise"] = json!({ "severity": 2 }));
    book.notice([notice("web-1")]).await;
    let incident = book.run().await.incident.expect("people see to it");
    (book, incident)
}

/// People have resolved it, and its workflow knows.
async fn resolve(muster: &Muster, incident: &Reference) {
    let resolved = muster.at_a_shell(&["resolve", incident.as_str(), "--origin", "internal"]).await;
    assert!(resolved.status.success(), "{resolved:?}");
    muster
        .until("the incident is over", async || {
            let found = muster.incidents().find(incident).await.ok()?;
            (found.first()?.status != Status::Active).then_some(())
        })
        .await;
}

/// The keeper looks once a minute whether an incident is over.
async fn a_minute_later(muster: &Muster, book: &Book<'_>) {
    muster.pass_time(&ids::runbook(&book.name), Duration::from_secs(61)).await;
}

/// Nobody wants a runbook to restart what they are looking at. It takes a minute: as long as the incident, its child, is under
/// way, the keeper's time does not skip.
#[tokio::test(flavor = "multi_thread")]
async fn what_people_see_to_is_theirs() {
    let muster = Muster::start().await;
    let (book, incident) = web_1_is_peoples(&muster).await;
    book.notice([notice("web-1"), notice("web-2")]).await;
    book.ended(2).await;
    let incidents = muster.incidents().find(&incident).await.unwrap();
    assert_eq!(
        incidents[0].title.as_deref(),
        Some("web-1 is not healed: A web server answers with errors: it is restarted")
    );
    a_minute_later(&muster, &book).await;
    // What was said of web-1 is done with, also when the incident is.
    resolve(&muster, &incident).await;
    a_minute_later(&muster, &book).await;
    book.notice([notice("web-3")]).await;
    let mut targets: Vec<_> = book.ended(3).await.iter().map(|run| run.target.to_string()).collect();
    targets.sort();
    assert_eq!(targets, ["web-1", "web-2", "web-3"]);
}

/// What is said after the keeper's last look waits for the next.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_as_soon_as_their_incident_is_over_is_seen_to() {
    let muster = Muster::start().await;
    let (book, incident) = web_1_is_peoples(&muster).await;
    resolve(&muster, &incident).await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    book.notice([notice("web-1")]).await;
    a_minute_later(&muster, &book).await;
    let runs = book.ended(2).await;
    assert!(runs.iter().any(|run| ended(run) == &Ended::Healed), "{runs:#?}");
}

/// The second comes when the first is known to Temporal's visibility, or not yet.
#[tokio::test(flavor = "multi_thread")]
async fn what_several_runs_do_not_heal_is_one_incident() {
    let muster = Muster::start().await;
    for target in ["web-1", "web-2", "web-3"] {
        muster.sandbox.fall_ill(target, None);
    }
    let book =
        muster.runbook(|runbook| runbook["otherwise"] = json!({ "severity": 2, "services": ["checkout"] }));
    book.notice(["web-1", "web-2", "web-3"].map(notice)).await;
    let runs = book.ended(3).await;
    assert!(runs.iter().all(|run| ended(run) == &Ended::NotHealed));
    let incident = runs[0].incident.clone().expect("people see to it");
    assert!(runs.iter().all(|run| run.incident.as_ref() == Some(&incident)), "{runs:#?}");
    muster
        .until("its channel reads of all three", async || {
            let outside = muster.outside();
            let said = &outside.channels_of(&incident).next()?.messages;
            let reads = |target: &str| {
                said.iter().any(|said| said.all_text().contains(&format!("did not heal {target}")))
            };
            ["web-1", "web-2", "web-3"].iter().all(|target| reads(target)).then_some(())
        })
        .await;
}

//! Runs that somebody has to allow.

use std::time::Duration;

use muster_tests::{Book, Muster, notice};
use muster_workflows::{
    domain::{
        Person,
        runbook::{Ended, Notice, Report, Source, Stage},
    },
    ids,
};
use serde_json::json;

use super::{ended, hooks, once};

/// A runbook that somebody of @oncall has to allow: Grace, say, and not Ada.
pub(super) fn to_be_allowed(runbook: &mut serde_json::Value) {
    runbook["ask"] = json!(["@oncall"]);
    runbook["approval"] = json!({ "by": ["@oncall"], "within": "15m" });
}

/// Presses a button of the message about a run.
pub(super) async fn press(muster: &Muster, run: &Report, who: &str, action: &str) {
    let ts = muster
        .until("everybody reads that it has to be allowed", async || {
            let outside = muster.outside();
            let message = outside.in_public(&run.id, "run").pop()?.clone();
            message.has_button(action).then_some(message.ts)
        })
        .await;
    let press = json!({"as": who, "channel": "incidents", "ts": ts, "action_id": action});
    muster.act("press", press).await;
}

pub(super) async fn asking(book: &Book<'_>) -> Report {
    muster_tests::until("it asks", async || {
        book.runs().await.into_iter().find(|run| matches!(run.stage, Stage::Asking { .. }))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_risky_waits_for_somebody_of_the_group_to_allow_it() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    let book = muster.runbook(to_be_allowed);
    book.notice([notice("web-1")]).await;
    let run = asking(&book).await;
    let (stranger, member) = ("ada", "grace");
    press(&muster, &run, stranger, "allow").await;
    muster_tests::until("everybody reads why not", async || {
        asking(&book).await.trouble.is_some_and(|why| why.contains("is not in @oncall")).then_some(())
    })
    .await;
    assert_eq!(hooks(&muster), []);
    press(&muster, &run, member, "allow").await;
    let run = book.run().await;
    assert_eq!(ended(&run), &Ended::Healed);
    assert_eq!(run.allowed_by.and_then(|person| person.slack_id), Some(muster.person(member)));
    assert_eq!(hooks(&muster), once(&["restart web-1"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asked_for_a_run_does_not_allow_it() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    let book = muster.runbook(to_be_allowed);
    let grace = Person::in_slack(muster.person("grace"), "Grace");
    book.notice([Notice { from: Source::Person(grace), ..notice("web-1") }]).await;
    let run = asking(&book).await;
    press(&muster, &run, "grace", "allow").await;
    muster_tests::until("everybody reads why not", async || {
        asking(&book).await.trouble.is_some_and(|why| why.contains("asked for it")).then_some(())
    })
    .await;
    press(&muster, &run, "zoe", "refuse").await;
    let run = book.run().await;
    assert!(
        matches!(ended(&run), Ended::Refused { by } if by.slack_id == Some(muster.person("zoe"))),
        "{run}"
    );
    assert_eq!(hooks(&muster), []);
    muster
        .until("there is no button any more", async || {
            let outside = muster.outside();
            (!outside.in_public(&run.id, "run").pop()?.has_button("allow")).then_some(())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_allows_in_time_is_not_done_and_people_see_to_it() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    let book = muster.runbook(|runbook| {
        to_be_allowed(runbook);
        runbook["otherwise"] = json!({ "severity": 2 });
    });
    book.notice([notice("web-1")]).await;
    let run = asking(&book).await;
    muster.pass_time(&ids::run(&run.id), Duration::from_secs(16 * 60)).await;
    let run = book.run().await;
    assert_eq!(ended(&run), &Ended::Expired);
    assert!(run.incident.is_some(), "{run}");
    assert_eq!(hooks(&muster), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_while_somebody_is_asked_is_not_done() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    let book = muster.runbook(to_be_allowed);
    let noticed = notice("web-1");
    book.notice([noticed.clone()]).await;
    asking(&book).await;
    book.notice([Notice { is_over: true, ..noticed }]).await;
    assert_eq!(ended(&book.run().await), &Ended::Over);
    assert_eq!(hooks(&muster), []);
}

/// An alert that comes and goes while it is looked asks nobody: perhaps it is well by now.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_before_it_was_found_wrong_asks_nobody() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    let book = muster.runbook(|runbook| {
        to_be_allowed(runbook);
        runbook["detect"]["bad_for"] = json!("5s");
    });
    let noticed = notice("web-1");
    book.notice([noticed.clone()]).await;
    muster_tests::until("it looks", async || book.runs().await.pop()).await;
    book.notice([Notice { is_over: true, ..noticed }]).await;
    let run = book.run().await;
    assert_eq!(ended(&run), &Ended::NotNeeded);
    assert!(muster.outside().in_public(&run.id, "run").is_empty(), "nobody reads of it");
    assert_eq!(hooks(&muster), []);
}

//! An incident that goes on after its end.

use std::time::Duration;

use jiff::SignedDuration;
use muster_sandbox::{Fault, System};
use muster_starter::{
    incidents::Answer,
    said::{Said, To, Word},
};
use muster_tests::{Incident, Issue, Muster, until};
use muster_workflows::{
    domain::{Moment, Period, Person, Status, Step},
    incident::Resolve,
};
use serde_json::{Value, json};

use crate::endings::{submit, two_active};

const DAY: Duration = Duration::from_hours(24);
const TEN_MINUTES: Duration = Duration::from_mins(10);

#[tokio::test(flavor = "multi_thread")]
async fn it_goes_on_and_ends_again_and_everything_says_so() {
    let muster = start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    incident.resolve("grace").await;
    let first = incident.closed().await;
    assert_eq!(issue(&muster).status, "Done");
    muster
        .until("everybody can reopen it", async || {
            incident.in_public("announcement")[0].has_button("reopen").then_some(())
        })
        .await;

    press_reopen(&muster, &incident, "zoe").await;
    incident.until("it is active", |report| report.status == Status::Active).await;
    muster
        .until("it can be resolved again", async || {
            let announcement = incident.in_public("announcement").into_iter().next()?;
            (announcement.has_button("resolve") && incident.card().has_button("resolve")).then_some(())
        })
        .await;
    let told = muster.until("everybody reads so", async || {
        let public = incident.in_public("news-0").into_iter().next()?;
        let own = incident.channel().said("news-0").first().map(|said| (*said).clone())?;
        (public.text == own.text).then_some(own)
    });
    assert!(told.await.text.contains(&format!("reopened {}: it goes on.", incident.reference)));
    muster
        .until("the issue says so", async || {
            let comments = serde_json::to_string(&issue(&muster).comments).ok()?;
            (issue(&muster).status == "In Progress" && comments.contains("is reopened: it goes on."))
                .then_some(())
        })
        .await;
    let active = incident.report().await;
    let of_the_end = active.steps.into_iter().filter(|(step, _)| step.moment() == Moment::Close);
    assert_eq!(of_the_end.map(|(step, _)| step).collect::<Vec<_>>(), [Step::PostMortem]);

    incident.say("ada", "It is down again").await;
    incident.pass(Duration::from_hours(2)).await;
    incident.resolve("linus").await;
    let second = incident.closed().await;
    assert!(second.resolution.unwrap().at > first.resolution.unwrap().at);
    let channel = incident.channel();
    let times = |purpose: &str| channel.said(purpose).len();
    assert_eq!((times("resolved"), times("resolved-1"), times("follow-ups"), times("card")), (1, 1, 1, 1));
    assert!(channel.said("resolved-1")[0].all_text().contains("add what happened since"));
    let outside = muster.outside();
    assert_eq!(outside.post_mortems().len(), 1);
    let transcript = outside.post_mortems()[0].attachments[0]["content"].to_string();
    assert!(transcript.contains("It is down again"), "{transcript}");
    let issue = issue(&muster);
    let durations = issue.labels.iter().filter(|label| label.starts_with("duration-minutes-"));
    assert_eq!((issue.status.as_str(), durations.count()), ("Done", 1), "{:?}", issue.labels);

    incident.pass(DAY + Duration::from_hours(1)).await;
    assert_eq!(incident.end().await, Status::Resolved);
    until("nobody can reopen it any more", async || (!incident.card().has_button("reopen")).then_some(()))
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reopens_what_goes_on_or_is_over_is_told() {
    let muster = start().await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    let reopen = format!("/incident reopen {}", incident.reference);
    let told = async || muster.command("zoe", &reopen).await.to_string();
    until("it is told that it goes on", async || told().await.contains("goes on already").then_some(()))
        .await;
    incident.resolve("grace").await;
    incident.closed().await;
    incident.pass(DAY + Duration::from_hours(1)).await;
    incident.end().await;
    until("it is told that it is over", async || {
        told().await.contains("nothing more is done for it").then_some(())
    })
    .await;
    assert_eq!(incident.report().await.status, Status::Resolved);
}

/// As if a starter that was away brought it. Who said it is told, and it waits for nothing in the outbox.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_kept_from_before_it_was_reopened_is_known_to_come_too_late() {
    let muster = start().await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    incident.pass(TEN_MINUTES).await;
    incident.resolve("grace").await;
    incident.closed().await;
    let comes_late = async |word: Word| {
        let by = Person::in_slack("U1", "Linus");
        let said = Said::now(To::Id(incident.id.clone()), by, word);
        let said = Said { at: said.at - SignedDuration::from_mins(5), ..said };
        let incidents = muster.incidents();
        let passed_on = incidents.hear_late(&said, false).await.unwrap();
        assert!(matches!(passed_on, Answer::Taken(_)), "{passed_on:?}");
        until("its incident says that it came too late", async || {
            let answer = incidents.hear_late(&said, true).await.unwrap();
            assert!(matches!(answer, Answer::TooLate(_) | Answer::Taken(_)), "{answer:?}");
            matches!(answer, Answer::TooLate(_)).then_some(())
        })
        .await;
    };
    comes_late(Word::Reopen).await;
    incident.pass(TEN_MINUTES).await;
    press_reopen(&muster, &incident, "zoe").await;
    incident.until("it is active", |report| report.status == Status::Active).await;
    comes_late(Word::Resolve(Resolve::default())).await;
    assert_eq!(incident.report().await.status, Status::Active);
}

/// What an end makes late must not come into the incident that goes on, and the next end makes it.
#[tokio::test(flavor = "multi_thread")]
async fn an_end_that_is_taken_back_while_it_is_under_way_comes_to_nothing() {
    let muster = start().await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    for (system, operation) in
        [(System::Confluence, "createPage"), (System::Zoom, "meetingStatus"), (System::Jira, "editIssue")]
    {
        muster.break_down(system, operation, Fault::Status(503), None);
    }
    incident.resolve("grace").await;
    for step in [Step::PostMortem, Step::EndMeeting, Step::CloseTicket] {
        incident.until_retried(step).await;
    }
    let shown = muster.command("zoe", &format!("/incident reopen {}", incident.reference)).await;
    assert!(shown.to_string().contains("is reopened"), "{shown}");
    let report = incident.until("it is active", |report| report.status == Status::Active).await;
    assert!(report.steps.iter().all(|(step, _)| step.moment() == Moment::Open), "{:?}", report.steps);
    muster.sandbox.faults().clear();
    incident.pass(Duration::from_hours(1)).await;
    assert_eq!(muster.outside().meetings()[0].status, "waiting", "it was not ended");
    assert_ne!(issue(&muster).status, "Done");

    incident.resolve("grace").await;
    incident.closed().await;
    let outside = muster.outside();
    assert_eq!((outside.post_mortems().len(), outside.meetings()[0].status.as_str()), (1, "ended"));
    assert_eq!(issue(&muster).status, "Done");
    incident.pass(DAY + Duration::from_hours(1)).await;
    assert_eq!(incident.end().await, Status::Resolved);
}

/// What is still to be told of an end that was taken back holds nothing up.
#[tokio::test(flavor = "multi_thread")]
async fn a_duplicate_that_is_none_goes_on_while_its_end_cannot_be_told() {
    let muster = start().await;
    let (first, second) = two_active(&muster).await;
    let shown = second.press_on_card("zoe", "resolve").await;
    muster.break_down(System::Slack, "chat.postMessage", Fault::Status(503), None);
    submit(&muster, "zoe", &shown, json!({"ending": "duplicate", "original": first.id})).await;
    second.until("it is cancelled", |report| report.status == Status::Cancelled).await;
    muster.command("zoe", &format!("/incident reopen {}", second.reference)).await;
    second.until("it is active", |report| report.status == Status::Active).await;
    muster.sandbox.faults().clear();
    second.resolve("linus").await;
    second.closed().await;
    second.pass(DAY + Duration::from_hours(1)).await;
    assert_eq!(second.end().await, Status::Resolved);
    assert_eq!(first.channel().said("duplicate").len(), 0);
}

/// What can still be added to is over all the same.
#[tokio::test(flavor = "multi_thread")]
async fn after_its_time_it_is_added_to_and_not_reopened() {
    let muster = Muster::with_plan(|plan| {
        plan.reopen_within = Period::hours(24);
        plan.amend_within = Period::days(14);
    })
    .await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    incident.resolve("grace").await;
    incident.closed().await;
    incident.pass(DAY + Duration::from_hours(1)).await;
    let is_final = async || (!incident.card().has_button("reopen")).then_some(());
    muster.until("the button is gone", is_final).await;
    assert!(incident.card().has_button("impact"));
    let shown = muster.command("zoe", &format!("/incident reopen {}", incident.reference)).await;
    assert!(shown.to_string().contains("ended too long ago to be reopened"), "{shown}");
    incident.pass(14 * DAY).await;
    assert_eq!(incident.end().await, Status::Resolved);
}

async fn start() -> Muster {
    Muster::with_plan(|plan| plan.reopen_within = Period::hours(24)).await
}

async fn press_reopen(muster: &Muster, incident: &Incident<'_>, who: &str) {
    let announcement = &incident.in_public("announcement")[0].ts;
    let press = json!({"as": who, "channel": "incidents", "ts": announcement, "action_id": "reopen"});
    let shown = muster.act("press", press).await;
    assert_eq!(shown["failure"], Value::Null, "{shown}");
}

fn issue(muster: &Muster) -> Issue {
    muster.outside().issues()[0].clone()
}

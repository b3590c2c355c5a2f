//! No step can stop another.

use muster_sandbox::{Fault, Rule, System};
use muster_tests::{End, Incident, Leftovers, Muster};
use muster_workflows::{
    domain::{Outcome, Person, Status, Step},
    ids, incident,
};
use serde_json::json;

/// What fails for good, and which steps that leaves undone. Steps that build on one that failed are skipped.
const FAILURES: [(System, &str, &str, &[Step]); 13] = [
    (
        System::Slack,
        "conversations.create",
        "restricted_action",
        &[
            Step::Channel,
            Step::Card,
            Step::Topic,
            Step::Responders,
            Step::Bookmarks,
            Step::Transcript,
            Step::FollowUps,
        ],
    ),
    (System::Slack, "conversations.setTopic", "no_permission", &[Step::Topic]),
    (System::Slack, "conversations.members", "fetch_members_failed", &[Step::Responders]),
    (System::Slack, "bookmarks.add", "permission_denied", &[Step::Bookmarks]),
    (System::Zoom, "meetingCreate", "1010", &[Step::Meeting, Step::EndMeeting]),
    (System::Zoom, "meetingStatus", "3161", &[Step::EndMeeting]),
    (System::Jira, "createIssue", "no permission", &[Step::Ticket, Step::TicketLinks, Step::CloseTicket]),
    (System::Jira, "createOrUpdateRemoteIssueLink", "no permission", &[Step::TicketLinks, Step::CloseTicket]),
    (System::Jira, "doTransition", "no permission", &[Step::CloseTicket]),
    (System::Confluence, "createPage", "no permission", &[Step::PostMortem, Step::Transcript]),
    (System::Confluence, "createOrUpdateAttachments", "no permission", &[Step::Transcript]),
    (System::Slack, "conversations.open", "user_not_found", &[Step::ManagementAlert]),
    (System::PagerDuty, "enqueue", "Invalid routing key", &[Step::Page, Step::EndPage]),
];

#[tokio::test(flavor = "multi_thread")]
async fn each_fails_for_good_alone() {
    // Side by side: each life has an outside world of its own.
    futures_util::future::join_all(FAILURES.map(one_fails)).await;
}

async fn one_fails(
    (system, operation, error, undone): (System, &'static str, &'static str, &'static [Step]),
) {
    let muster = Muster::start().await;
    muster.break_down(system, operation, Fault::Error(error.to_owned()), None);
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    whole_life(&incident).await;
    let report = incident.report().await;
    println!("{operation} fails");
    only_these_are_undone(&incident, undone).await;
    assert_eq!(report.status, Status::Resolved);
    if let [first, ..] = undone {
        let seen = match first {
            Step::Channel => incident.in_public("announcement")[0].all_text(),
            _ => incident.channel().said("card")[0].all_text(),
        };
        assert!(seen.contains(&format!("{first}: failed")), "{operation} fails, and people see it: {seen}");
    }
}

/// Somebody archives the incidents channel at the worst moment.
#[tokio::test(flavor = "multi_thread")]
async fn the_announcement_fails_for_good_alone() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    muster.act("archive", json!({"as": "ada", "channel": "incidents"})).await;
    let said = incident::Signal::by(Person::in_slack(muster.person("grace"), "Grace"), ());
    incident.workflow().signal(incident::Incident::confirm, said, Default::default()).await.unwrap();
    incident
        .until("every step at open is settled", |report| {
            report.status == Status::Active && report.steps.iter().all(|(_, outcome)| outcome.is_settled())
        })
        .await;
    incident.resolve("grace").await;
    incident.end().await;
    only_these_are_undone(&incident, &[Step::Announcement]).await;
    assert!(incident.channel().said("card")[0].all_text().contains("Announcement: failed"));
}

/// Somebody archives the incident channel before it is over.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_at_the_end_fails_for_good_alone() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    muster.act("archive", json!({"as": "ada", "channel": incident.channel().id})).await;
    incident.resolve("grace").await;
    incident.end().await;
    only_these_are_undone(&incident, &[Step::Resolution, Step::FollowUps]).await;
}

async fn only_these_are_undone(incident: &Incident<'_>, undone: &[Step]) {
    for (step, outcome) in incident.report().await.steps {
        assert_eq!(outcome.is_done(), !undone.contains(&step), "{step}: {outcome}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_fail_but_the_prompt() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Everything is down", 1).await;
    // The answer to Confirm needs Slack once, to know who presses.
    muster.sandbox.faults().add(Rule::new(System::Slack, "*", Fault::Status(403)).after(1));
    for system in [System::Zoom, System::Jira, System::Confluence, System::PagerDuty] {
        muster.break_down(system, "*", Fault::Status(403), None);
    }
    incident.press_whatever_slack_says("grace", "confirm").await;
    let report = incident
        .until("every step at open is settled", |report| {
            report.status == Status::Active && report.steps.iter().all(|(_, outcome)| outcome.is_settled())
        })
        .await;
    assert!(report.steps.iter().all(|(_, outcome)| !outcome.is_done()), "{:?}", report.steps);
    assert!(
        report
            .steps
            .iter()
            .any(|(_, outcome)| matches!(outcome, Outcome::Failed { why } if why.contains("403"))),
        "the vendors' own words: {:?}",
        report.steps
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_fails_three_times_works_at_the_fourth() {
    let muster = Muster::start().await;
    muster.break_down(System::Zoom, "meetingCreate", Fault::Status(503), Some(3));
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    assert!(incident.outcome(Step::Meeting).await.is_done());
    assert_eq!(muster.outside().meetings().len(), 1);
    let channel = incident.channel();
    assert!(
        channel.bookmarks.iter().any(|bookmark| bookmark.to_string().contains("Zoom")),
        "the late link is there"
    );
    assert!(incident.in_public("announcement")[0].all_text().contains("zoom"), "and in the announcement");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_of_each_create_is_lost_once() {
    let muster = Muster::start().await;
    for (system, operation) in [
        (System::Slack, "conversations.create"),
        (System::Zoom, "meetingCreate"),
        (System::Jira, "createIssue"),
        (System::Confluence, "createPage"),
    ] {
        muster.break_down(system, operation, Fault::Drop(muster_sandbox::faults::When::After), Some(1));
    }
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    let drop = Fault::Drop(muster_sandbox::faults::When::After);
    muster.break_down(System::Slack, "chat.postMessage", drop, Some(1));
    whole_life(&incident).await;
    all_is_there_once(&muster, &incident).await;
}

/// Vendors are slow on bad days: what was given up is made all the same, and nothing may be made beside it.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_made_after_it_was_given_up_is_made_once() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    for (system, operation) in [
        (System::Slack, "chat.postMessage"),
        (System::Slack, "chat.postMessage"),
        (System::Slack, "conversations.create"),
        (System::Slack, "bookmarks.add"),
        (System::Zoom, "meetingCreate"),
        (System::Jira, "createIssue"),
        (System::Jira, "addComment"),
        (System::Confluence, "createPage"),
    ] {
        muster.break_down(system, operation, Fault::LateMs(7_000), Some(1));
    }
    whole_life(&incident).await;
    all_is_there_once(&muster, &incident).await;
}

/// The vendor's own words, whichever attempt heard them.
#[tokio::test(flavor = "multi_thread")]
async fn what_fails_for_good_after_a_while_says_why() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    muster.break_down(System::Jira, "createIssue", Fault::Status(503), Some(1));
    muster.break_down(System::Jira, "createIssue", Fault::Status(403), None);
    incident.confirm("grace").await;
    let outcome = incident.outcome(Step::Ticket).await;
    assert!(matches!(&outcome, Outcome::Failed { why } if why.contains("403")), "{outcome}");
}

/// What people see last is how the incident is, though a message that says less arrives after its time.
#[tokio::test(flavor = "multi_thread")]
async fn an_update_that_was_given_up_does_not_come_after_a_newer_one() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    for _ in ["prompt", "announcement", "card"] {
        muster.break_down(System::Slack, "chat.update", Fault::LateMs(7_000), Some(1));
    }
    whole_life(&incident).await;
    all_is_there_once(&muster, &incident).await;
}

async fn all_is_there_once(muster: &Muster, incident: &Incident<'_>) {
    let report = incident.report().await;
    assert!(report.steps.iter().all(|(_, outcome)| outcome.is_done()), "{:?}", report.steps);
    // Each rule hits one call.
    let late = async || {
        let rules = muster.sandbox.faults().rules();
        rules.iter().all(|rule| rule.times == Some(0) && rule.hits > 0).then_some(())
    };
    muster.until("all that was late is made", late).await;
    assert_eq!(Leftovers::of(&muster.outside(), &incident.id, 1, End::Resolved).to_string(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vendor_that_wants_to_be_left_alone_is() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    muster.break_down(System::Jira, "searchIssues", Fault::RateLimited(8), Some(1));
    let begun = std::time::Instant::now();
    incident.confirm("grace").await;
    assert!(begun.elapsed() > std::time::Duration::from_secs(8));
    assert!(incident.outcome(Step::Ticket).await.is_done());
}

/// A worker that was away finds both in one task.
#[tokio::test(flavor = "multi_thread")]
async fn confirmed_and_resolved_at_once_everything_is_done_that_still_has_a_point() {
    let mut muster = Muster::start().await;
    let id = muster.declare("ada", "Checkout is down", 1).await.id;
    muster.stop_worker();
    let workflow = muster.client.get_workflow_handle::<incident::Incident>(ids::incident_of(&id));
    let by = Person::in_slack("U0GRACE", "Grace");
    let said = incident::Signal::by(by.clone(), ());
    workflow.signal(incident::Incident::confirm, said, Default::default()).await.unwrap();
    let resolve = incident::Signal::by(by, incident::Resolve::default());
    workflow.signal(incident::Incident::resolve, resolve, Default::default()).await.unwrap();
    muster.start_worker();
    assert_eq!(workflow.get_result(Default::default()).await.unwrap(), Status::Resolved);
    let report = workflow.query(incident::Incident::status, (), Default::default()).await.unwrap();
    for (step, outcome) in &report.steps {
        // Nobody was paged, so that there is nothing to end.
        let is_moot = step.is_moot_once_resolved() || *step == Step::EndPage;
        assert!(outcome.is_done() || is_moot, "{step}: {outcome}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_invited_into_an_incident_that_is_over() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    muster.break_down(System::Slack, "conversations.create", Fault::Status(503), Some(3));
    incident.press("grace", "confirm").await;
    incident.until_retried(Step::Channel).await;
    incident.resolve("grace").await;
    incident.end().await;
    assert!(incident.outcome(Step::Channel).await.is_done());
    assert!(matches!(incident.outcome(Step::Responders).await, Outcome::Skipped { .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_mortem_that_comes_late_is_linked_all_the_same() {
    let muster = Muster::start().await;
    muster.break_down(System::Confluence, "createPage", Fault::Status(503), Some(2));
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    whole_life(&incident).await;
    let outside = muster.outside();
    let links = outside.issues()[0].rest["remote_links"].to_string();
    assert!(links.contains("Post-mortem"), "{links}");
    let asked = incident.channel().said("follow-ups")[0].all_text();
    assert!(asked.contains("/confluence/"), "{asked}");
    let report = incident.report().await;
    assert!(report.steps.iter().all(|(_, outcome)| outcome.is_done()), "{:?}", report.steps);
}

/// Zoom made the meeting, its answer was lost, and before it is found again the incident is over.
#[tokio::test(flavor = "multi_thread")]
async fn no_meeting_is_left_open() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    let lost = Fault::Drop(muster_sandbox::faults::When::After);
    muster.break_down(System::Zoom, "meetingCreate", lost, Some(1));
    let list = Rule::new(System::Zoom, "meetings", Fault::Status(503));
    muster.sandbox.faults().add(list.after(4).times(4));
    incident.press("grace", "confirm").await;
    incident
        .until("the meeting is retried", |report| {
            let retried = |(step, outcome): &(Step, Outcome)| {
                *step == Step::Meeting && matches!(outcome, Outcome::Retrying { .. })
            };
            report.status == Status::Active && report.steps.iter().any(retried)
        })
        .await;
    incident.resolve("grace").await;
    incident.end().await;
    let statuses: Vec<_> = muster.outside().meetings().iter().map(|meeting| meeting.status.clone()).collect();
    assert_eq!(statuses, ["ended"]);
}

async fn whole_life(incident: &Incident<'_>) {
    incident.confirm("grace").await;
    incident.resolve("grace").await;
    assert_eq!(incident.end().await, Status::Resolved);
}

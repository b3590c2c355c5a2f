//! What people do about a step that does not work, on the card.

use muster_sandbox::{Fault, System};
use muster_tests::{End, Incident, Leftovers, Muster};
use muster_workflows::{
    contract::chat::interaction::{LINK_STEP, RETRY_STEP, SKIP_STEP, on_step},
    domain::{Outcome, Status, Step},
    incident::Report,
};
use serde_json::{Value, json};

fn outcome(report: &Report, step: Step) -> &Outcome {
    report.steps.iter().find(|(one, _)| *one == step).map(|(_, outcome)| outcome).expect("it is in the plan")
}

fn is_retrying(step: Step) -> impl Fn(&Report) -> bool {
    move |report| matches!(outcome(report, step), Outcome::Retrying { .. })
}

fn is_skipped_by_somebody(report: &Report, step: Step) -> bool {
    matches!(outcome(report, step), Outcome::Skipped { by: Some(_), .. })
}

/// Somebody presses a button of a step on the card.
async fn press(incident: &Incident<'_>, who: &str, step: Step, action: &str) -> Value {
    incident.press_on_card(who, &on_step(action, step)).await
}

fn buttons_of_steps(incident: &Incident<'_>) -> usize {
    let card = incident.card();
    let actions = Step::ALL
        .into_iter()
        .flat_map(|step| [RETRY_STEP, SKIP_STEP, LINK_STEP].map(|one| on_step(one, step)));
    actions.filter(|action| card.has_button(action)).count()
}

/// Each attempt is to be seen, as far as Slack lets Muster write so often.
#[tokio::test(flavor = "multi_thread")]
async fn the_card_tells_which_attempt_is_next_and_when() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    muster.break_down(System::Jira, "*", Fault::Status(503), None);
    incident.press("grace", "confirm").await;
    incident.until("Jira is retried", is_retrying(Step::Ticket)).await;
    let attempt = async || {
        let text = incident.find_card()?.all_text();
        let (_, said) = text.split_once("Jira issue: retrying, attempt ")?;
        said.split_once(' ')?.0.parse::<u32>().ok().filter(|_| text.contains("503"))
    };
    let seen = muster.until("an attempt is on the card", attempt).await;
    muster.break_down(System::Slack, "chat.update", Fault::RateLimited(1), Some(1));
    let later = async || attempt().await.filter(|now| *now > seen);
    muster.until("a later one is on the card", later).await;
    assert!(incident.card().all_text().contains("{time_secs}"), "each reads it by their own clock");
    // What comes in the meantime is on it as well.
    press(&incident, "zoe", Step::Ticket, RETRY_STEP).await;
    muster.sandbox.faults().clear();
    incident.opened().await;
    incident.resolve("grace").await;
    assert_eq!(incident.end().await, Status::Resolved);
    assert!(!incident.card().all_text().contains("retrying"));
    assert_eq!(Leftovers::of(&muster.outside(), &incident.id, 2, End::Resolved).to_string(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_for_good_is_retried_and_what_was_made_without_it_is_completed() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    muster.break_down(System::Zoom, "meetingCreate", Fault::Error("3001".to_owned()), None);
    muster.break_down(System::Jira, "createIssue", Fault::Status(403), None);
    incident.confirm("grace").await;
    let report = incident.report().await;
    assert!(matches!(outcome(&report, Step::Meeting), Outcome::Failed { .. }), "{:?}", report.steps);
    assert!(matches!(outcome(&report, Step::TicketLinks), Outcome::Skipped { .. }), "{:?}", report.steps);
    muster.sandbox.faults().clear();

    for step in [Step::Meeting, Step::Ticket] {
        press(&incident, "zoe", step, RETRY_STEP).await;
    }
    incident.until("all is done", |report| report.steps.iter().all(|(_, outcome)| outcome.is_done())).await;
    muster.until("nothing is left to do", async || (buttons_of_steps(&incident) == 0).then_some(())).await;
    incident.resolve("grace").await;
    assert_eq!(incident.end().await, Status::Resolved);
    assert_eq!(Leftovers::of(&muster.outside(), &incident.id, 1, End::Resolved).to_string(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_retried_is_tried_now_or_done_without_or_done_after_all() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    muster.break_down(System::Jira, "*", Fault::Status(503), None);
    muster.break_down(System::Zoom, "*", Fault::RateLimited(600), None);
    incident.press("grace", "confirm").await;
    incident.until("Jira is retried", is_retrying(Step::Ticket)).await;
    incident.until("Zoom is retried", is_retrying(Step::Meeting)).await;

    press(&incident, "zoe", Step::Ticket, SKIP_STEP).await;
    let report = incident.until("it is skipped", |report| is_skipped_by_somebody(report, Step::Ticket)).await;
    assert!(matches!(outcome(&report, Step::Meeting), Outcome::Retrying { .. }), "the other goes on");
    muster.sandbox.faults().clear();

    // Zoom asked for ten minutes, which somebody does not want to wait for.
    press(&incident, "zoe", Step::Meeting, RETRY_STEP).await;
    incident.until("there is a meeting", |report| outcome(report, Step::Meeting).is_done()).await;
    incident.opened().await;
    press(&incident, "zoe", Step::Ticket, RETRY_STEP).await;
    incident.until("all is done", |report| report.steps.iter().all(|(_, outcome)| outcome.is_done())).await;

    incident.resolve("grace").await;
    assert_eq!(incident.end().await, Status::Resolved);
    assert_eq!(Leftovers::of(&muster.outside(), &incident.id, 2, End::Resolved).to_string(), "");
    let timeline = serde_json::to_value(incident.report().await.timeline).unwrap();
    let remedied = timeline.as_array().unwrap().iter().filter(|entry| entry["event"] == "remedied");
    let said: Vec<_> = remedied.map(|entry| (&entry["step"], &entry["remedy"]["is"])).collect();
    assert_eq!(json!(said), json!([["ticket", "skip"], ["meeting", "retry"], ["ticket", "retry"]]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_made_by_hand_is_linked_everywhere_and_left_alone() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    muster.break_down(System::Zoom, "*", Fault::Status(503), None);
    incident.press("grace", "confirm").await;
    incident.until("Zoom is retried", is_retrying(Step::Meeting)).await;
    let shown = press(&incident, "zoe", Step::Meeting, LINK_STEP).await;
    let form = &shown["view"]["id"];
    let submit = async |link: &str| {
        muster.act("submit", json!({"as": "zoe", "view_id": form, "values": {"link": link}})).await
    };
    let refused = submit("ftp://meet.example.test/1").await;
    assert!(refused["errors"]["link"].as_str().is_some_and(|why| why.contains("browser")), "{refused}");
    submit("https://meet.example.test/1").await;

    let report = incident.until("it is given", |report| outcome(report, Step::Meeting).is_done()).await;
    assert_eq!(outcome(&report, Step::Meeting).link().unwrap().url, "https://meet.example.test/1");
    incident.opened().await;
    let outside = muster.outside();
    let channel = incident.channel();
    assert!(channel.bookmarks.iter().any(|one| one["link"] == "https://meet.example.test/1"));
    let issue =
        outside.issues().iter().find(|one| one.summary.contains(incident.reference.as_str())).unwrap();
    assert!(issue.links().any(|one| one.to_string().contains("https://meet.example.test/1")));
    assert!(incident.in_public("announcement")[0].all_text().contains("https://meet.example.test/1"));

    muster.sandbox.faults().clear();
    incident.resolve("grace").await;
    assert_eq!(incident.end().await, Status::Resolved);
    let end_meeting = incident.outcome(Step::EndMeeting).await;
    assert_eq!(end_meeting, Outcome::skipped("the Zoom meeting was made by hand"));
    assert_eq!(muster.outside().meetings().len(), 0);
}

/// An attempt that is under way when somebody skips the step may make the thing: then it is there.
#[tokio::test(flavor = "multi_thread")]
async fn what_an_attempt_makes_while_somebody_skips_it_is_kept() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    muster.break_down(System::Jira, "searchIssues", Fault::Status(503), Some(1));
    muster.break_down(System::Jira, "createIssue", Fault::DelayMs(9_000), None);
    incident.press("grace", "confirm").await;
    muster
        .until("the issue is being made", async || {
            let rules = muster.sandbox.faults().rules();
            rules.iter().any(|rule| rule.operation == "createIssue" && rule.hits > 0).then_some(())
        })
        .await;
    press(&incident, "zoe", Step::Ticket, SKIP_STEP).await;
    incident.opened().await;
    assert!(incident.outcome(Step::Ticket).await.is_done());
    assert!(incident.outcome(Step::TicketLinks).await.is_done());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_while_no_worker_is_up_takes_effect_when_one_is_back() {
    let mut muster = Muster::start().await;
    let id = {
        let incident = muster.declare("ada", "Checkout is down", 2).await;
        muster.break_down(System::Jira, "*", Fault::Status(503), None);
        incident.press("grace", "confirm").await;
        let is_shown = |report: &Report| {
            is_retrying(Step::Ticket)(report) && outcome(report, Step::Card) == &Outcome::done()
        };
        incident.until("Jira is retried, and there is a card", is_shown).await;
        // It has its buttons before the worker goes.
        muster.until("the card says so", async || (buttons_of_steps(&incident) > 0).then_some(())).await;
        incident.id.clone()
    };
    muster.stop_worker();
    let incident = muster.prompted(id.as_str()).await;
    press(&incident, "zoe", Step::Ticket, SKIP_STEP).await;
    muster.start_worker();
    let incident = muster.prompted(id.as_str()).await;
    incident.until("it is skipped", |report| is_skipped_by_somebody(report, Step::Ticket)).await;
}

/// Over as it is, its card offers nothing that nobody would heed.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_is_left_as_it_is() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    muster.break_down(System::Confluence, "createPage", Fault::Status(403), None);
    incident.confirm("grace").await;
    incident.resolve("grace").await;
    assert_eq!(incident.end().await, Status::Resolved);
    assert!(matches!(incident.outcome(Step::PostMortem).await, Outcome::Failed { .. }));
    assert_eq!(buttons_of_steps(&incident), 0);
}

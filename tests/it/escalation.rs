//! Somebody in management has the alert, or the next group hears of it; and PagerDuty calls until then.

use std::time::Duration;

use muster_sandbox::{Fault, System, faults::When};
use muster_tests::{End, Incident, Leftovers, Message, Muster, PagerEvent, Setup, until};
use muster_workflows::{
    contract::chat::interaction::ACKNOWLEDGE,
    domain::{Event, Outcome, Period, Plan, Status, Step},
};
use serde_json::{Value, json};

const FIRST: &str = "margaret";
const SECOND: &str = "priya";
const THIRD: &str = "akira";

/// Two more groups, a quarter of an hour each.
fn escalates(plan: &mut Plan) {
    let severity = &mut plan.severity[0];
    severity.escalate = vec![vec!["@directors".parse().unwrap()], vec!["@board".parse().unwrap()]];
    severity.escalate_after = Some(Period::minutes(15));
}

async fn start() -> Muster {
    Muster::with_plan(escalates).await
}

/// What somebody was alerted by, in the order in which it came.
fn alerts(muster: &Muster, who: &str) -> Vec<Message> {
    let outside = muster.outside();
    let messages = outside.direct_messages(&muster.person(who)).into_iter();
    let is_alert = |purpose: &str| purpose.starts_with("alert") || purpose.starts_with("escalation");
    messages.filter(|message| message.purpose().is_some_and(is_alert)).cloned().collect()
}

/// How many alerts each of the three has.
fn alerted(muster: &Muster) -> [usize; 3] {
    [FIRST, SECOND, THIRD].map(|who| alerts(muster, who).len())
}

/// Somebody presses the button of the latest alert that they have; what Slack then shows them.
async fn press(muster: &Muster, who: &str) -> Value {
    let message = alerts(muster, who).pop().unwrap_or_else(|| panic!("{who} is alerted"));
    assert!(message.has_button(ACKNOWLEDGE), "{message:?}");
    let press = json!({"as": who, "channel": "@muster", "ts": message.ts, "action_id": ACKNOWLEDGE});
    muster.act("press", press).await
}

fn news(incident: &Incident<'_>, words: &str) -> usize {
    let channel = incident.channel();
    channel.messages.iter().filter(|message| message.text.contains(words)).count()
}

/// What PagerDuty was told, and what that did.
fn told(muster: &Muster) -> Vec<(String, String)> {
    let outside = muster.outside();
    let told = outside.pager_events().iter();
    told.map(|PagerEvent { action, effect }| (action.clone(), effect.clone())).collect()
}

fn events(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(action, effect)| ((*action).to_owned(), (*effect).to_owned())).collect()
}

async fn wait_for_alert(muster: &Muster, who: &str, count: usize) {
    let is_alerted = async || (alerts(muster, who).len() == count).then_some(());
    muster.until(&format!("{who} is alerted"), is_alerted).await;
}

async fn wait_until_told(muster: &Muster, expected: &[(&str, &str)]) {
    let is_told = async || (told(muster) == events(expected)).then_some(());
    muster.until(&format!("PagerDuty is told: {expected:?}"), is_told).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_it_is_told_to_everybody_alerted_and_nobody_else_is() {
    let muster = start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    assert_eq!(told(&muster), events(&[("trigger", "opened")]));
    let alert = muster.outside().alerts()[0].clone();
    assert_eq!((&alert.rest["severity"], &alert.rest["client"]), (&json!("critical"), &json!("Muster")));
    let shows_when =
        async || incident.card().all_text().contains("The next group is alerted at").then_some(());
    muster.until("the card says when others are alerted", shows_when).await;

    incident.pass(Duration::from_mins(14)).await;
    let shown = press(&muster, FIRST).await;
    assert_eq!(shown["failure"], Value::Null, "{shown}");
    wait_until_told(&muster, &[("trigger", "opened"), ("acknowledge", "acknowledged")]).await;
    let all_read_so = async || {
        let has_it = format!("\"user_id\":\"{}\"", muster.person(FIRST));
        let card = incident.card().all_text();
        let alerts = [FIRST, "ines", "tama"].map(|who| alerts(&muster, who).pop());
        let all_say_so = alerts
            .iter()
            .flatten()
            .all(|alert| !alert.has_button(ACKNOWLEDGE) && alert.all_text().contains(&has_it));
        let is_news = news(&incident, "has acknowledged the management alert") == 1;
        (all_say_so && is_news && card.contains(&has_it) && card.contains("has the alert since"))
            .then_some(())
    };
    muster.until("everybody who was alerted, and the channel, reads who has it", all_read_so).await;

    incident.pass(Duration::from_hours(10)).await;
    assert_eq!(alerted(&muster), [1, 0, 0]);
    let report = incident.report().await;
    assert_eq!(report.acknowledged.unwrap().by.slack_id, Some(muster.person(FIRST)));
    incident.resolve("grace").await;
    assert_eq!(incident.end().await, Status::Resolved);
    let all = [("trigger", "opened"), ("acknowledge", "acknowledged"), ("resolve", "resolved")];
    assert_eq!(told(&muster), events(&all));
    assert_eq!(Leftovers::of(&muster.outside(), &incident.id, 1, End::Resolved).to_string(), "");
}

/// It is the middle of the night as likely as not: work hours do not matter.
#[tokio::test(flavor = "multi_thread")]
async fn group_after_group_is_alerted_until_none_is_left() {
    let muster = start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    incident.pass(Duration::from_mins(14)).await;
    assert_eq!(alerted(&muster), [1, 0, 0]);
    incident.pass(Duration::from_mins(2)).await;
    wait_for_alert(&muster, SECOND, 1).await;
    let message = alerts(&muster, SECOND).remove(0);
    assert!(message.text.starts_with("Nobody has acknowledged the alert since"), "{message:?}");
    let named = async || (news(&incident, "Now alerted: @directors.") == 1).then_some(());
    muster.until("the channel reads whom", named).await;
    assert_eq!(alerted(&muster), [1, 1, 0]);

    incident.pass(Duration::from_mins(16)).await;
    wait_for_alert(&muster, THIRD, 1).await;
    incident.pass(Duration::from_hours(10)).await;
    assert_eq!(alerted(&muster), [1, 1, 1]);
    let in_vain = async || incident.card().all_text().contains("there is no other group").then_some(());
    muster.until("the card says so", in_vain).await;

    press(&muster, THIRD).await;
    let report = incident.until("it is acknowledged", |report| report.acknowledged.is_some()).await;
    let is_escalation = |event: &&Event| matches!(event, Event::Escalated { .. });
    assert_eq!(report.timeline.entries().iter().map(|one| &one.event).filter(is_escalation).count(), 2);
    incident.resolve("grace").await;
    assert_eq!(incident.end().await, Status::Resolved);
    for who in [FIRST, SECOND, THIRD] {
        let alert = alerts(&muster, who).remove(0);
        assert!(!alert.has_button(ACKNOWLEDGE) && alert.text.starts_with("Resolved"), "{alert:?}");
    }
    assert_eq!(Leftovers::of(&muster.outside(), &incident.id, 1, End::Resolved).to_string(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_stops_it_and_who_is_late_reads_so() {
    let muster = start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    let alert = alerts(&muster, FIRST).remove(0);
    incident.resolve("grace").await;
    assert_eq!(incident.end().await, Status::Resolved);
    let press = json!({"as": FIRST, "channel": "@muster", "ts": alert.ts, "action_id": ACKNOWLEDGE});
    let refused = muster.sandbox.act("press", press).await;
    assert!(refused.is_err(), "the button is gone: {refused:?}");
    assert_eq!(alerted(&muster), [1, 0, 0]);
    assert_eq!(told(&muster), events(&[("trigger", "opened"), ("resolve", "resolved")]));
}

/// Slack is away when the next group's time comes: it is told once, when Slack is back, unless somebody has it by then.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_alerted_late_is_alerted_once() {
    let muster = start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    muster.break_down(System::Slack, "chat.postMessage", Fault::Drop(When::After), Some(1));
    muster.break_down(System::Slack, "conversations.open", Fault::Status(503), Some(2));
    incident.pass(Duration::from_mins(16)).await;
    wait_for_alert(&muster, SECOND, 1).await;
    let report = incident.until("it is escalated", |report| report.escalations == 1).await;
    assert_eq!(report.trouble, [""; 0]);
    assert_eq!(alerted(&muster), [1, 1, 0]);
    incident.resolve("grace").await;
    assert_eq!(incident.end().await, Status::Resolved);
    assert_eq!(Leftovers::of(&muster.outside(), &incident.id, 1, End::Resolved).to_string(), "");
}

/// Nobody is waited for whom nobody could tell.
#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_is_not_there_is_passed_over_at_once() {
    let muster = Muster::with_plan(|plan| {
        escalates(plan);
        plan.severity[0].alert = vec!["@gone".parse().unwrap()];
    })
    .await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    wait_for_alert(&muster, SECOND, 1).await;
    assert!(matches!(incident.outcome(Step::ManagementAlert).await, Outcome::Failed { .. }));
    incident.pass(Duration::from_mins(14)).await;
    assert_eq!(alerted(&muster), [0, 1, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_pagerduty_is_down_people_are_alerted_and_it_is_told_later() {
    let muster = start().await;
    muster.break_down(System::PagerDuty, "*", Fault::Status(503), Some(4));
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.press("grace", "confirm").await;
    wait_for_alert(&muster, FIRST, 1).await;
    incident
        .until("PagerDuty is retried", |report| {
            report.steps.iter().any(|(step, outcome)| {
                *step == Step::Page && matches!(outcome, Outcome::Retrying { why } if why.contains("503"))
            })
        })
        .await;
    press(&muster, FIRST).await;
    incident.opened().await;
    assert!(incident.outcome(Step::Page).await.is_done());
    wait_until_told(&muster, &[("trigger", "opened"), ("acknowledge", "acknowledged")]).await;
    incident.resolve("grace").await;
    assert_eq!(incident.end().await, Status::Resolved);
    assert_eq!(Leftovers::of(&muster.outside(), &incident.id, 1, End::Resolved).to_string(), "");
}

/// PagerDuty took the trigger and nobody knows: nobody is called for what is over.
#[tokio::test(flavor = "multi_thread")]
async fn an_alert_that_may_have_been_opened_is_resolved() {
    let muster = start().await;
    muster.break_down(System::PagerDuty, "*", Fault::Drop(When::After), Some(1));
    muster.break_down(System::PagerDuty, "*", Fault::Status(503), Some(2));
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.press("grace", "confirm").await;
    incident.until_retried(Step::Page).await;
    incident.resolve("grace").await;
    assert_eq!(incident.end().await, Status::Resolved);
    assert!(incident.outcome(Step::EndPage).await.is_done());
    let statuses: Vec<_> = muster.outside().alerts().iter().map(|alert| alert.status.clone()).collect();
    assert_eq!(statuses, ["resolved"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_key_the_step_says_what_to_set() {
    let mut muster = Muster::with(Setup { without_worker: true, ..Setup::default() }).await;
    muster.start_worker_with(|config| config.pagerduty.routing_key = None);
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    let outcome = incident.outcome(Step::Page).await;
    assert!(
        matches!(&outcome, Outcome::Failed { why } if why.contains("Set MUSTER_PAGERDUTY_ROUTING_KEY")),
        "{outcome}"
    );
    assert_eq!(alerts(&muster, FIRST).len(), 1);
    incident.resolve("grace").await;
    assert_eq!(incident.end().await, Status::Resolved);
    assert!(matches!(incident.outcome(Step::EndPage).await, Outcome::Skipped { .. }));
    assert!(incident.card().all_text().contains("MUSTER_PAGERDUTY_ROUTING_KEY"), "people read it");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_it_while_no_worker_is_up_has_it_later() {
    let mut muster = start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    until("the worker has nothing in its hands", async || {
        let seen = incident.workflow().describe(Default::default()).await.ok()?.raw_description;
        (seen.pending_activities.is_empty() && seen.pending_workflow_task.is_none()).then_some(())
    })
    .await;
    let (id, reference) = (incident.id.clone(), incident.reference.clone());
    drop(incident);
    muster.stop_worker();
    let shown = press(&muster, FIRST).await;
    let note = shown["ephemerals"][0]["text"].as_str().unwrap_or_else(|| panic!("a note: {shown}"));
    assert!(note.starts_with(&format!("On its way: I have it of {reference}.")), "{note}");
    muster.start_worker();
    let incident = muster.prompted(id.as_str()).await;
    incident.until("it is acknowledged", |report| report.acknowledged.is_some()).await;
    wait_until_told(&muster, &[("trigger", "opened"), ("acknowledge", "acknowledged")]).await;
    incident.pass(Duration::from_hours(1)).await;
    assert_eq!(alerted(&muster), [1, 0, 0]);
}

/// Whoever had it may sleep by now.
#[tokio::test(flavor = "multi_thread")]
async fn what_goes_on_after_its_end_is_alerted_and_paged_anew() {
    let muster = Muster::with_plan(|plan| {
        escalates(plan);
        plan.reopen_within = Period::hours(24);
    })
    .await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    press(&muster, FIRST).await;
    let before = [("trigger", "opened"), ("acknowledge", "acknowledged")];
    wait_until_told(&muster, &before).await;
    incident.resolve("grace").await;
    incident.closed().await;
    muster.command("zoe", &format!("/incident reopen {}", incident.reference)).await;
    wait_for_alert(&muster, FIRST, 2).await;
    let again = alerts(&muster, FIRST).remove(1);
    assert!(again.text.starts_with("Reopened: Incident"), "{again:?}");
    let anew = [&before[..], &[("resolve", "resolved"), ("trigger", "opened")]].concat();
    wait_until_told(&muster, &anew).await;

    incident.pass(Duration::from_mins(16)).await;
    wait_for_alert(&muster, SECOND, 1).await;
    press(&muster, SECOND).await;
    incident.until("it is acknowledged", |report| report.acknowledged.is_some()).await;
    incident.resolve("grace").await;
    incident.closed().await;
    let statuses: Vec<_> = muster.outside().alerts().iter().map(|alert| alert.status.clone()).collect();
    assert_eq!(statuses, ["resolved", "resolved"]);
    incident.pass(Duration::from_hours(25)).await;
    assert_eq!(incident.end().await, Status::Resolved);
    assert_eq!(alerted(&muster), [2, 1, 0]);
}

/// An attempt told some of them and did not say so, and then it was over.
#[tokio::test(flavor = "multi_thread")]
async fn whom_an_alert_has_reached_without_a_word_reads_that_it_is_over() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    muster.break_down(System::Slack, "chat.postMessage", Fault::Drop(When::After), None);
    incident.press_whatever_slack_says("grace", "confirm").await;
    incident.until_retried(Step::ManagementAlert).await;
    wait_for_alert(&muster, FIRST, 1).await;
    incident.resolve("grace").await;
    muster.sandbox.faults().clear();
    incident.end().await;
    assert!(matches!(incident.outcome(Step::ManagementAlert).await, Outcome::Skipped { .. }));
    let [alert] = &alerts(&muster, FIRST)[..] else { panic!("alerted once") };
    assert!(!alert.has_button(ACKNOWLEDGE), "{alert:?}");
}

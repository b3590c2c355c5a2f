//! The question whether it is an incident.

use std::time::Duration;

use muster_sandbox::{Fault, Rule, System};
use muster_tests::{End, Leftovers, Muster, Setup};
use muster_workflows::{
    domain::{Person, Status},
    ids,
    incident::{Incident, Signal},
};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn unconfirmed_it_expires_and_says_so() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Is it slow?", 2).await;
    incident.pass(Duration::from_mins(16)).await;
    assert_eq!(incident.end().await, Status::Expired);
    let prompt = &incident.in_public("prompt")[0];
    assert!(prompt.all_text().contains("15 minutes"), "{}", prompt.all_text());
    assert!(!prompt.all_text().contains("\"confirm\""), "nothing is left to press");
    nothing_was_opened(&muster);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_waits_as_long_as_the_plan_says() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Is it slow?", 2).await;
    incident.pass(Duration::from_mins(14)).await;
    assert_eq!(incident.report().await.status, Status::Prompted);
    incident.confirm("grace").await;
    assert_eq!(incident.in_public("announcement").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn anybody_can_cancel_and_the_prompt_says_who() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "My laptop is slow", 1).await;
    incident.press("margaret", "cancel").await;
    assert_eq!(incident.end().await, Status::Cancelled);
    let margaret = muster.person("margaret");
    assert!(incident.in_public("prompt")[0].all_text().contains(&format!("<@{margaret}>")));
    nothing_was_opened(&muster);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_form_submitted_twice_is_one_incident() {
    let muster = Muster::start().await;
    let view = muster.open_form("ada").await;
    let (first, second) = tokio::join!(
        muster.submit("ada", &view, "Checkout is down", 1),
        muster.submit("ada", &view, "Checkout is down", 1),
    );
    assert_eq!([&first["errors"], &second["errors"]], [&json!({}), &json!({})]);
    let incident = muster.prompted(&view).await;
    incident.confirm("grace").await;
    incident.resolve("grace").await;
    assert_eq!(incident.end().await, Status::Resolved);
    let outside = muster.outside();
    assert_eq!(Leftovers::of(&outside, &incident.id, 1, End::Resolved).to_string(), "");
    let incidents = outside.channel("incidents").unwrap();
    assert_eq!((incidents.said("prompt").len(), incidents.said("announcement").len()), (1, 1));
}

/// Slack loses the read-back of the prompt, whose buttons people see already.
#[tokio::test(flavor = "multi_thread")]
async fn confirmed_while_the_prompt_is_still_retried_it_says_so() {
    let muster = Muster::start().await;
    let history = Rule::new(System::Slack, "conversations.history", Fault::Status(503));
    muster.sandbox.faults().add(history.after(1).times(3));
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    incident.resolve("grace").await;
    incident.end().await;
    let prompts = incident.in_public("prompt");
    assert_eq!(prompts.len(), 1);
    assert!(!prompts[0].all_text().contains("\"confirm\""), "nothing is left to press");
}

/// Somebody answers at a shell while Slack does not say whether the prompt is there, which people see already.
#[tokio::test(flavor = "multi_thread")]
async fn answered_at_a_shell_while_slack_is_down_it_says_so_when_slack_is_back() {
    let muster = Muster::start().await;
    let history = Rule::new(System::Slack, "conversations.history", Fault::Status(503));
    let down = muster.sandbox.faults().add(history.after(1));
    let incident = muster.declare("ada", "My laptop is slow", 2).await;
    let by = Person::at_a_shell("Grace");
    incident.workflow().signal(Incident::cancel, Signal::by(by, ()), Default::default()).await.unwrap();
    muster
        .until("it has been looked for in vain", async || {
            let rules = muster.sandbox.faults().rules();
            rules.iter().any(|rule| rule.id == down && rule.hits > 2).then_some(())
        })
        .await;
    assert!(incident.in_public("prompt")[0].has_button("confirm"));
    muster.sandbox.faults().remove(down);
    assert_eq!(incident.end().await, Status::Cancelled);
    let prompts = incident.in_public("prompt");
    assert_eq!(prompts.len(), 1);
    assert!(!prompts[0].has_button("confirm"), "nothing is left to press");
}

/// Muster was not invited into the incidents channel, and somebody sees to that before Confirm.
#[tokio::test(flavor = "multi_thread")]
async fn asked_in_private_it_is_announced_in_public_all_the_same() {
    let muster = Muster::start().await;
    muster.break_down(System::Slack, "chat.postMessage", Fault::Error("not_in_channel".to_owned()), Some(1));
    let view = muster.open_form("ada").await;
    muster.submit("ada", &view, "Checkout is down", 1).await;
    let ada = muster.person("ada");
    let prompt = muster
        .until("ada is asked", async || {
            let outside = muster.outside();
            outside.direct_messages(&ada).into_iter().find(|told| told.has_button("confirm")).cloned()
        })
        .await;
    let workflow = ids::incident_of(&view.parse().unwrap());
    let workflow = muster.client.get_workflow_handle::<Incident>(workflow);
    let said = Signal::by(Person::in_slack(ada.clone(), "Ada"), ());
    workflow.signal(Incident::confirm, said, Default::default()).await.unwrap();
    let told = |outside: &muster_tests::Outside| {
        outside.direct_messages(&ada).into_iter().find(|told| told.ts == prompt.ts).cloned().unwrap()
    };
    muster
        .until("the incidents channel is told", async || {
            let outside = muster.outside();
            let announced = outside.channel("incidents")?.said("announcement").len() == 1;
            (announced && !told(&outside).has_button("confirm")).then_some(())
        })
        .await;
}

/// A worker that died posted it, and nobody but those who see it knows.
#[tokio::test(flavor = "multi_thread")]
async fn confirmed_before_a_worker_knows_of_it_it_says_so() {
    let mut muster = Muster::with(Setup { without_worker: true, ..Setup::default() }).await;
    let by = Person::in_slack(muster.person("grace"), "Grace");
    let form = confirmed_without_a_worker(&muster, by).await;
    muster.start_worker();
    let incident = muster.prompted(&form).await;
    incident.opened().await;
    let prompts = incident.in_public("prompt");
    assert_eq!(prompts.len(), 1);
    assert!(!prompts[0].has_button("confirm"), "nothing is left to press");
}

#[tokio::test(flavor = "multi_thread")]
async fn confirmed_at_a_shell_before_a_worker_knows_of_it_nobody_is_asked() {
    let mut muster = Muster::with(Setup { without_worker: true, ..Setup::default() }).await;
    let form = confirmed_without_a_worker(&muster, Person::at_a_shell("Grace")).await;
    muster.start_worker();
    let incidents = muster
        .until("it is announced", async || {
            let incidents = muster.outside().channel("incidents")?.clone();
            (!incidents.said("announcement").is_empty()).then_some(incidents)
        })
        .await;
    assert_eq!(incidents.said("announcement")[0].declaration(), Some(form.as_str()));
    assert_eq!(incidents.said("prompt").len(), 0);
}

async fn confirmed_without_a_worker(muster: &Muster, by: Person) -> String {
    let form = muster.open_form("ada").await;
    muster.submit("ada", &form, "Checkout is down", 2).await;
    let id = ids::incident_of(&form.parse().unwrap());
    let workflow = muster.client.get_workflow_handle::<Incident>(id);
    workflow.signal(Incident::confirm, Signal::by(by, ()), Default::default()).await.unwrap();
    form
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_of_confirm_and_cancel_counts() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    // The button is gone, but a client that has not heard of it may still show it.
    let late = Signal::by(Person::in_slack("U0LATE", "Late"), ());
    incident.workflow().signal(Incident::cancel, late, Default::default()).await.unwrap();
    let report = incident.report().await;
    assert_eq!((report.status, report.cancelled), (Status::Active, None));
}

fn nothing_was_opened(muster: &Muster) {
    let outside = muster.outside();
    assert_eq!(outside.incident_channels().len(), 0);
    assert_eq!(outside.meetings().len(), 0);
    assert_eq!(outside.issues().len(), 0);
}

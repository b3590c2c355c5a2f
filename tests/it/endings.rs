//! What was declared and confirmed turns out to be no incident, or the same as another.

use muster_sandbox::System;
use muster_tests::{Incident, Message, Muster};
use muster_workflows::domain::{Outcome, Status, Step};
use serde_json::{Value, json};

use crate::resolve::visible;

#[tokio::test(flavor = "multi_thread")]
async fn a_false_alarm_is_cancelled_and_everybody_reads_so() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    let shown = muster.command("zoe", &format!("/incident resolve {}", incident.reference)).await;
    let shown = submit(&muster, "zoe", &shown, json!({"ending": "false-alarm"})).await;
    assert!(shown["view"].to_string().contains("is a false alarm"), "{shown}");
    assert_eq!(incident.end().await, Status::Cancelled);

    let announcement = &incident.in_public("announcement")[0];
    assert!(
        announcement.text.starts_with(&format!("False alarm {}", incident.reference)),
        "{announcement:?}"
    );
    assert!(!announcement.has_button("resolve"));
    let told = in_channel(&incident, "resolved");
    assert!(told.text.contains("Called a false alarm by"), "{told:?}");
    for step in [Step::PostMortem, Step::Transcript, Step::FollowUps] {
        let outcome = incident.outcome(step).await;
        assert!(
            matches!(&outcome, Outcome::Skipped { why, .. } if why == "it was a false alarm"),
            "{outcome:?}"
        );
    }
    assert_eq!(muster.outside().post_mortems().len(), 0);
    assert!(incident.outcome(Step::EndMeeting).await.is_done());
    let issue = issue(&muster);
    assert_eq!(issue.status, "Done");
    assert!(issue.labels.contains(&"false-alarm".to_owned()), "{:?}", issue.labels);
    let comments = serde_json::to_string(&issue.comments).unwrap();
    assert!(comments.contains(&format!("{} is a false alarm.", incident.reference)), "{comments}");

    let again = muster.command("zoe", &format!("/incident resolve {}", incident.reference)).await.to_string();
    assert!(again.contains("already cancelled"), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duplicate_goes_on_in_the_other_and_both_channels_say_so() {
    let muster = Muster::start().await;
    let (first, second) = two_active(&muster).await;

    let shown = second.press_on_card("zoe", "resolve").await;
    let wrong = submit(&muster, "zoe", &shown, json!({"ending": "duplicate"})).await;
    assert!(wrong["errors"]["original"].is_string(), "{wrong}");
    let filled = json!({"ending": "duplicate", "original": first.id});
    submit(&muster, "zoe", &shown, filled).await;
    assert_eq!(second.end().await, Status::Cancelled);

    let told = in_channel(&second, "resolved");
    assert!(told.text.contains(&format!("a duplicate of {}", first.reference)), "{told:?}");
    assert!(told.blocks.to_string().contains(&first.channel().id), "{:?}", told.blocks);
    let told = muster.until("the other reads so", async || {
        first.channel().messages.into_iter().find(|message| message.purpose() == Some("duplicate"))
    });
    let told = told.await;
    assert!(told.text.contains(second.reference.as_str()), "{told:?}");
    assert!(told.blocks.to_string().contains(&second.channel().id), "{:?}", told.blocks);
    assert_eq!(first.report().await.status, Status::Active);
}

/// What the other channel was to be told is tried again.
#[tokio::test(flavor = "multi_thread")]
async fn the_other_channel_reads_it_once_though_slack_fails() {
    let muster = Muster::start().await;
    let (first, second) = two_active(&muster).await;
    let lost = muster_sandbox::Fault::Drop(muster_sandbox::faults::When::After);
    let shown = second.press_on_card("zoe", "resolve").await;
    muster.break_down(System::Slack, "chat.postMessage", lost, Some(3));
    submit(&muster, "zoe", &shown, json!({"ending": "duplicate", "original": first.id})).await;
    assert_eq!(second.end().await, Status::Cancelled);
    let told = first.channel().messages.into_iter().filter(|message| message.purpose() == Some("duplicate"));
    assert_eq!(told.count(), 1);
    assert_eq!(second.report().await.trouble, Vec::<String>::new());
}

/// Two that may be the same.
pub(crate) async fn two_active(muster: &Muster) -> (Incident<'_>, Incident<'_>) {
    let first = muster.declare("ada", "Checkout is down", 2).await;
    first.confirm("grace").await;
    let second = muster.declare("linus", "Nobody can pay", 2).await;
    second.confirm("grace").await;
    visible(muster, 2).await;
    (first, second)
}

pub(crate) async fn submit(muster: &Muster, who: &str, shown: &Value, values: Value) -> Value {
    let view = &shown["view"]["id"];
    muster.act("submit", json!({"as": who, "view_id": view, "values": values})).await
}

fn in_channel(incident: &Incident<'_>, purpose: &str) -> Message {
    incident.channel().said(purpose)[0].clone()
}

fn issue(muster: &Muster) -> muster_tests::Issue {
    muster.outside().issues()[0].clone()
}

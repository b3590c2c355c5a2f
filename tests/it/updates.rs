//! Everybody is told how it goes.

use std::time::Duration;

use muster_sandbox::{Fault, System, faults::When};
use muster_tests::{End, Incident, Leftovers, Muster};
use muster_workflows::{
    contract::chat::interaction::{TAKE_COMMAND, UPDATE},
    domain::Status,
};
use serde_json::{Value, json};

/// Somebody fills in the form of the card and submits it; what Slack then shows.
async fn post(muster: &Muster, form: &Value, who: &str, text: &str, next: &str) -> Value {
    let values = json!({"text": text, "next": next});
    muster.act("submit", json!({"as": who, "view_id": form["view"]["id"], "values": values})).await
}

/// What the incident channel was told of updates that did not come.
fn reminders(incident: &Incident<'_>) -> Vec<String> {
    let channel = incident.channel();
    let due = channel.messages.iter().filter(|one| one.text.contains("an update was promised for"));
    due.map(|message| message.text.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_channels_read_it_once_and_the_announcement_shows_the_latest() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    muster.break_down(System::Slack, "chat.postMessage", Fault::Drop(When::After), Some(2));
    let form = incident.press_on_card("grace", UPDATE).await;
    let refused = post(&muster, &form, "grace", "  ", "30m").await;
    assert!(refused["errors"]["text"].as_str().is_some_and(|why| why.contains("how it goes")), "{refused}");
    let shown = post(&muster, &form, "grace", "We roll back <!channel>", "30m").await;
    assert_eq!(shown["errors"], json!({}), "{shown}");

    let said = |place: &str| {
        let outside = muster.outside();
        let channel = outside.channel(place).expect("it is there").clone();
        channel.messages.into_iter().filter(|one| one.text.contains("We roll back")).collect::<Vec<_>>()
    };
    let in_both = async || {
        let all = [said("incidents"), said(&incident.channel().name)];
        let announcement = incident.in_public("announcement").remove(0).all_text();
        let card = incident.card().all_text();
        let shown = [announcement, card]
            .iter()
            .all(|text| text.contains("We roll back") && text.contains("next update by"));
        (all.iter().all(|all| !all.is_empty()) && shown).then_some(())
    };
    muster.until("everybody reads it", in_both).await;
    assert!(said("incidents")[0].text.contains("&lt;!channel&gt;"), "it pings nobody");
    incident.resolve("grace").await;
    assert_eq!(incident.end().await, Status::Resolved);
    assert_eq!((said("incidents").len(), said(&incident.channel().name).len()), (1, 1));
    assert_eq!(Leftovers::of(&muster.outside(), &incident.id, 2, End::Resolved).to_string(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leads_is_reminded_of_an_update_that_was_promised_and_does_not_come() {
    let muster = Muster::start().await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    incident.press_on_card("zoe", TAKE_COMMAND).await;
    let form = incident.press_on_card("grace", UPDATE).await;
    post(&muster, &form, "grace", "We look for the cause", "30m").await;
    let promised = async || incident.card().all_text().contains("next update by").then_some(());
    muster.until("the next is promised", promised).await;
    incident.pass(Duration::from_mins(29)).await;
    assert_eq!(reminders(&incident), [""; 0]);
    incident.pass(Duration::from_mins(2)).await;
    let reminded = async || (!reminders(&incident).is_empty()).then_some(());
    muster.until("somebody is reminded", reminded).await;
    let zoe = muster.person("zoe");
    assert!(reminders(&incident)[0].contains(&format!("<@{zoe}>: an update was promised for")));

    // The next one comes in time, and promises nothing.
    let form = incident.press_on_card("grace", UPDATE).await;
    post(&muster, &form, "grace", "We found it", "30m").await;
    let form = incident.press_on_card("grace", UPDATE).await;
    post(&muster, &form, "grace", "It is being rolled back", "none").await;
    let latest = async || incident.card().all_text().contains("It is being rolled back").then_some(());
    muster.until("the latest is on the card", latest).await;
    incident.pass(Duration::from_hours(2)).await;
    assert_eq!(reminders(&incident).len(), 1);
    incident.resolve("grace").await;
    assert_eq!(incident.end().await, Status::Resolved);
}

use muster_activities::Slack;
use muster_sandbox::{Fault, System, faults::When};
use muster_workflows::contract::chat::{Find, Look, Message, Purpose, Update};

use crate::{
    samples::{card, key, post, resolved},
    world::{As, World},
};

#[tokio::test]
async fn a_message_is_found_by_its_key() {
    let world = World::start().await;
    let input = post(Purpose::Announcement, Message::Announcement(card()));
    let find = Find { channel: input.channel.clone(), key: input.key.clone(), since: input.since };
    let run = Some("run-1".to_owned());
    let nothing = Look { found: None, run: run.clone() };
    assert_eq!(world.run(Slack::find, find.clone()).await.unwrap(), nothing);
    let posted = world.run(Slack::post, input).await.unwrap();
    assert_eq!(world.run(Slack::find, find).await.unwrap(), Look { found: Some(posted), run });
}

#[tokio::test]
async fn the_callers_own_look_holds_for_its_fast_attempt_alone() {
    let world = World::start().await;
    let mut input = post(Purpose::Announcement, Message::Announcement(card()));
    input.looked_in = Some("run-1".to_owned());
    world.fail_once(System::Slack, "chat.postMessage", Fault::Drop(When::After));
    assert!(!world.run(Slack::post, input.clone()).await.unwrap_err().is_final());
    world.run_durably(Slack::post, input).await.unwrap();
    assert_eq!(world.posted("incidents").len(), 1);
}

/// An operator took the workflow back to between the look and the post.
#[tokio::test]
async fn the_look_of_a_run_that_was_reset_does_not_hold() {
    let world = World::start().await;
    let mut input = post(Purpose::Announcement, Message::Announcement(card()));
    input.looked_in = Some("run-1".to_owned());
    let posted = world.run_as(As::Fast, "run-1", Slack::post, input.clone()).await.unwrap();
    assert_eq!(world.run_as(As::Fast, "run-2", Slack::post, input).await.unwrap(), posted);
}

#[tokio::test]
async fn messages_with_other_keys_are_others() {
    let world = World::start().await;
    for purpose in [Purpose::Reminder(1), Purpose::Reminder(2)] {
        world.run(Slack::post, post(purpose, Message::Alert(card()))).await.unwrap();
    }
    assert_eq!(world.posted("incidents").len(), 2);
}

#[tokio::test]
async fn a_message_is_found_behind_pages_of_others() {
    let world = World::start().await;
    let input = post(Purpose::Announcement, Message::Announcement(card()));
    let posted = world.run(Slack::post, input.clone()).await.unwrap();
    for n in 0..1_010 {
        world.write("ada", "incidents", &format!("message {n}"), None).await;
    }
    assert_eq!(world.run(Slack::post, input).await.unwrap(), posted);
}

#[tokio::test]
async fn an_update_replaces_and_keeps_the_key() {
    let world = World::start().await;
    let input = post(Purpose::Announcement, Message::Announcement(card()));
    let posted = world.run(Slack::post, input.clone()).await.unwrap();
    let mut over = card();
    over.resolved = Some(resolved());
    let update = Update {
        posted: posted.clone(),
        key: key(Purpose::Announcement),
        message: Message::Announcement(over),
    };
    world.run(Slack::update, update).await.unwrap();
    let messages = world.posted("incidents");
    assert_eq!(messages.len(), 1);
    assert!(messages[0]["text"].as_str().unwrap().starts_with("Resolved"), "{}", messages[0]["text"]);
    assert_eq!(world.run(Slack::post, input).await.unwrap(), posted);
}

#[tokio::test]
async fn a_channel_that_is_not_there_is_final_and_says_what_to_do() {
    let world = World::start().await;
    let mut input = post(Purpose::Announcement, Message::Announcement(card()));
    input.channel = "#nowhere".to_owned();
    let failed = world.run(Slack::post, input).await.unwrap_err();
    assert!(failed.is_final());
    assert_eq!(failed.kind(), "channel_not_found");
    assert!(failed.words().contains("invite Muster"), "{}", failed.words());
}

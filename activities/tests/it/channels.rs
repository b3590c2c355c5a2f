use muster_activities::Slack;
use muster_sandbox::{Fault, System, faults::When};
use muster_workflows::contract::chat::{ArchiveChannel, OpenChannel, SetTopic};
use serde_json::json;

use crate::world::World;

const NAME: &str = "inc-2026-11-22-checkout-k7f3qd";

fn input() -> OpenChannel {
    OpenChannel { name: NAME.to_owned() }
}

fn count(world: &World) -> usize {
    let channels = world.sandbox.dump()["slack"]["channels"].clone();
    channels
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["name"].as_str().unwrap_or("").starts_with("inc-"))
        .count()
}

#[tokio::test]
async fn a_channel_is_made_once_even_if_the_answer_was_lost() {
    let world = World::start().await;
    world.fail_once(System::Slack, "conversations.create", Fault::Drop(When::After));
    assert!(!world.run(Slack::open_channel, input()).await.unwrap_err().is_final());
    let channel = world.run_durably(Slack::open_channel, input()).await.unwrap();
    assert_eq!(world.run(Slack::open_channel, input()).await.unwrap(), channel);
    assert_eq!(channel.name, NAME);
    assert_eq!(channel.url, format!("{}/archives/{}", world.sandbox.url(), channel.id));
    assert_eq!(count(&world), 1);
}

#[tokio::test]
async fn a_channel_of_somebody_elses_is_left_alone() {
    let world = World::start().await;
    // The sandbox's people make no channels; Slack says the same as if one had.
    world.fail_once(System::Slack, "conversations.create", Fault::Error("name_taken".to_owned()));
    let channel = world.run(Slack::open_channel, input()).await.unwrap();
    assert_eq!(channel.name, format!("{NAME}-2"));
    assert_eq!(count(&world), 1);
}

#[tokio::test]
async fn a_topic_is_set_and_a_channel_archived_as_often_as_asked() {
    let world = World::start().await;
    let channel = world.run(Slack::open_channel, input()).await.unwrap().id;
    for _ in 0..2 {
        let topic = SetTopic { channel: channel.clone(), topic: "INC-K7F3QD · down".to_owned() };
        world.run(Slack::set_topic, topic).await.unwrap();
    }
    for _ in 0..2 {
        world.run(Slack::archive_channel, ArchiveChannel { channel: channel.clone() }).await.unwrap();
    }
    let held = world.channel(NAME);
    assert_eq!(held["is_archived"], json!(true));
    assert!(held["topic"].to_string().contains("INC-K7F3QD"), "{}", held["topic"]);
}

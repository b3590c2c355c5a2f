use muster_activities::Slack;
use muster_sandbox::{Fault, System, faults::When};
use muster_workflows::contract::chat::OpenChannel;

use crate::world::{As, World};

const NAME: &str = "inc-2026-11-22-checkout-k7f3qd";

fn input() -> OpenChannel {
    OpenChannel { name: NAME.to_owned(), private: false }
}

#[tokio::test]
async fn a_channel_says_where_it_opens() {
    let world = World::start().await;
    let channel = world.run(Slack::open_channel, input()).await.unwrap();
    assert_eq!(channel.name, NAME);
    assert_eq!(channel.url, format!("{}/archives/{}", world.sandbox.url(), channel.id));
}

#[tokio::test]
async fn a_private_channel_is_made_once_and_is_private() {
    let world = World::start().await;
    let input = OpenChannel { private: true, ..input() };
    world.fail_once(System::Slack, "conversations.create", Fault::Drop(When::After));
    assert!(!world.run(Slack::open_channel, input.clone()).await.unwrap_err().is_final());
    let channel = world.run_durably(Slack::open_channel, input).await.unwrap();
    assert_eq!((channel.name.as_str(), &world.channel(NAME)["is_private"]), (NAME, &true.into()));
}

#[tokio::test]
async fn a_channel_of_somebody_elses_is_left_alone() {
    let world = World::start().await;
    // The sandbox's people make no channels; Slack says the same as if one had.
    let name_taken = || {
        world.fail_once(System::Slack, "conversations.create", Fault::Error("name_taken".to_owned()));
    };
    for attempt in [As::Fast, As::Durable, As::Nth(3)] {
        name_taken();
        let failed = world.run_as(attempt, "run", Slack::open_channel, input()).await.unwrap_err();
        assert!(!failed.is_final(), "Slack may list it yet, and it may be ours: {failed:?}");
    }
    name_taken();
    let channel = world.run_as(As::Nth(4), "run", Slack::open_channel, input()).await.unwrap();
    assert_eq!(channel.name, format!("{NAME}-2"));
}

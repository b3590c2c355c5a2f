use muster_activities::Slack;
use muster_workflows::contract::chat::{Invite, OpenChannel};

use crate::world::World;

const NAME: &str = "inc-2026-11-22-checkout-k7f3qd";

fn invite(channel: &str, who: &[&str], and: &[&str]) -> Invite {
    Invite {
        channel: channel.to_owned(),
        who: who.iter().map(|party| party.parse().unwrap()).collect(),
        and: and.iter().map(|id| (*id).to_owned()).collect(),
    }
}

async fn channel(world: &World) -> String {
    world.run(Slack::open_channel, OpenChannel { name: NAME.to_owned(), private: false }).await.unwrap().id
}

fn members(world: &World) -> usize {
    world.channel(NAME)["members"].as_array().unwrap().len()
}

#[tokio::test]
async fn people_and_groups_are_invited_once_by_the_hundred() {
    let world = World::start().await;
    let channel = channel(&world).await;
    let input =
        invite(&channel, &["@everyone-eng", "@oncall", "S0ONCALL", "ada@example.test"], &["U0ADA", "U0KEN"]);
    let reached = world.run(Slack::invite, input).await.unwrap();
    assert_eq!((reached.people, reached.not.as_slice()), (130 + 3 + 1, [].as_slice()));
    // And Muster itself.
    assert_eq!(members(&world), 135);
}

#[tokio::test]
async fn who_cannot_be_found_or_invited_does_not_stop_the_others() {
    let world = World::start().await;
    let channel = channel(&world).await;
    let input = invite(
        &channel,
        &["nobody@example.test", "@nogroup", "U0DAN", "U0STELLA", "grace@example.test"],
        &[],
    );
    let reached = world.run(Slack::invite, input).await.unwrap();
    assert_eq!(reached.people, 1);
    assert_eq!(
        reached.not,
        [
            "nobody@example.test: users_not_found",
            "@nogroup: no_such_subteam",
            "U0DAN: cant_invite",
            "U0STELLA: no_external_invite_permission",
        ]
    );
}

#[tokio::test]
async fn where_none_can_be_invited_each_reason_is_told() {
    let world = World::start().await;
    let channel = channel(&world).await;
    let reached = world.run(Slack::invite, invite(&channel, &["U0DAN", "U0GINA"], &[])).await.unwrap();
    assert_eq!(reached.people, 0);
    assert_eq!(reached.not, ["U0DAN: cant_invite", "U0GINA: ura_max_channels"]);
}

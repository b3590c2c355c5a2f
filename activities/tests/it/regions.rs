//! Two regions hold the same declaration: one prompt stays, and one region owns the incident.

use std::pin::pin;

use futures::{future::join_all, join};
use muster_activities::Slack;
use muster_sandbox::{Fault, Rule, System, faults::When};
use muster_workflows::contract::chat::{MessageKey, Post, Prompted, Purpose};

use crate::{
    samples::{post, prompt},
    world::{As, Failed, Point, World},
};

const REGIONS: [&str; 2] = ["region-1", "region-2"];

/// The calls that a prompt takes.
fn points() -> [Point; 5] {
    [
        Point::in_slack("users.conversations", 0),
        Point::in_slack("auth.test", 0),
        Point::in_slack("conversations.history", 0),
        Point::in_slack("chat.postMessage", 0),
        Point::in_slack("conversations.history", 1),
    ]
}

/// Both have posted before either reads back, and what happens to them then.
#[tokio::test]
async fn of_two_that_have_both_posted_one_stays() {
    let history = Rule::new(System::Slack, "conversations.history", Fault::Status(503));
    let delete = |fault| Rule::new(System::Slack, "chat.delete", fault).times(1);
    let then = [
        ("nothing", None),
        ("one cannot read back", Some(history.clone().times(1))),
        ("neither can read back", Some(history.times(2))),
        ("the loser dies before it deletes", Some(delete(Fault::Drop(When::Before)))),
        ("the loser dies when it has deleted", Some(delete(Fault::Drop(When::After)))),
    ];
    join_all(then.map(async |(what, then)| {
        let (world, input) = (World::start().await, post(Purpose::Prompt, prompt()));
        let mut one = pin!(asks(&world, REGIONS[0], &input));
        let mut other = pin!(asks(&world, REGIONS[1], &input));
        for operation in ["conversations.history", "chat.postMessage"] {
            world.stop_at(&Point::in_slack(operation, 0), one.as_mut()).await;
            world.stop_at(&Point::in_slack(operation, 0), other.as_mut()).await;
        }
        assert_eq!(world.posted("incidents").len(), 2, "{what}");
        if let Some(rule) = then {
            world.sandbox.faults().add(rule);
        }
        one_owns(&world, &input, join!(one, other).into(), what).await;
    }))
    .await;
}

/// One hangs at a call while the other runs through.
#[tokio::test]
async fn wherever_one_hangs_one_owns() {
    join_all(points().map(async |at| {
        let (world, input) = (World::start().await, post(Purpose::Prompt, prompt()));
        let mut one = pin!(asks(&world, REGIONS[0], &input));
        world.stop_at(&at, one.as_mut()).await;
        let other = asks(&world, REGIONS[1], &input).await;
        one_owns(&world, &input, [one.await, other], &format!("{at:?}")).await;
    }))
    .await;
}

/// One dies at a call, the other runs through, and then the first is tried again.
#[tokio::test]
async fn wherever_one_dies_one_owns() {
    let points = points();
    let deaths = points.iter().flat_map(|at| [When::Before, When::After].map(|when| (at, when)));
    join_all(deaths.map(async |(at, when)| {
        let (world, input) = (World::start().await, post(Purpose::Prompt, prompt()));
        world.sandbox.faults().add(at.hit_by(Fault::Drop(when)));
        let one = asks(&world, REGIONS[0], &input).await;
        assert!(one.is_err(), "{when:?} {at:?}");
        let other = asks(&world, REGIONS[1], &input).await;
        one_owns(&world, &input, [one, other], &format!("{when:?} {at:?}")).await;
    }))
    .await;
}

/// Each is told again what it was told, and who was told nothing is told something; one owns.
async fn one_owns(world: &World, input: &Post, told: [Result<Prompted, Failed>; 2], what: &str) {
    let mut owners = 0;
    for (region, told) in REGIONS.into_iter().zip(told) {
        let again = world.run_as(As::Durable, region, Slack::prompt, of(region, input)).await.unwrap();
        if let Ok(told) = told {
            assert_eq!(told, again, "{what}: {region}");
        }
        owners += u32::from(matches!(again, Prompted::Owned(_)));
    }
    assert_eq!(owners, 1, "{what}");
    assert_eq!(world.posted("incidents").len(), 1, "{what}");
}

async fn asks(world: &World, region: &str, input: &Post) -> Result<Prompted, Failed> {
    world.run_as(As::Fast, region, Slack::prompt, of(region, input)).await
}

fn of(region: &str, input: &Post) -> Post {
    Post { key: MessageKey { author: region.to_owned(), ..input.key.clone() }, ..input.clone() }
}

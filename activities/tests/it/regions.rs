//! Two regions hold the same declaration: one prompt stays, and one region owns the incident.

use futures::{future::join_all, join};
use muster_activities::Slack;
use muster_sandbox::{Fault, Rule, System, faults::When};
use muster_workflows::contract::chat::{MessageKey, Post, Prompted, Purpose};

use crate::{
    samples::{post, prompt},
    world::{As, Failed, World},
};

const REGIONS: [&str; 2] = ["region-1", "region-2"];

/// Both have posted before either reads back, and what happens to them then.
#[tokio::test(flavor = "multi_thread")]
async fn of_two_that_have_both_posted_one_stays() {
    let history = |fault| Rule::new(System::Slack, "conversations.history", fault);
    let delete = |fault| Rule::new(System::Slack, "chat.delete", fault);
    let slowly = Fault::DelayMs(3_000);
    let then = [
        ("nothing", None),
        ("one cannot read back", Some(history(Fault::Status(503)).times(1))),
        ("neither can read back", Some(history(Fault::Status(503)).times(2))),
        ("the loser dies before it deletes", Some(delete(Fault::Drop(When::Before)).times(1))),
        ("the loser dies when it has deleted", Some(delete(Fault::Drop(When::After)).times(1))),
    ];
    join_all(then.map(async |(what, rule)| {
        let world = World::start().await;
        let faults = world.sandbox.faults();
        // Both see that there is none, and post before the other is answered.
        faults.add(history(slowly.clone()).times(2));
        let posts = Rule::new(System::Slack, "chat.postMessage", slowly.clone()).times(2);
        let posts = faults.add(posts);
        if let Some(rule) = rule {
            faults.add(rule);
        }
        let input = post(Purpose::Prompt, prompt());
        let both_posted = async {
            world.until_hits(posts, 2).await;
            world.posted("incidents").len()
        };
        let (one, other, posted) =
            join!(asks(&world, REGIONS[0], &input), asks(&world, REGIONS[1], &input), both_posted);
        assert_eq!(posted, 2, "{what}");
        one_owns(&world, &input, [one, other], what).await;
    }))
    .await;
}

/// One region runs through while the other hangs or dies at one of its calls.
#[tokio::test(flavor = "multi_thread")]
async fn wherever_one_hangs_or_dies_one_owns() {
    let calls = [
        ("users.conversations", 0),
        ("auth.test", 0),
        ("conversations.history", 0),
        ("chat.postMessage", 0),
        ("conversations.history", 1),
    ];
    let faults = [Fault::DelayMs(1_500), Fault::Drop(When::After), Fault::Drop(When::Before)];
    let points = calls.iter().flat_map(|call| faults.iter().map(move |fault| (call, fault)));
    join_all(points.map(async |((operation, after), fault)| {
        let world = World::start().await;
        let rule = Rule::new(System::Slack, *operation, fault.clone()).after(*after).times(1);
        let rule = world.sandbox.faults().add(rule);
        let input = post(Purpose::Prompt, prompt());
        let other = async {
            world.until_hits(rule, 1).await;
            asks(&world, REGIONS[1], &input).await
        };
        let said = join!(asks(&world, REGIONS[0], &input), other);
        one_owns(&world, &input, said.into(), &format!("{fault:?} at {operation} {after}")).await;
    }))
    .await;
}

/// Whatever each was told, it is told the same again, and once nothing fails any more one owns.
async fn one_owns(world: &World, input: &Post, said: [Result<Prompted, Failed>; 2], what: &str) {
    let mut owners = 0;
    for (region, said) in REGIONS.into_iter().zip(said) {
        let again = asks_durably(world, region, input).await;
        if let Ok(said) = said {
            assert_eq!(said, again, "{what}: {region}");
        }
        owners += u32::from(matches!(again, Prompted::Owned(_)));
    }
    assert_eq!(owners, 1, "{what}");
    assert_eq!(world.posted("incidents").len(), 1, "{what}");
}

async fn asks(world: &World, region: &str, input: &Post) -> Result<Prompted, Failed> {
    world.run_as(As::Local, region, Slack::prompt, of(region, input)).await
}

async fn asks_durably(world: &World, region: &str, input: &Post) -> Prompted {
    world.run_as(As::Durable, region, Slack::prompt, of(region, input)).await.unwrap()
}

fn of(region: &str, input: &Post) -> Post {
    Post { key: MessageKey { author: region.to_owned(), ..input.key.clone() }, ..input.clone() }
}

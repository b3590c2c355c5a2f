//! The prompt, by which Slack arbitrates between regions that hold the same declaration.

use jiff::SignedDuration;
use muster_activities::Slack;
use muster_workflows::contract::chat::{MessageKey, Post, Prompted, Purpose};

use crate::{
    samples::{post, prompt},
    world::{As, World},
};

fn ask() -> Post {
    post(Purpose::Prompt, prompt())
}

fn as_author(author: &str, post: Post) -> Post {
    Post { key: MessageKey { author: author.to_owned(), ..post.key }, ..post }
}

#[tokio::test]
async fn a_workflow_that_was_reset_still_owns_its_prompt() {
    let world = World::start().await;
    let first = world.run_as(As::Fast, "run-1", Slack::prompt, ask()).await.unwrap();
    let reset = world.run_as(As::Fast, "run-2", Slack::prompt, ask()).await.unwrap();
    assert_eq!(first, reset);
    assert!(matches!(first, Prompted::Owned(_)));
    assert_eq!(world.posted("incidents").len(), 1);
}

/// A form stays open while no region answers, and every submission has its own time.
#[tokio::test]
async fn another_regions_prompt_is_seen_hours_later() {
    let world = World::start().await;
    let first = world.run(Slack::prompt, as_author("region-1", ask())).await.unwrap();
    assert!(matches!(first, Prompted::Owned(_)));
    let ask = ask();
    let later = Post { since: ask.since + SignedDuration::from_hours(3), ..as_author("region-2", ask) };
    assert_eq!(world.run(Slack::prompt, later).await.unwrap(), Prompted::Superseded);
    assert_eq!(world.posted("incidents").len(), 1);
}

//! The prompt, by which Slack arbitrates between regions that hold the same declaration.

use jiff::SignedDuration;
use muster_activities::Slack;
use muster_workflows::contract::chat::{MessageKey, Post, Prompted, Purpose};

use crate::{
    samples::{key, post, prompt},
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

/// What an older version scheduled says no author, and what it posted is marked with the run that posted.
#[tokio::test]
async fn an_input_without_author_is_its_runs() {
    let world = World::start().await;
    let ask = as_author("", ask());
    let posted = world.run_as(As::Fast, "run-1", Slack::prompt, ask.clone()).await.unwrap();
    assert_eq!(world.run_as(As::Durable, "run-1", Slack::prompt, ask.clone()).await.unwrap(), posted);
    let of_its_new_version = as_author("run-1", ask.clone());
    assert_eq!(world.run_as(As::Fast, "run-2", Slack::prompt, of_its_new_version).await.unwrap(), posted);
    assert_eq!(world.run_as(As::Fast, "run-3", Slack::prompt, ask).await.unwrap(), Prompted::Superseded);
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

#[test]
fn the_key_of_an_older_input_reads() {
    let older = serde_json::json!({"declaration": "V0SAMPLE", "purpose": "prompt"});
    let read: MessageKey = serde_json::from_value(older).unwrap();
    assert_eq!(read, MessageKey { author: String::new(), ..key(Purpose::Prompt) });
}

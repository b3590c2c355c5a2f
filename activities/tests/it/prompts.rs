use muster_activities::Slack;
use muster_sandbox::{Fault, System, faults::When};
use muster_workflows::contract::chat::{Prompted, Purpose};

use crate::{
    samples::{post, prompt},
    world::{As, World},
};

#[tokio::test]
async fn a_prompt_is_posted_once() {
    let world = World::start().await;
    let input = post(Purpose::Prompt, prompt());
    let first = world.run(Slack::prompt, input.clone()).await.unwrap();
    let again = world.run(Slack::prompt, input).await.unwrap();
    assert_eq!(first, again);
    assert!(matches!(first, Prompted::Owned(_)));
    assert_eq!(world.posted("incidents").len(), 1);
}

#[tokio::test]
async fn a_prompt_whose_answer_was_lost_is_still_its_own() {
    let world = World::start().await;
    let input = post(Purpose::Prompt, prompt());
    world.fail_once(System::Slack, "chat.postMessage", Fault::Drop(When::After));
    let failed = world.run(Slack::prompt, input.clone()).await.unwrap_err();
    assert!(!failed.is_final(), "{failed:?}");
    let owned = world.run_durably(Slack::prompt, input).await.unwrap();
    assert!(matches!(owned, Prompted::Owned(_)));
    assert_eq!(world.posted("incidents").len(), 1);
}

#[tokio::test]
async fn another_regions_prompt_is_superseded() {
    let world = World::start().await;
    let input = post(Purpose::Prompt, prompt());
    let first = world.run_as(As::Local, "region-1", Slack::prompt, input.clone()).await.unwrap();
    let second = world.run_as(As::Local, "region-2", Slack::prompt, input.clone()).await.unwrap();
    assert!(matches!(first, Prompted::Owned(_)));
    assert_eq!(second, Prompted::Superseded);
    assert_eq!(world.posted("incidents").len(), 1);
    // The owner hears the same again.
    assert_eq!(world.run_as(As::Durable, "region-1", Slack::prompt, input).await.unwrap(), first);
}

#[tokio::test]
async fn of_two_regions_at_once_one_owns() {
    let world = World::start().await;
    let input = post(Purpose::Prompt, prompt());
    let (one, other) = tokio::join!(
        world.run_as(As::Local, "region-1", Slack::prompt, input.clone()),
        world.run_as(As::Local, "region-2", Slack::prompt, input.clone()),
    );
    let owners =
        [one.unwrap(), other.unwrap()].iter().filter(|who| matches!(who, Prompted::Owned(_))).count();
    assert_eq!(owners, 1);
    assert_eq!(world.posted("incidents").len(), 1);
}

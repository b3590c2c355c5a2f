use muster_activities::Confluence;
use muster_sandbox::{Fault, System, faults::When};
use muster_workflows::{
    contract::page::CreatePage,
    domain::{Event, Person, PostMortemPlan, Severity, Timeline},
};
use serde_json::Value;

use crate::{
    samples::{card, facts, reference, resolved},
    world::World,
};

fn create() -> CreatePage {
    let mut card = card();
    card.resolved = Some(resolved());
    let mut timeline = Timeline::default();
    let by = Person::in_slack("U0ADA", "Inês <Ops> & Co\u{1}");
    timeline.record(facts().declared_at, Event::Declared { by, severity: Severity::MAJOR });
    CreatePage {
        plan: PostMortemPlan { space: "SP".to_owned(), parent: None },
        title: format!("{}: Checkout is down (2026-11-22)", reference()),
        card,
        timeline,
    }
}

fn pages(world: &World) -> Vec<Value> {
    world.sandbox.dump()["confluence"]["pages"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_page_is_made_once_even_if_the_answer_was_lost() {
    let world = World::start().await;
    world.fail_once(System::Confluence, "createPage", Fault::Drop(When::After));
    assert!(!world.run(Confluence::create, create()).await.unwrap_err().is_final());
    let page = world.run_durably(Confluence::create, create()).await.unwrap();
    assert_eq!(world.run(Confluence::create, create()).await.unwrap(), page);
    let held = pages(&world);
    assert_eq!(held.len(), 1);
    assert_eq!((&held[0]["id"], &held[0]["url"]), (&Value::from(page.id), &Value::from(page.url)));
}

#[tokio::test]
async fn of_two_at_once_one_makes_it_and_both_have_it() {
    let world = World::start().await;
    let (one, other) =
        tokio::join!(world.run(Confluence::create, create()), world.run(Confluence::create, create()));
    assert_eq!(one.unwrap(), other.unwrap());
    assert_eq!(pages(&world).len(), 1);
}

#[tokio::test]
async fn it_tells_what_is_known_and_leaves_the_rest_to_people() {
    let world = World::start().await;
    world.run(Confluence::create, create()).await.unwrap();
    insta::assert_snapshot!(pages(&world)[0]["body"].as_str().unwrap());
}

#[tokio::test]
async fn a_space_that_is_not_there_is_final() {
    let world = World::start().await;
    let mut input = create();
    input.plan.space = "NOWHERE".to_owned();
    let failed = world.run(Confluence::create, input).await.unwrap_err();
    assert!(failed.is_final());
    assert_eq!(failed.words(), "Confluence: there is no space NOWHERE that Muster can see");
}

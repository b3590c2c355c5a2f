use muster_activities::Confluence;
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
async fn it_tells_what_is_known_and_leaves_the_rest_to_people() {
    let world = World::start().await;
    let page = world.run(Confluence::create, create()).await.unwrap();
    let held = &pages(&world)[0];
    assert_eq!((&held["id"], &held["url"]), (&Value::from(page.id), &Value::from(page.url)));
    insta::assert_snapshot!(held["body"].as_str().unwrap());
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

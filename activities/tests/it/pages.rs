use jiff::SignedDuration;
use muster_activities::Confluence;
use muster_sandbox::{Fault, Rule, System};
use muster_workflows::{
    contract::{
        page::{CreatePage, UpdatePage, Whose},
        transcript::Marked,
    },
    domain::{Event, Link, Person, Severity, Timeline},
};
use serde_json::{Value, json};

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
        plan: crate::samples::post_mortem_plan(),
        title: format!("{}: Checkout is down (2026-11-22)", reference()),
        card,
        timeline,
        follow_ups: vec![link("INC-7: Renew <it>")],
        marked: vec![Marked {
            at: facts().declared_at - SignedDuration::from_secs(60),
            text: "All <payments> fail".to_owned(),
            by: "Zoé & Co".to_owned(),
            url: "https://example.test/archives/C1/p1?a=1&b=2".to_owned(),
        }],
    }
}

fn link(name: &str) -> Link {
    Link { name: name.to_owned(), url: format!("https://example.test/{}", name.len()) }
}

/// Somebody else changes the page, by the account that is Muster's too.
async fn change(world: &World, page: &str, change: Value) {
    let url = format!("{}/confluence/wiki/api/v2/pages/{page}", world.sandbox.url());
    let mut body = json!({
        "id": page, "status": "current", "title": create().title,
        "body": {"representation": "storage", "value": "<p>It was the certificate.</p>"},
        "version": {"number": 2},
    });
    for (key, value) in change.as_object().unwrap() {
        body[key] = value.clone();
    }
    let http = reqwest::Client::new();
    let answer = http.put(url).basic_auth("sandbox@example.test", Some("sandbox")).json(&body).send();
    assert!(answer.await.unwrap().status().is_success());
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

#[tokio::test]
async fn it_is_written_anew_as_long_as_it_is_musters() {
    let world = World::start().await;
    let id = world.run(Confluence::create, create()).await.unwrap().id;
    let mut says = create();
    for (name, versions) in [("INC-8: Watch it", 2), ("INC-8: Watch it", 2), ("INC-9: Test it", 3)] {
        says.follow_ups = vec![link(name)];
        let update = UpdatePage { id: id.clone(), says: says.clone() };
        assert_eq!(world.run(Confluence::update, update).await.unwrap(), Whose::Musters);
        let held = &pages(&world)[0];
        assert!(held["body"].as_str().unwrap().contains(name), "{held}");
        assert_eq!(held["versions"].as_array().unwrap().len(), versions, "{name}");
    }
}

#[tokio::test]
async fn what_people_wrote_moved_or_deleted_is_left_alone() {
    let update =
        |id: &str| UpdatePage { id: id.to_owned(), says: CreatePage { follow_ups: Vec::new(), ..create() } };
    for by_hand in
        [json!({}), json!({"title": "Ours now"}), json!({"version": {"number": 2, "message": "typo"}})]
    {
        let world = World::start().await;
        let id = world.run(Confluence::create, create()).await.unwrap().id;
        change(&world, &id, by_hand.clone()).await;
        let before = pages(&world);
        assert_eq!(world.run(Confluence::update, update(&id)).await.unwrap(), Whose::Peoples, "{by_hand}");
        assert_eq!(pages(&world), before, "{by_hand}");
    }
    let world = World::start().await;
    assert_eq!(world.run(Confluence::update, update("4711")).await.unwrap(), Whose::Peoples);
}

/// Between the look and the writing somebody writes.
#[tokio::test]
async fn what_somebody_writes_in_the_same_moment_stays() {
    let world = World::start().await;
    let id = world.run(Confluence::create, create()).await.unwrap().id;
    let says = CreatePage { follow_ups: Vec::new(), ..create() };
    let look = Rule::new(System::Confluence, "getPageById", Fault::DelayMs(500)).times(1);
    let look = world.sandbox.faults().add(look);
    let update = world.run(Confluence::update, UpdatePage { id: id.clone(), says });
    let by_hand = async {
        world.is_done(look).await;
        change(&world, &id, json!({})).await;
    };
    let (whose, ()) = tokio::join!(update, by_hand);
    assert_eq!(whose.unwrap(), Whose::Peoples);
    assert_eq!(pages(&world)[0]["body"], "<p>It was the certificate.</p>");
}

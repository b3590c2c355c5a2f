use muster_activities::{PagerDuty, config::PagerDutyConfig};
use muster_sandbox::{Fault, System};
use muster_workflows::contract::pager::{DedupKey, Trigger};
use serde_json::{Value, json};

use crate::{
    samples::{dedup_key, facts, trigger},
    world::World,
};

fn alerts(world: &World) -> Vec<Value> {
    world.sandbox.dump()["pagerduty"]["alerts"].as_array().unwrap().clone()
}

#[tokio::test]
async fn who_is_paged_reads_what_is_wrong_and_where_to_go() {
    let world = World::start().await;
    world.run(PagerDuty::trigger, trigger()).await.unwrap();
    let alert = alerts(&world).remove(0);
    let facts = facts();
    let summary = format!("{} ({}): {}", facts.reference, facts.severity_name, facts.title);
    assert_eq!((&alert["summary"], &alert["severity"]), (&json!(summary), &json!("critical")));
    assert_eq!((&alert["source"], &alert["client"]), (&json!("Checkout"), &json!("Muster")));
    assert_eq!(alert["client_url"], "https://example.test/archives/C1");
    assert_eq!(alert["links"][0]["text"], "#inc-checkout");
    assert_eq!(alert["details"]["declared_by"], "Ada Lovelace");
}

#[tokio::test]
async fn an_alert_before_anything_is_opened_has_no_links() {
    let world = World::start().await;
    let trigger = Trigger { links: Vec::new(), channel_url: None, ..trigger() };
    world.run(PagerDuty::trigger, trigger).await.unwrap();
    let alert = alerts(&world).remove(0);
    assert_eq!((&alert["links"], &alert["client_url"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn one_that_is_resolved_is_opened_anew_and_what_is_over_stays_so() {
    let world = World::start().await;
    world.run(PagerDuty::resolve, dedup_key()).await.unwrap();
    for _ in 0..2 {
        world.run(PagerDuty::trigger, trigger()).await.unwrap();
        world.run(PagerDuty::resolve, dedup_key()).await.unwrap();
    }
    world.run(PagerDuty::acknowledge, dedup_key()).await.unwrap();
    let statuses: Vec<_> = alerts(&world).into_iter().map(|alert| alert["status"].clone()).collect();
    assert_eq!(statuses, ["resolved", "resolved"]);
}

#[tokio::test]
async fn without_a_key_it_says_what_to_set() {
    let mut world = World::start().await;
    world.config.pagerduty.routing_key = None;
    let failed = world.run(PagerDuty::trigger, trigger()).await.unwrap_err();
    assert!(failed.is_final());
    assert_eq!(
        failed.words(),
        "PagerDuty: the worker has no routing key. Set MUSTER_PAGERDUTY_ROUTING_KEY for it, or take the steps \"page\" and \"end-page\" out of the plan."
    );
    assert_eq!(world.calls("enqueue"), 0);
}

#[tokio::test]
async fn a_key_that_is_wrong_is_refused_in_pagerdutys_words_and_not_told() {
    let mut world = World::start().await;
    let config = world.config.pagerduty.clone();
    for (key, words) in [
        ("short", "PagerDuty: Length of 'routing_key' is incorrect (should be 32 characters)"),
        ("0123456789abcdef0123456789abcdef", "PagerDuty: Invalid routing key"),
    ] {
        world.config.pagerduty = PagerDutyConfig { routing_key: Some(key.into()), ..config.clone() };
        let failed = world.run(PagerDuty::trigger, trigger()).await.unwrap_err();
        assert_eq!((failed.is_final(), failed.words().as_str()), (true, words));
        assert!(!format!("{failed:?}").contains(key));
    }
}

/// A page for people where the API was to answer, as of a proxy: it was not taken.
#[tokio::test]
async fn a_page_is_no_answer() {
    let world = World::start().await;
    world.fail_once(System::PagerDuty, "enqueue", Fault::Html(true));
    assert!(!world.run(PagerDuty::trigger, trigger()).await.unwrap_err().is_final());
    world.run(PagerDuty::trigger, trigger()).await.unwrap();
}

#[test]
fn the_longest_key_is_one_of_pagerdutys() {
    let longest = "V".repeat(64).parse().unwrap();
    assert!(DedupKey::of(&longest).as_str().len() <= 255);
}

//! The outside world failing on request.

use std::time::{Duration, Instant};

use muster_sandbox::faults::When;
use muster_sandbox::{Fault, Rule, System};
use serde_json::{Value, json};

use crate::world::World;

const POST: &str = "chat.postMessage";

fn told(world: &World, fault: Fault) {
    world.sandbox.faults().add(Rule::new(System::Slack, POST, fault).times(1));
}

fn count(world: &World) -> usize {
    world.held("incidents")["messages"].as_array().unwrap().len()
}

fn post(world: &World) -> reqwest::RequestBuilder {
    world.request(POST).form(&[("channel", "C0INCIDENTS"), ("text", "x")])
}

#[tokio::test]
async fn a_connection_dropped_before_has_done_nothing_and_after_has_done_it() {
    let world = World::new().await;
    told(&world, Fault::Drop(When::Before));
    assert!(post(&world).send().await.is_err());
    assert_eq!(count(&world), 0);
    told(&world, Fault::Drop(When::After));
    assert!(post(&world).send().await.is_err());
    assert_eq!(count(&world), 1);
    assert_eq!(post(&world).send().await.unwrap().status(), 200);
    assert_eq!(count(&world), 2);
}

#[tokio::test]
async fn answers_that_are_not_what_slack_promises() {
    let world = World::new().await;
    told(&world, Fault::Status(503));
    assert_eq!(post(&world).send().await.unwrap().status(), 503);
    told(&world, Fault::RateLimited(2));
    let limited = post(&world).send().await.unwrap();
    assert_eq!((limited.status().as_u16(), limited.headers()["Retry-After"].to_str().unwrap()), (429, "2"));
    told(&world, Fault::Html(true));
    let html = post(&world).send().await.unwrap();
    assert_eq!(html.status(), 200);
    assert!(html.text().await.unwrap().starts_with("<!doctype html>"));
    told(&world, Fault::Error("channel_not_found".to_owned()));
    let refused = post(&world).send().await.unwrap().json::<Value>().await.unwrap();
    assert_eq!(refused, json!({"ok": false, "error": "channel_not_found"}));
    assert_eq!(count(&world), 0);
}

#[tokio::test]
async fn a_slow_answer_was_done_at_once_and_a_hanging_one_never() {
    let world = World::new().await;
    told(&world, Fault::DelayMs(60_000));
    assert!(post(&world).timeout(Duration::from_millis(200)).send().await.unwrap_err().is_timeout());
    assert_eq!(count(&world), 1);
    told(&world, Fault::Hang(true));
    assert!(post(&world).timeout(Duration::from_millis(200)).send().await.unwrap_err().is_timeout());
    assert_eq!(count(&world), 1);
    assert!(world.sandbox.faults().rules().iter().all(|rule| rule.hits == 1));

    // The server learns a moment later that its caller gave up.
    let mut changes = world.sandbox.core().changes();
    let unanswered = |world: &World| {
        let calls = world.sandbox.core().log.calls();
        calls.iter().filter(|call| call.operation == POST && call.status.is_none()).count() == 2
    };
    while !unanswered(&world) {
        tokio::time::timeout(Duration::from_secs(5), changes.changed()).await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn the_controls_set_and_remove_faults_and_move_the_clock() {
    let world = World::new().await;
    let control = |path: &str| format!("{}/_sandbox/{path}", world.sandbox.url());
    let bad = world.http.post(control("faults")).json(&json!({"system": "fax"})).send().await.unwrap();
    assert_eq!(bad.status(), 400);
    let rule = json!({"system": "slack", "operation": POST, "fault": {"status": 500}});
    let added: Value =
        world.http.post(control("faults")).json(&rule).send().await.unwrap().json().await.unwrap();
    assert_eq!(post(&world).send().await.unwrap().status(), 500);
    let removed = world.http.delete(control(&format!("faults/{}", added["id"]))).send().await.unwrap();
    assert_eq!(removed.status(), 204);
    assert_eq!(post(&world).send().await.unwrap().status(), 200);

    world.http.post(control("latency")).json(&json!({"ms": 50})).send().await.unwrap();
    let started = Instant::now();
    post(&world).send().await.unwrap();
    assert!(started.elapsed() >= Duration::from_millis(50));

    let set = json!({"set": "2026-03-29T01:30:00Z"});
    world.http.post(control("clock")).json(&set).send().await.unwrap();
    world.http.post(control("clock")).json(&json!({"advance_seconds": 86_400})).send().await.unwrap();
    let dump: Value = world.http.get(control("dump")).send().await.unwrap().json().await.unwrap();
    assert!(dump["clock"]["now"].as_str().unwrap().starts_with("2026-03-30T01:30"));
    assert_eq!(dump["requests"][0]["status"], 500);

    assert_eq!(world.http.post(control("reset")).send().await.unwrap().status(), 204);
    assert_eq!(count(&world), 0);
}

#[tokio::test]
async fn each_change_is_told() {
    let world = World::new().await;
    let mut stream =
        world.http.get(format!("{}/_sandbox/changes", world.sandbox.url())).send().await.unwrap();
    let first = stream.chunk().await.unwrap().unwrap();
    assert!(first.starts_with(b"data: "));
    post(&world).send().await.unwrap();
    let next = tokio::time::timeout(Duration::from_secs(5), stream.chunk()).await.unwrap().unwrap().unwrap();
    assert!(next.starts_with(b"data: ") && next != first);
}

//! The starter as people in Slack meet it, as far as that needs no Temporal: what it refuses, the forms, and
//! that nothing is said to be taken which is not.

#![allow(clippy::unwrap_used, reason = "what a test cannot do without fails it")]

#[path = "slack/harness.rs"]
mod harness;

use std::time::{Duration, Instant};

use harness::{Bench, now};
use reqwest::StatusCode;
use serde_json::{Value, json};

/// Slack waits 3 s.
const SLACKS_PATIENCE: Duration = Duration::from_secs(3);

#[tokio::test]
async fn what_is_not_signed_now_by_slack_is_not_read() {
    let bench = Bench::start().await;
    for path in ["commands", "interactions", "events"] {
        let unsigned =
            reqwest::Client::new().post(format!("{}/slack/{path}", bench.url)).body("{}").send().await;
        assert_eq!(unsigned.unwrap().status(), StatusCode::UNAUTHORIZED);
        assert_eq!(bench.send(path, "{}", "another secret", now()).await, StatusCode::UNAUTHORIZED);
        for age in [-310, 310] {
            let status = bench.send(path, "{}", "sandbox-signing-secret", now() + age).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{age} s");
        }
        assert_eq!(bench.send_signed(path, "what is this").await, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(bench.send_signed(path, &"a".repeat(1_100_000)).await, StatusCode::PAYLOAD_TOO_LARGE);
    }
    for payload in ["payload=%7B%7D", "payload=%7B%22type%22%3A%22block_actions%22%7D"] {
        assert_eq!(bench.send_signed("interactions", payload).await, StatusCode::BAD_REQUEST, "{payload}");
    }
}

#[tokio::test]
async fn slack_may_see_that_the_app_is_there() {
    let bench = Bench::start().await;
    let challenge = json!({"type": "url_verification", "challenge": "3eZbrw1a"}).to_string();
    assert_eq!(bench.send_signed("events", &challenge).await, StatusCode::OK);
    let get = async |path: &str| reqwest::get(format!("{}/{path}", bench.url)).await.unwrap().status();
    assert_eq!(get("healthz").await, StatusCode::OK);
    assert_eq!(get("readyz").await, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn guests_are_refused_with_the_reason() {
    let bench = Bench::start().await;
    for guest in ["gus", "gina"] {
        for command in ["/incident", "/incident list", "/incident resolve", "/incident resolve INC-K7F3QD"] {
            let shown = bench.command(guest, command).await;
            assert!(Bench::told(&shown).starts_with("You are a guest"), "{shown:#}");
            assert!(shown["view"].is_null(), "{shown:#}");
        }
        let shown = bench.act("shortcut", json!({"as": guest, "callback_id": "declare_incident"})).await;
        let notice = shown["view"].to_string();
        assert!(notice.contains("You are a guest") && !notice.contains("Submit"), "{notice}");
    }
}

#[tokio::test]
async fn help_is_there_for_whoever_asks_or_mistypes() {
    let bench = Bench::start().await;
    let help = Bench::told(&bench.command("ada", "/incident help").await).to_owned();
    assert!(help.starts_with("/incident: declare an incident"), "{help}");
    let shown = bench.command("ada", "/incident <!channel>").await;
    assert!(
        Bench::told(&shown).starts_with("There is no /incident &lt;!channel&gt;. There is:"),
        "{shown:#}"
    );
    let shown = bench.command("ada", "/incident resolve it").await;
    assert!(Bench::told(&shown).contains("is no reference"), "{shown:#}");
}

#[tokio::test]
async fn command_and_shortcut_open_the_same_form() {
    let bench = Bench::start().await;
    let by_command = bench.command("ada", "/incident").await;
    let by_shortcut = bench.act("shortcut", json!({"as": "zoe", "callback_id": "declare_incident"})).await;
    assert_eq!(by_command["view"]["callback_id"], "declare", "{by_command:#}");
    assert_eq!(by_command["view"]["blocks"], by_shortcut["view"]["blocks"]);
    assert_eq!(by_command["ephemerals"], json!([]));
}

async fn submit(bench: &Bench, values: Value) -> Value {
    let opened = bench.command("ada", "/incident").await;
    let form = json!({"as": "ada", "view_id": opened["view"]["id"], "values": values, "unchecked": true});
    bench.act("submit", form).await
}

#[tokio::test]
async fn each_mistake_is_told_at_its_field() {
    let bench = Bench::start().await;
    let shown = submit(&bench, json!({})).await;
    assert_eq!(shown["errors"]["title"], "Say in a few words what is wrong.", "{shown:#}");
    assert_eq!(shown["errors"]["severity"], "Choose how bad it is.");
    let shown =
        submit(&bench, json!({"title": "x".repeat(151), "severity": "1", "since": now() + 3600})).await;
    assert!(shown["errors"]["title"].as_str().unwrap().contains("at most 150"), "{shown:#}");
    assert!(shown["errors"]["since"].as_str().unwrap().contains("future"));
}

#[tokio::test]
async fn while_temporal_is_silent_the_form_stays_as_it_is() {
    let bench = Bench::start().await;
    let started = Instant::now();
    let shown =
        submit(&bench, json!({"title": "Checkout fails", "severity": "1", "services": ["checkout"]})).await;
    assert!(started.elapsed() < SLACKS_PATIENCE);
    let why = shown["errors"]["title"].as_str().unwrap();
    assert!(why.starts_with("Not taken yet: Temporal") && why.contains("still here"), "{why}");
    assert_eq!(shown["view"]["state"]["values"]["title"]["title"]["value"], "Checkout fails", "{shown:#}");
}

#[tokio::test]
async fn while_temporal_is_silent_commands_say_so() {
    let bench = Bench::start().await;
    for command in ["/incident list", "/incident resolve", "/incident resolve INC-K7F3QD"] {
        let shown = bench.command("ada", command).await;
        assert!(Bench::told(&shown).starts_with("Not taken yet: Temporal"), "{shown:#}");
    }
}

#[tokio::test]
async fn a_pasted_command_that_cannot_be_taken_comes_again() {
    let bench = Bench::start().await;
    bench.act("message", json!({"as": "ada", "channel": "#incidents", "text": "`resolve INC-K7F3QD`"})).await;
    let events = bench.events_answered(2).await;
    assert_eq!(events, [("503".to_owned(), 0), ("503".to_owned(), 1)]);

    let dump = bench.sandbox.dump();
    let told = dump["slack"]["ephemerals"].as_array().unwrap();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told[0]["channel"], "C0INCIDENTS");
    assert!(told[0]["text"].as_str().unwrap().starts_with("Not taken yet: Temporal"));
}

#[tokio::test]
async fn what_is_not_said_to_muster_is_left_alone() {
    let bench = Bench::start().await;
    for (event_id, event) in [
        (
            "Ev1",
            json!({"type": "message", "channel": "C0RANDOM", "channel_type": "channel", "user": "U0ADA",
            "text": "resolve INC-K7F3QD"}),
        ),
        (
            "Ev2",
            json!({"type": "message", "channel": "C0INCIDENTS", "channel_type": "channel", "bot_id": "B1",
            "text": "resolve INC-K7F3QD"}),
        ),
        ("Ev3", json!({"type": "channel_created", "channel": {"id": "C1", "name": "new"}})),
    ] {
        let delivery = json!({"type": "event_callback", "event_id": event_id, "event": event}).to_string();
        assert_eq!(bench.send_signed("events", &delivery).await, StatusCode::OK, "{event_id}");
    }
    assert_eq!(bench.sandbox.dump()["slack"]["ephemerals"], json!([]));
}

#[tokio::test]
async fn stopping_finishes_what_is_under_way() {
    let bench = Bench::start().await;
    let url = format!("{}/readyz", bench.url);
    let under_way = tokio::spawn(async move { reqwest::get(url).await.unwrap().status() });
    bench.temporal_is_asked().await;
    bench.stop().await;
    assert_eq!(under_way.await.unwrap(), StatusCode::SERVICE_UNAVAILABLE);
}

//! The starter as people in Slack meet it, as far as that needs no Temporal: what it refuses, the forms, and
//! that nothing is said to be taken which is not.

#![allow(clippy::unwrap_used, reason = "what a test cannot do without fails it")]

#[path = "slack/alerts.rs"]
mod alerts;
#[path = "slack/browser.rs"]
mod browser;
#[path = "slack/edges.rs"]
mod edges;
#[path = "slack/harness.rs"]
mod harness;
#[path = "slack/process.rs"]
mod process;
#[path = "slack/raw.rs"]
mod raw;
#[path = "slack/sign_in.rs"]
mod sign_in;
#[path = "slack/socket.rs"]
mod socket;

use std::time::{Duration, Instant};

use harness::{Bench, Ears, now};
use muster_sandbox::{Fault, Rule, System};
use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::net::TcpListener;

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
    assert_eq!(get("readyz").await, StatusCode::OK, "the outbox is");
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
async fn what_is_declared_while_temporal_is_silent_is_saved() {
    let bench = Bench::start().await;
    let started = Instant::now();
    let shown = submit(&bench, json!({"title": "Checkout fails", "severity": "1"})).await;
    assert!(started.elapsed() < SLACKS_PATIENCE);
    assert_eq!(shown["view"]["title"]["text"], "Saved", "{shown:#}");
    let ready = reqwest::get(format!("{}/readyz", bench.url)).await.unwrap();
    assert_eq!(ready.status(), StatusCode::OK);
    assert_eq!(
        ready.text().await.unwrap(),
        "default: Temporal did not answer in time\noutbox: ready, 1 to deliver"
    );
}

#[tokio::test]
async fn what_cannot_be_saved_either_stays_in_the_form() {
    let bench = Bench::with_room_for(0).await;
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
    for command in ["/incident list", "/incident resolve"] {
        let shown = bench.command("ada", command).await;
        assert!(Bench::told(&shown).starts_with("Not taken yet: Temporal"), "{shown:#}");
    }
}

#[tokio::test]
async fn what_is_resolved_by_reference_while_temporal_is_silent_is_saved() {
    let bench = Bench::start().await;
    let shown = bench.command("ada", "/incident resolve INC-K7F3QD").await;
    let form = shown["view"].to_string();
    assert!(form.contains("because Temporal (default) does not answer"), "{shown:#}");
    let submit = json!({"as": "ada", "view_id": shown["view"]["id"], "values": {"origin": "internal"}});
    let shown = bench.act("submit", submit).await;
    assert_eq!(shown["view"]["title"]["text"], "Saved", "{shown:#}");

    bench.act("message", json!({"as": "ada", "channel": "#incidents", "text": "`resolve INC-K7F3QD`"})).await;
    assert_eq!(bench.events_answered(1).await, [("200".to_owned(), 0)]);
    let dump = bench.sandbox.dump();
    let told = dump["slack"]["ephemerals"][0]["text"].as_str().unwrap();
    assert!(told.starts_with("Saved: Resolve of INC-K7F3QD"), "{told}");
}

#[tokio::test]
async fn a_pasted_command_that_cannot_be_taken_comes_again() {
    let bench = Bench::with_room_for(0).await;
    bench.act("message", json!({"as": "ada", "channel": "#incidents", "text": "`resolve INC-K7F3QD`"})).await;
    let events = bench.events_answered(2).await;
    assert_eq!(events, [("503".to_owned(), 0), ("503".to_owned(), 1)]);

    let dump = bench.sandbox.dump();
    let told = dump["slack"]["ephemerals"].as_array().unwrap();
    assert_eq!(told.len(), 1, "{told:#?}");
    assert_eq!(told[0]["channel"], "C0INCIDENTS");
    assert!(told[0]["text"].as_str().unwrap().starts_with("Not taken yet: Temporal"));
}

fn press(action: &str, response_url: &str) -> String {
    let payload = json!({"type": "block_actions", "user": {"id": "U0ADA"}, "trigger_id": "1.2.gone",
        "response_url": response_url, "actions": [{"action_id": action, "value": "V1"}]});
    form(&payload)
}

fn form(payload: &Value) -> String {
    url::form_urlencoded::Serializer::new(String::new()).append_pair("payload", &payload.to_string()).finish()
}

#[tokio::test]
async fn a_press_that_is_lost_and_cannot_be_told_is_not_answered_as_taken() {
    let bench = Bench::with_room_for(0).await;
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let silent = format!("http://{}/respond", nobody.local_addr().unwrap());
    let ears = Ears::open().await;
    for (action, told_only) in [
        ("confirm", StatusCode::SERVICE_UNAVAILABLE),
        ("cancel", StatusCode::SERVICE_UNAVAILABLE),
        // Nothing is said yet: it would open a form.
        ("resolve", StatusCode::OK),
    ] {
        let started = Instant::now();
        let status = bench.send_signed("interactions", &press(action, &silent)).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{action}");
        assert!(started.elapsed() < SLACKS_PATIENCE);
        assert_eq!(bench.send_signed("interactions", &press(action, &ears.url)).await, told_only);
        let told = ears.heard();
        assert!(told.last().unwrap().contains("Not taken"), "{action}: {told:?}");
    }
}

#[tokio::test]
async fn who_presses_while_slack_hangs_is_told_in_time() {
    let bench = Bench::start().await;
    let ears = Ears::open().await;
    bench.sandbox.faults().add(Rule::new(System::Slack, "users.info", Fault::Hang(true)));
    let started = Instant::now();
    let status = bench.send_signed("interactions", &press("confirm", &ears.url)).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(started.elapsed() < SLACKS_PATIENCE);
    assert!(ears.heard()[0].contains("Not taken yet: Slack did not answer"), "{:?}", ears.heard());
}

#[tokio::test]
async fn a_shortcut_that_opens_nothing_is_not_answered_as_taken() {
    let bench = Bench::start().await;
    let shortcut = json!({"type": "shortcut", "user": {"id": "U0ADA"}, "trigger_id": "1.2.gone",
        "callback_id": "declare_incident"});
    let status = bench.send_signed("interactions", &form(&shortcut)).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);

    bench.sandbox.faults().add(Rule::new(System::Slack, "views.open", Fault::Hang(true)));
    let started = Instant::now();
    let status = bench.send_signed("interactions", &form(&shortcut)).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(started.elapsed() < SLACKS_PATIENCE);
}

#[tokio::test]
async fn who_says_something_else_to_muster_is_told_what_it_reads() {
    let bench = Bench::start().await;
    for (event_id, event, answered) in [
        ("Ev1", json!({"type": "app_mention", "user": "U0ADA", "text": "<@U0MUSTER> please resolve it"}), 1),
        (
            "Ev2",
            json!({"type": "message", "channel_type": "channel", "user": "U0ADA", "text": "resolve it"}),
            1,
        ),
        ("Ev3", json!({"type": "app_mention", "user": "U0ADA", "bot_id": "B1", "text": "<@U0MUSTER> hi"}), 1),
        ("Ev1", json!({"type": "app_mention", "user": "U0ADA", "text": "<@U0MUSTER> please resolve it"}), 1),
        ("Ev4", json!({"type": "app_mention", "user": "U0ADA", "text": "<@U0MUSTER>"}), 2),
    ] {
        let mut event = event;
        event["channel"] = "C0INCIDENTS".into();
        let delivery = json!({"type": "event_callback", "event_id": event_id, "event": event}).to_string();
        assert_eq!(bench.send_signed("events", &delivery).await, StatusCode::OK, "{event}");
        let dump = bench.sandbox.dump();
        let told = dump["slack"]["ephemerals"].as_array().unwrap();
        assert_eq!(told.len(), answered, "{event}: {told:#?}");
        for told in told {
            let text = told["text"].as_str().unwrap();
            assert!(text.starts_with("Muster reads commands only:\nresolve INC-K7F3QD"), "{text}");
            assert!(text.contains("/incident list"), "{text}");
        }
    }
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

//! Commands, buttons and shortcuts.

use std::time::Duration;

use serde_json::{Value, json};

use crate::app::{Answer, Sent};
use crate::world::World;

fn at(path: &'static str) -> impl Fn(&Sent) -> bool {
    move |sent| sent.path == path
}

fn buttons() -> Value {
    json!([{"type": "actions", "block_id": "ask", "elements": [
        {"type": "button", "action_id": "confirm", "value": "d-1", "style": "primary",
            "text": {"type": "plain_text", "text": "Confirm"}},
        {"type": "static_select", "action_id": "severity", "options": [
            {"text": {"type": "plain_text", "text": "One"}, "value": "1"}]},
    ]}])
}

#[tokio::test]
async fn a_command_brings_what_slack_sends_and_shows_what_the_app_answers() {
    let (world, app) = World::with_app().await;
    app.answer([Answer::Json(json!({"text": "No active incidents."}))]);
    let shown =
        world.act("command", json!({"as": "ada", "channel": "general", "text": "/incident list"})).await;
    assert_eq!(
        (&shown["ok"], &shown["ephemerals"][0]["text"]),
        (&json!(true), &json!("No active incidents."))
    );
    let sent = app.sent(1, at("/slack/commands")).await.remove(0);
    for (field, value) in [
        ("command", "/incident"),
        ("text", "list"),
        ("team_id", "T0SANDBOX"),
        ("channel_name", "general"),
        ("user_id", "U0ADA"),
        ("user_name", "ada"),
        ("api_app_id", "A0MUSTER"),
        ("is_enterprise_install", "false"),
    ] {
        assert_eq!(sent.field(field), value);
    }
    app.answer([Answer::Json(json!({"response_type": "in_channel", "text": "For all"}))]);
    world.act("command", json!({"as": "ada", "channel": "general", "text": "/incident"})).await;
    assert_eq!(world.held("general")["messages"][0]["text"], "For all");
}

#[tokio::test]
async fn a_command_that_the_app_does_not_answer_fails_as_in_slack() {
    let (world, app) = World::with_app().await;
    app.answer([Answer::Late, Answer::Status(500)]);
    let type_it = || world.act("command", json!({"as": "ada", "channel": "general", "text": "/incident"}));
    assert_eq!(type_it().await["failure"], "/incident failed with the error \"operation_timeout\"");
    assert_eq!(type_it().await["failure"], "/incident failed with the error \"dispatch_failed\"");
    let strange =
        world.act("command", json!({"as": "stella", "channel": "incidents", "text": "/incident"})).await;
    assert_eq!(strange["failure"], "/incident is not a valid command.");
}

#[tokio::test]
async fn a_response_url_takes_five_answers_within_half_an_hour() {
    let (world, app) = World::with_app().await;
    let command = json!({"as": "ada", "channel": "general", "text": "/incident"});
    world.act("command", command.clone()).await;
    let url = app.sent(1, at("/slack/commands")).await[0].field("response_url");
    let answer = |url: String| {
        let request = world.http.post(url).json(&json!({"text": "later"}));
        async move { request.send().await.unwrap() }
    };
    for _ in 0..5 {
        assert_eq!(answer(url.clone()).await.text().await.unwrap(), "ok");
    }
    let sixth = answer(url.clone()).await;
    assert_eq!(sixth.status(), 404);
    assert_eq!(sixth.json::<Value>().await.unwrap()["error"], "used_url");
    assert_eq!(world.sandbox.dump()["slack"]["ephemerals"].as_array().unwrap().len(), 5);

    world.act("command", command).await;
    let url = app.sent(2, at("/slack/commands")).await[1].field("response_url");
    world.sandbox.clock().advance(Duration::from_secs(31 * 60));
    assert_eq!(answer(url).await.json::<Value>().await.unwrap()["error"], "expired_url");
}

#[tokio::test]
async fn a_press_brings_the_message_and_its_answer_can_replace_it() {
    let (world, app) = World::with_app().await;
    let post = json!({"channel": "C0INCIDENTS", "text": "Confirm?", "blocks": buttons()});
    let ts = world.ok("chat.postMessage", post).await["ts"].clone();
    let press = json!({"as": "grace", "channel": "incidents", "ts": ts, "action_id": "confirm"});
    let shown = world.act("press", press).await;
    assert_eq!(shown["failure"], Value::Null);
    let payload = app.sent(1, at("/slack/interactions")).await[0].json();
    assert_eq!(payload["type"], "block_actions");
    assert_eq!(payload["user"]["team_id"], "T0SANDBOX");
    assert_eq!(payload["message"]["ts"], ts);
    assert_eq!(payload["channel"]["id"], "C0INCIDENTS");
    let action = &payload["actions"][0];
    assert_eq!((&action["value"], &action["block_id"]), (&json!("d-1"), &json!("ask")));
    let said = json!({"replace_original": true, "text": "Confirmed by Grace"});
    let url = payload["response_url"].as_str().unwrap();
    world.http.post(url).json(&said).send().await.unwrap();
    let held = world.held("incidents");
    assert_eq!(held["messages"][0]["text"], "Confirmed by Grace");
    assert_eq!(held["messages"][0]["blocks"], Value::Null);
}

#[tokio::test]
async fn what_nobody_could_press_is_refused() {
    let (world, app) = World::with_app().await;
    let post = json!({"channel": "C0INCIDENTS", "text": "Confirm?", "blocks": buttons()});
    let ts = world.ok("chat.postMessage", post).await["ts"].clone();
    let press = |who: &str, action: &str, value: Value| {
        let body = json!({"as": who, "channel": "incidents", "ts": ts, "action_id": action, "value": value});
        world.sandbox.act("press", body)
    };
    for (who, action, value) in [
        ("dan", "confirm", json!(null)),
        ("deploybot", "confirm", json!(null)),
        ("nobody", "confirm", json!(null)),
        ("ada", "deny", json!(null)),
        ("ada", "severity", json!("2")),
    ] {
        assert!(press(who, action, value).await.is_err(), "{who} {action}");
    }
    press("ada", "severity", json!("1")).await.unwrap();
    let payload = app.sent(1, at("/slack/interactions")).await[0].json();
    assert_eq!(payload["actions"][0]["selected_option"]["value"], "1");
}

#[tokio::test]
async fn an_ephemeral_messages_button_works_for_the_one_who_sees_it() {
    let (world, app) = World::with_app().await;
    let whisper = json!({"channel": "C0INCIDENTS", "user": "U0ADA", "text": "Sure?", "blocks": buttons()});
    let ts = world.ok("chat.postEphemeral", whisper).await["message_ts"].clone();
    let press = |who: &str| json!({"as": who, "channel": "incidents", "ts": ts, "block_id": "ask", "action_id": "confirm"});
    assert!(world.sandbox.act("press", press("grace")).await.is_err());
    world.act("press", press("ada")).await;
    let payload = app.sent(1, at("/slack/interactions")).await[0].json();
    assert_eq!(payload["container"]["is_ephemeral"], true);
    assert_eq!(payload["message"], Value::Null);
    let gone = json!({"delete_original": true});
    world.http.post(payload["response_url"].as_str().unwrap()).json(&gone).send().await.unwrap();
    assert_eq!(world.sandbox.dump()["slack"]["ephemerals"], json!([]));
}

#[tokio::test]
async fn shortcuts_bring_their_callback() {
    let (world, app) = World::with_app().await;
    world.act("shortcut", json!({"as": "ada", "callback_id": "declare_incident"})).await;
    let said = world.act("message", json!({"as": "ada", "channel": "general", "text": "It is slow"})).await;
    let on_message =
        json!({"as": "ada", "channel": "general", "ts": said["ts"], "callback_id": "declare_here"});
    world.act("message_shortcut", on_message).await;
    let sent = app.sent(2, at("/slack/interactions")).await;
    assert_eq!(sent[0].json()["type"], "shortcut");
    assert_eq!(sent[0].json()["callback_id"], "declare_incident");
    assert_eq!(sent[1].json()["type"], "message_action");
    assert_eq!(sent[1].json()["message"]["text"], "It is slow");
    assert!(world.sandbox.act("shortcut", json!({"as": "stella", "callback_id": "x"})).await.is_err());
}

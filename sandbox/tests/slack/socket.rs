//! Socket Mode.

use std::time::Duration;

use muster_sandbox::{DisconnectReason, Options, Which};
use serde_json::{Value, json};

use crate::socket_client::{End, Socket};
use crate::world::World;

async fn world() -> World {
    let retries = vec![Duration::ZERO; 3];
    let within = Duration::from_millis(1500);
    World::with(Options { answer_within: within, event_retries: retries, ..Options::default() }).await
}

fn command() -> Value {
    json!({"as": "ada", "channel": "general", "text": "/incident list"})
}

fn form() -> Value {
    json!({
        "type": "modal", "title": {"type": "plain_text", "text": "Declare"},
        "submit": {"type": "plain_text", "text": "Declare"},
        "blocks": [{"type": "input", "block_id": "title", "label": {"type": "plain_text", "text": "Title"},
            "element": {"type": "plain_text_input", "action_id": "input"}}],
    })
}

#[tokio::test]
async fn sockets_are_opened_with_the_apps_own_token() {
    let world = World::new().await;
    for (token, error) in [
        ("xoxb-sandbox", "not_allowed_token_type"),
        ("xapp-other", "invalid_auth"),
        ("xoxb-other", "invalid_auth"),
    ] {
        assert_eq!(world.open_connection(token).await["error"], error, "{token}");
    }
    let url = format!("{}/apps.connections.open", world.sandbox.slack_url());
    let in_form = world.http.post(&url).form(&[("token", "xapp-sandbox")]).send().await.unwrap();
    assert_eq!(in_form.json::<Value>().await.unwrap()["error"], "not_authed");
    let bot = world.http.post(format!("{}/auth.test", world.sandbox.slack_url())).bearer_auth("xapp-sandbox");
    let bot: Value = bot.send().await.unwrap().json().await.unwrap();
    assert_eq!(bot["error"], "not_allowed_token_type");
}

#[tokio::test]
async fn an_address_opens_one_socket_within_half_a_minute() {
    let world = World::new().await;
    let url = world.socket_url().await;
    let mut socket = Socket::open(&url).await.unwrap();
    let hello = socket.next().await;
    assert_eq!((&hello["type"], &hello["num_connections"]), (&json!("hello"), &json!(1)));
    assert_eq!(hello["connection_info"]["app_id"], "A0MUSTER");
    assert_eq!(hello["debug_info"]["approximate_connection_time"], 18_060);
    assert!(Socket::open(&url).await.is_err(), "it was used");
    let late = world.socket_url().await;
    world.sandbox.clock().advance(Duration::from_secs(31));
    assert!(Socket::open(&late).await.is_err(), "it is too old");
    assert_eq!(world.sandbox.sockets().ids(), [1]);
}

#[tokio::test]
async fn an_eleventh_socket_is_one_too_many() {
    let world = World::new().await;
    let mut sockets = Vec::new();
    for _ in 0..10 {
        sockets.push(world.socket().await);
    }
    let mut eleventh = Socket::open(&world.socket_url().await).await.unwrap();
    let refused = eleventh.next().await;
    assert_eq!((&refused["type"], &refused["reason"]), (&json!("disconnect"), &json!("too_many_websockets")));
    assert_eq!(eleventh.end().await, End::Closed);
    assert_eq!(world.sandbox.sockets().ids().len(), 10);
}

#[tokio::test]
async fn a_command_is_answered_in_its_acknowledgement() {
    let world = world().await;
    let mut socket = world.socket().await;
    let app = async {
        let envelope = socket.next().await;
        socket.acknowledge(&envelope, Some(json!({"text": "No active incidents."}))).await;
        envelope
    };
    let (shown, envelope) = tokio::join!(world.act("command", command()), app);
    assert_eq!(shown["ephemerals"][0]["text"], "No active incidents.");
    assert_eq!(envelope["type"], "slash_commands");
    assert_eq!(envelope["accepts_response_payload"], true);
    assert_eq!(
        (&envelope["payload"]["command"], &envelope["payload"]["text"]),
        (&json!("/incident"), &json!("list"))
    );
    assert_eq!(envelope["payload"]["user_id"], "U0ADA");
    assert!(envelope.get("retry_attempt").is_none());
    let delivery = world.sandbox.dump()["slack"]["deliveries"][0].clone();
    assert_eq!((&delivery["by"], &delivery["outcome"]), (&json!("socket"), &json!("200")));
}

#[tokio::test]
async fn what_a_person_did_fails_where_it_is_not_acknowledged() {
    let world = world().await;
    let failure = async || world.act("command", command()).await["failure"].as_str().unwrap().to_owned();
    assert_eq!(failure().await, "/incident is not a valid command.", "there is no app");
    let mut socket = world.socket().await;
    assert_eq!(failure().await, "/incident failed with the error \"operation_timeout\"");
    let late = socket.next().await;
    socket.acknowledge(&late, Some(json!({"text": "too late"}))).await;
    let app = async {
        socket.next().await;
        assert_eq!(world.sandbox.sockets().cut(Which::All), 1);
        socket.end().await
    };
    let (failed, end) = tokio::join!(failure(), app);
    assert_eq!(failed, "/incident failed with the error \"dispatch_failed\"");
    assert_eq!(end, End::Dropped);
    assert_eq!(failure().await, "/incident failed with the error \"dispatch_failed\"", "none is connected");
    assert_eq!(world.sandbox.dump()["slack"]["ephemerals"], json!([]));
}

#[tokio::test]
async fn a_submission_is_answered_with_errors_and_then_with_nothing() {
    let world = world().await;
    let mut socket = world.socket().await;
    let (_, shortcut) =
        tokio::join!(world.act("shortcut", json!({"as": "ada", "callback_id": "declare_incident"})), async {
            let envelope = socket.next().await;
            // Slack takes no payload here.
            socket.acknowledge(&envelope, Some(json!({"text": "ignored"}))).await;
            envelope
        });
    assert_eq!(
        (&shortcut["type"], &shortcut["accepts_response_payload"]),
        (&json!("interactive"), &json!(false))
    );
    let trigger = &shortcut["payload"]["trigger_id"];
    let opened = world.ok("views.open", json!({"trigger_id": trigger, "view": form()})).await;
    let view = opened["view"]["id"].clone();
    let submission = json!({"as": "ada", "view_id": view, "values": {"title": "Checkout"}});
    let mut answer = async |payload: Option<Value>| {
        let app = async {
            let envelope = socket.next().await;
            socket.acknowledge(&envelope, payload).await;
            envelope
        };
        tokio::join!(world.act("submit", submission.clone()), app)
    };
    let complaint = json!({"response_action": "errors", "errors": {"title": "Too vague"}});
    let (shown, envelope) = answer(Some(complaint)).await;
    assert_eq!((&shown["ok"], &shown["errors"]["title"]), (&json!(false), &json!("Too vague")));
    assert_eq!(envelope["accepts_response_payload"], true);
    assert_eq!(envelope["payload"]["view"]["state"]["values"]["title"]["input"]["value"], "Checkout");
    let (shown, _) = answer(None).await;
    assert_eq!((&shown["ok"], &shown["view"]), (&json!(true), &Value::Null));
}

#[tokio::test]
async fn an_event_comes_again_over_another_socket() {
    let world = world().await;
    let (mut one, mut other) = (world.socket().await, world.socket().await);
    world.act("message", json!({"as": "ada", "channel": "incidents", "text": "hello"})).await;
    let first = one.next().await;
    assert_eq!((&first["type"], &first["accepts_response_payload"]), (&json!("events_api"), &json!(false)));
    assert_eq!((&first["retry_attempt"], &first["retry_reason"]), (&json!(0), &json!("")));
    assert_eq!(first["payload"]["event"]["text"], "hello");
    drop(one);
    let again = other.next().await;
    assert_eq!((&again["retry_attempt"], &again["retry_reason"]), (&json!(1), &json!("connection_failed")));
    assert_eq!(again["payload"], first["payload"]);
    assert_ne!(again["envelope_id"], first["envelope_id"]);
    // Nobody answers, until the time is over.
    let third = other.next().await;
    assert_eq!((&third["retry_attempt"], &third["retry_reason"]), (&json!(2), &json!("timeout")));
    other.acknowledge(&third, None).await;
    world.act("message", json!({"as": "ada", "channel": "incidents", "text": "next"})).await;
    assert_eq!(other.next().await["payload"]["event"]["text"], "next");
}

#[tokio::test]
async fn a_socket_is_closed_politely_after_it_was_told() {
    let world = world().await;
    let (mut one, mut other) = (world.socket().await, world.socket().await);
    let told =
        world.sandbox.sockets().disconnect(Which::One(1), DisconnectReason::RefreshRequested, Duration::ZERO);
    assert_eq!(told, 1);
    let said = one.next().await;
    assert_eq!((&said["type"], &said["reason"]), (&json!("disconnect"), &json!("refresh_requested")));
    assert_eq!(one.end().await, End::Closed);
    world.act("message", json!({"as": "ada", "channel": "incidents", "text": "hello"})).await;
    assert_eq!(other.next().await["payload"]["event"]["text"], "hello");
    assert_eq!(world.sandbox.sockets().ids(), [2]);
}

#[tokio::test]
async fn the_controls_list_disconnect_and_cut() {
    let world = world().await;
    let (mut one, two, three) = (world.socket().await, world.socket().await, world.socket().await);
    let sockets = format!("{}/_sandbox/sockets", world.sandbox.url());
    let listed: Value = world.http.get(&sockets).send().await.unwrap().json().await.unwrap();
    assert_eq!(listed, world.sandbox.dump()["slack"]["sockets"]);
    assert_eq!((&listed[2]["id"], &listed[2]["leaving"]), (&json!(3), &json!(false)));
    let told =
        world.http.post(format!("{sockets}/1")).json(&json!({"reason": "warning", "grace_ms": 60_000}));
    assert_eq!(told.send().await.unwrap().json::<Value>().await.unwrap(), json!({"sockets": 1}));
    assert_eq!(one.next().await["reason"], "warning");
    assert_eq!(world.sandbox.dump()["slack"]["sockets"][0]["leaving"], true);
    world.http.delete(format!("{sockets}/2")).send().await.unwrap();
    assert_eq!(two.end().await, End::Dropped);
    let cut: Value = world.http.delete(&sockets).send().await.unwrap().json().await.unwrap();
    assert_eq!(cut, json!({"sockets": 2}));
    assert_eq!((one.end().await, three.end().await), (End::Dropped, End::Dropped));
    assert_eq!(
        world.http.post(&sockets).json(&json!({"reason": "whim"})).send().await.unwrap().status(),
        400
    );
}

#[tokio::test]
async fn an_app_without_sockets_is_reached_by_http() {
    let (world, app) = World::with_app().await;
    let socket = world.socket().await;
    drop(socket);
    let mut changes = world.sandbox.core().changes();
    while !world.sandbox.sockets().ids().is_empty() {
        tokio::time::timeout(Duration::from_secs(5), changes.changed()).await.unwrap().unwrap();
    }
    world.act("command", command()).await;
    app.sent(1, |sent| sent.path == "/slack/commands").await;
}

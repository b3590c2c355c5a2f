//! Events on their way to the app.

use std::time::Duration;

use muster_sandbox::{Options, sign};
use serde_json::json;

use crate::app::{Answer, App, Sent};
use crate::world::World;

fn is_message(sent: &Sent) -> bool {
    sent.path == "/slack/events" && sent.json()["event"]["type"] == "message"
}

#[tokio::test]
async fn an_unanswered_event_comes_again_three_times_as_the_same() {
    let (world, app) = World::with_app().await;
    app.answer([Answer::Status(500), Answer::Late, Answer::Status(503), Answer::Status(503)]);
    world.act("message", json!({"as": "ada", "channel": "incidents", "text": "hello"})).await;
    let sent = app.sent(4, is_message).await;
    let first = sent[0].json();
    assert!(sent[0].header("X-Slack-Retry-Num").is_none());
    for (index, reason) in [(1, "http_error"), (2, "http_timeout"), (3, "http_error")] {
        assert_eq!(sent[index].header("X-Slack-Retry-Num"), Some(index.to_string().as_str()));
        assert_eq!(sent[index].header("X-Slack-Retry-Reason"), Some(reason));
        assert_eq!(sent[index].json()["event_id"], first["event_id"]);
    }
    world.act("message", json!({"as": "ada", "channel": "incidents", "text": "again"})).await;
    let sent = app.sent(5, is_message).await;
    assert_eq!(sent.len(), 5);
    assert_ne!(sent[4].json()["event_id"], first["event_id"]);
}

#[tokio::test]
async fn an_app_can_ask_not_to_be_sent_an_event_again() {
    let (world, app) = World::with_app().await;
    app.answer([Answer::NoRetry]);
    world.act("message", json!({"as": "ada", "channel": "incidents", "text": "one"})).await;
    app.sent(1, is_message).await;
    world.act("message", json!({"as": "ada", "channel": "incidents", "text": "two"})).await;
    let sent = app.sent(2, is_message).await;
    assert_eq!(sent[1].json()["event"]["text"], "two");
}

#[tokio::test]
async fn requests_are_signed_with_real_time_whatever_the_clock_says() {
    let (world, app) = World::with_app().await;
    world.sandbox.clock().advance(Duration::from_secs(30 * 86_400));
    world.act("message", json!({"as": "ada", "channel": "incidents", "text": "<!channel> & co"})).await;
    let sent = app.sent(1, is_message).await.remove(0);
    let stamp: i64 = sent.header("X-Slack-Request-Timestamp").unwrap().parse().unwrap();
    assert!((jiff::Timestamp::now().as_second() - stamp).abs() < 60);
    let signature = sign("sandbox-signing-secret", stamp, &sent.body);
    assert_eq!(sent.header("X-Slack-Signature"), Some(signature.as_str()));

    let envelope = sent.json();
    assert_eq!(envelope["type"], "event_callback");
    assert_eq!(envelope["team_id"], "T0SANDBOX");
    assert_eq!(envelope["authorizations"][0]["user_id"], "U0MUSTER");
    let event = &envelope["event"];
    assert_eq!(event["text"], "&lt;!channel&gt; &amp; co");
    assert_eq!((&event["channel_type"], &event["user"]), (&json!("channel"), &json!("U0ADA")));
    let sent_at: f64 = event["ts"].as_str().unwrap().parse().unwrap();
    assert!(sent_at > stamp as f64 + 29.0 * 86_400.0);
}

#[tokio::test]
async fn the_app_hears_of_its_own_posts_of_channels_and_of_members() {
    let (world, app) = World::with_app().await;
    let id = world.channel("inc-1").await;
    assert_eq!(app.event("channel_created").await["event"]["channel"]["id"], id.as_str());
    world.ok("conversations.invite", json!({"channel": id, "users": "U0ADA"})).await;
    world.post(&id, "hello").await;
    let is_post = |sent: &Sent| is_message(sent) && sent.json()["event"]["text"] == "hello";
    let own = app.sent(1, is_post).await.remove(0).json();
    assert_eq!(own["event"]["bot_id"], "B0MUSTER");
    let joined = |sent: &Sent| {
        sent.path == "/slack/events"
            && sent.json()["event"]["type"] == "member_joined_channel"
            && sent.json()["event"]["user"] == "U0ADA"
    };
    assert_eq!(app.sent(1, joined).await[0].json()["event"]["inviter"], "U0MUSTER");
    world.ok("conversations.archive", json!({"channel": id})).await;
    assert_eq!(app.event("channel_archive").await["event"]["channel"], id.as_str());
}

/// What its manifest does not ask for it does not hear.
#[tokio::test]
async fn the_app_hears_what_it_has_subscribed_to() {
    let app = App::start().await;
    let app_at = Some(muster_sandbox::App::at(app.url()));
    let events = vec!["message.channels".to_owned()];
    let world = World::with(Options { app: app_at, events, ..Options::default() }).await;
    world.channel("inc-1").await;
    world.act("message", json!({"as": "ada", "channel": "@muster", "text": "unheard"})).await;
    world.act("message", json!({"as": "ada", "channel": "incidents", "text": "heard"})).await;
    app.sent(1, |sent: &Sent| is_message(sent) && sent.json()["event"]["text"] == "heard").await;
    let heard: Vec<_> = app.so_far().iter().map(|sent| sent.json()["event"]["type"].clone()).collect();
    assert!(heard.iter().all(|kind| kind == "message"), "{heard:?}");
    assert!(app.so_far().iter().all(|sent| !sent.body.contains("unheard")));
}

#[tokio::test]
async fn the_app_hears_nothing_of_channels_it_is_not_in() {
    let (world, app) = World::with_app().await;
    world.act("message", json!({"as": "ada", "channel": "random", "text": "secret"})).await;
    world.act("message", json!({"as": "ada", "channel": "@muster", "text": "to you"})).await;
    let sent = app.sent(1, is_message).await;
    assert_eq!(sent[0].json()["event"]["channel_type"], "im");
    assert!(app.so_far().iter().all(|sent| !sent.body.contains("secret")));
}

#[tokio::test]
async fn the_app_hears_that_it_is_mentioned_by_people_alone() {
    let (world, app) = World::with_app().await;
    world.post("C0INCIDENTS", "I am <@U0MUSTER>").await;
    world.act("message", json!({"as": "ada", "channel": "incidents", "text": "@muster help"})).await;
    let mention = app.event("app_mention").await;
    assert_eq!(mention["event"]["text"], "<@U0MUSTER> help");
    assert_eq!(mention["event"]["channel"], "C0INCIDENTS");
}

#[tokio::test]
async fn a_strangers_and_a_bots_messages_say_so() {
    let (world, app) = World::with_app().await;
    world.act("message", json!({"as": "stella", "channel": "incidents", "text": "hi"})).await;
    let event = app.event("message").await;
    assert_eq!(event["event"]["user_team"], "T0PARTNER");
    assert_eq!(event["is_ext_shared_channel"], true);
    let (world, app) = World::with_app().await;
    world.act("message", json!({"as": "deploybot", "channel": "C0RANDOM", "text": "deployed"})).await;
    world.ok("conversations.join", json!({"channel": "C0RANDOM"})).await;
    world.act("message", json!({"as": "deploybot", "channel": "C0RANDOM", "text": "again"})).await;
    let from_bot = |sent: &Sent| is_message(sent) && sent.json()["event"]["bot_id"] == "B0DEPLOYBOT";
    assert_eq!(app.sent(1, from_bot).await[0].json()["event"]["text"], "again");
}

#[tokio::test]
async fn a_workflows_step_is_completed_once() {
    let (world, app) = World::with_app().await;
    let inputs = json!({"title": "Checkout is down"});
    world.act("function", json!({"callback_id": "declare_incident", "inputs": inputs})).await;
    let event = app.event("function_executed").await["event"].clone();
    assert_eq!((&event["inputs"], &event["function"]["callback_id"]), (&inputs, &json!("declare_incident")));
    let id = event["function_execution_id"].clone();
    let unknown = json!({"function_execution_id": "Fx0", "error": "x"});
    assert_eq!(world.error("functions.completeError", unknown).await, "function_execution_not_found");
    let done = json!({"function_execution_id": id, "outputs": {"reference": "INC-K7F3QD"}});
    world.ok("functions.completeSuccess", done.clone()).await;
    let again = world.error("functions.completeSuccess", done).await;
    assert_eq!(again, "execution_not_in_running_state");
}

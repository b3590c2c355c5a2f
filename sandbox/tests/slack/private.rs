//! Private channels, whose only member at first is the app.

use muster_sandbox::Options;
use serde_json::{Value, json};

use crate::app::{App, Sent};
use crate::world::{PRIVATE, World};

async fn world() -> World {
    let more = ["pins:read", "pins:write", "reactions:write"];
    World::where_it_may(&[PRIVATE, more].concat()).await
}

/// With nothing of these scopes but what is named.
async fn where_it_may_only(less: &str, scopes: &[&str]) -> World {
    let mut options = Options::default();
    options.scopes.retain(|scope| !scope.starts_with(less));
    options.scopes.extend(scopes.iter().map(|scope| (*scope).to_owned()));
    World::with(options).await
}

#[tokio::test]
async fn a_private_channel_is_made_filled_and_archived() {
    let world = world().await;
    let made = world.ok("conversations.create", json!({"name": "inc-1", "is_private": true})).await;
    let channel = &made["channel"];
    let id = channel["id"].as_str().unwrap();
    assert!(id.starts_with('C'), "{id}");
    for (field, value) in
        [("is_private", true), ("is_channel", true), ("is_group", false), ("is_member", true)]
    {
        assert_eq!(channel[field], value, "{field}");
    }
    assert_eq!(
        world.ok("conversations.members", json!({"channel": id})).await["members"],
        json!(["U0MUSTER"])
    );
    world.ok("conversations.invite", json!({"channel": id, "users": "U0KEN,U0MARGARET"})).await;
    world.ok("conversations.setTopic", json!({"channel": id, "topic": "A leak"})).await;
    world.ok("conversations.setPurpose", json!({"channel": id, "purpose": "A leak"})).await;
    let bookmark = json!({"channel_id": id, "title": "Issue", "type": "link", "link": "https://a.test"});
    world.ok("bookmarks.add", bookmark).await;
    assert_eq!(world.ok("bookmarks.list", json!({"channel_id": id})).await["bookmarks"][0]["title"], "Issue");
    let ts = world.post(id, "Found it").await;
    world.ok("pins.add", json!({"channel": id, "timestamp": ts})).await;
    assert_eq!(
        world.ok("pins.list", json!({"channel": id})).await["items"][0]["message"]["text"],
        "Found it"
    );
    world.ok("reactions.add", json!({"channel": id, "timestamp": ts, "name": "eyes"})).await;
    world.ok("chat.postMessage", json!({"channel": id, "text": "It was me", "thread_ts": ts})).await;
    let replies = world.ok("conversations.replies", json!({"channel": id, "ts": ts})).await;
    assert_eq!(replies["messages"][1]["text"], "It was me");

    world.ok("conversations.archive", json!({"channel": id})).await;
    let history = world.ok("conversations.history", json!({"channel": id})).await;
    let subtypes: Vec<&str> = history["messages"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .filter_map(|message| message["subtype"].as_str())
        .collect();
    let expected =
        ["group_join", "group_join", "group_join", "group_topic", "group_purpose", "group_archive"];
    assert_eq!(subtypes, expected);
    world.ok("conversations.unarchive", json!({"channel": id})).await;
    let info = world.ok("conversations.info", json!({"channel": id, "include_num_members": true})).await;
    assert_eq!(
        (&info["channel"]["num_members"], &info["channel"]["is_archived"]),
        (&json!(3), &json!(false))
    );
}

#[tokio::test]
async fn private_channels_are_listed_by_their_type_and_each_name_is_taken_once() {
    let world = world().await;
    let id = world.private_channel("inc-1").await;
    for private in [true, false] {
        let again = json!({"name": "inc-1", "is_private": private});
        assert_eq!(world.error("conversations.create", again).await, "name_taken");
    }
    let listed = |arguments: Value| {
        let world = &world;
        let id = id.as_str();
        async move {
            let own = world.ok("users.conversations", arguments).await;
            own["channels"].as_array().unwrap().iter().any(|channel| channel["id"] == id)
        }
    };
    assert!(listed(json!({"types": "public_channel,private_channel"})).await);
    assert!(listed(json!({"types": "private_channel"})).await);
    assert!(!listed(json!({"types": "public_channel"})).await);
    assert!(!listed(json!({"types": "private_channel", "user": "U0ADA"})).await);
    world.ok("conversations.invite", json!({"channel": id, "users": "U0ADA"})).await;
    assert!(listed(json!({"types": "private_channel", "user": "U0ADA"})).await);
}

#[tokio::test]
async fn what_is_missing_is_named_by_what_the_channel_is() {
    let world = where_it_may_only("groups:", &["groups:write"]).await;
    let id = world.private_channel("inc-1").await;
    for (method, scope) in [
        ("conversations.history", "groups:history"),
        ("conversations.replies", "groups:history"),
        ("conversations.info", "groups:read"),
        ("conversations.members", "groups:read"),
    ] {
        let refused = world.call(method, json!({"channel": id, "ts": "1"})).await;
        assert_eq!(
            (&refused["error"], &refused["needed"]),
            (&json!("missing_scope"), &json!(scope)),
            "{method}"
        );
    }
    world.ok("conversations.setTopic", json!({"channel": id, "topic": "x"})).await;
    world.ok("conversations.archive", json!({"channel": id})).await;

    let world = where_it_may_only("channels:", &PRIVATE).await;
    world.private_channel("inc-1").await;
    let needed = async |method: &str, arguments: Value| world.call(method, arguments).await["needed"].clone();
    assert_eq!(needed("conversations.create", json!({"name": "inc-2"})).await, "channels:manage");
    assert_eq!(needed("conversations.history", json!({"channel": "C0INCIDENTS"})).await, "channels:history");
    assert_eq!(needed("conversations.history", json!({"channel": "C0NONE"})).await, "channels:history");
}

#[tokio::test]
async fn members_alone_act_in_a_private_channel() {
    let (world, app) = World::with_app().await;
    let id = world.private_channel("inc-1").await;
    world.ok("conversations.invite", json!({"channel": id, "users": "U0ADA"})).await;
    let blocks = json!([{"type": "actions", "block_id": "ask", "elements": [
        {"type": "button", "action_id": "ack", "text": {"type": "plain_text", "text": "Acknowledge"}}]}]);
    let post = json!({"channel": id, "text": "Seen?", "blocks": blocks});
    let ts = world.ok("chat.postMessage", post).await["ts"].clone();
    let doings = [
        ("message", json!({"text": "hello"})),
        ("message", json!({"text": "hello", "thread_ts": ts})),
        ("react", json!({"ts": ts, "name": "eyes"})),
        ("pin", json!({"ts": ts})),
        ("join", json!({})),
        ("command", json!({"text": "/incident"})),
        ("press", json!({"ts": ts, "action_id": "ack"})),
        ("message_shortcut", json!({"ts": ts, "callback_id": "declare_here"})),
        ("archive", json!({})),
        ("unarchive", json!({})),
    ];
    for channel in [id.as_str(), "inc-1", "#inc-1"] {
        for (what, doing) in &doings {
            let mut doing = doing.clone();
            (doing["as"], doing["channel"]) = ("grace".into(), channel.into());
            let refused = world.sandbox.act(what, doing).await.unwrap_err();
            assert_eq!(refused.to_string(), format!("grace cannot see {channel}"), "{what}");
        }
    }
    assert_eq!(world.held(&id)["members"], json!(["U0MUSTER", "U0ADA"]));
    let is_of_a_person = |sent: &Sent| sent.path != "/slack/events";
    assert_eq!(app.so_far().iter().filter(|sent| is_of_a_person(sent)).count(), 0);

    for (what, mut doing) in doings {
        (doing["as"], doing["channel"]) = ("ada".into(), "inc-1".into());
        world.act(what, doing).await;
    }
    let sent = app.sent(3, is_of_a_person).await;
    assert_eq!(
        (sent[0].field("channel_id"), sent[0].field("channel_name")),
        (id.clone(), "privategroup".to_owned())
    );
    for sent in &sent[1..] {
        assert_eq!(sent.json()["channel"], json!({"id": id, "name": "privategroup"}));
    }
}

#[tokio::test]
async fn the_app_hears_what_happens_in_its_private_channel() {
    let (world, app) = World::with_app().await;
    let id = world.private_channel("inc-1").await;
    world.ok("conversations.invite", json!({"channel": id, "users": "U0ADA"})).await;
    let said = world.act("message", json!({"as": "ada", "channel": "inc-1", "text": "@muster help"})).await;
    world.act("react", json!({"as": "ada", "channel": "inc-1", "ts": said["ts"], "name": "eyes"})).await;
    world.act("archive", json!({"as": "ada", "channel": "inc-1"})).await;
    world.act("unarchive", json!({"as": "ada", "channel": "inc-1"})).await;

    let message =
        heard(&app, |event| event["type"] == "message" && event["text"] == "<@U0MUSTER> help").await;
    assert_eq!((&message["channel"], &message["channel_type"]), (&json!(id), &json!("group")));
    assert_eq!(app.event("app_mention").await["event"]["channel"], id.as_str());
    assert_eq!(app.event("reaction_added").await["event"]["item"]["channel"], id.as_str());
    let joined =
        heard(&app, |event| event["type"] == "member_joined_channel" && event["user"] == "U0ADA").await;
    assert_eq!((&joined["channel_type"], &joined["inviter"]), (&json!("C"), &json!("U0MUSTER")));
    let archived = app.event("group_archive").await["event"].clone();
    assert_eq!((&archived["channel"], &archived["user"]), (&json!(id), &json!("U0ADA")));
    assert_eq!(app.event("group_unarchive").await["event"]["actor_id"], "U0ADA");
    let kinds: Vec<Value> = app.so_far().iter().map(|sent| sent.json()["event"]["type"].clone()).collect();
    assert!(!kinds.contains(&json!("channel_created")), "{kinds:?}");
}

/// Waits for the event that `wanted` wants.
async fn heard(app: &App, wanted: impl Fn(&Value) -> bool) -> Value {
    let is_it = |sent: &Sent| sent.path == "/slack/events" && wanted(&sent.json()["event"]);
    app.sent(1, is_it).await[0].json()["event"].clone()
}

#[tokio::test]
async fn an_ephemeral_message_in_a_private_channel_reaches_members_alone() {
    let world = world().await;
    let id = world.private_channel("inc-1").await;
    let whisper = json!({"channel": id, "user": "U0ADA", "text": "psst"});
    assert_eq!(world.error("chat.postEphemeral", whisper.clone()).await, "user_not_in_channel");
    assert_eq!(world.sandbox.dump()["slack"]["ephemerals"], json!([]));
    world.ok("conversations.invite", json!({"channel": id, "users": "U0ADA"})).await;
    world.ok("chat.postEphemeral", whisper).await;
    assert_eq!(world.sandbox.dump()["slack"]["ephemerals"][0]["user"], "U0ADA");
}

//! Channels and who is in them.

use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn names_that_slack_refuses() {
    let world = World::new().await;
    let long = "x".repeat(81);
    let cases = [
        ("", "invalid_name_required"),
        (long.as_str(), "invalid_name_maxlength"),
        ("Incident", "invalid_name_specials"),
        ("inc 1", "invalid_name_specials"),
        ("störung", "invalid_name_specials"),
        ("--", "invalid_name_punctuation"),
        ("general", "name_taken"),
    ];
    for (name, error) in cases {
        assert_eq!(world.error("conversations.create", json!({"name": name})).await, error, "{name}");
    }
    world.channel(&"x".repeat(80)).await;
}

#[tokio::test]
async fn a_name_stays_taken_after_archiving() {
    let world = World::new().await;
    let id = world.channel("inc-1").await;
    world.ok("conversations.archive", json!({"channel": id})).await;
    assert_eq!(world.error("conversations.archive", json!({"channel": id})).await, "already_archived");
    assert_eq!(world.error("conversations.create", json!({"name": "inc-1"})).await, "name_taken");
    for (method, arguments) in [
        ("chat.postMessage", json!({"channel": id, "text": "x"})),
        ("conversations.setTopic", json!({"channel": id, "topic": "x"})),
        ("conversations.invite", json!({"channel": id, "users": "U0ADA"})),
    ] {
        assert_eq!(world.error(method, arguments).await, "is_archived", "{method}");
    }
    let own = world.ok("users.conversations", json!({"exclude_archived": "false"})).await;
    assert!(own["channels"].as_array().unwrap().iter().any(|channel| channel["id"] == id.as_str()));
    world.ok("conversations.unarchive", json!({"channel": id})).await;
    world.post(&id, "back").await;
}

#[tokio::test]
async fn an_invitation_of_more_than_a_hundred_is_refused() {
    let world = World::new().await;
    let id = world.channel("inc-1").await;
    let users: Vec<String> = (1..=130).map(|n| format!("U0P{n:03}")).collect();
    let invite = |users: &[String]| {
        world.call("conversations.invite", json!({"channel": id, "users": users.join(",")}))
    };
    assert_eq!(invite(&users[..101]).await["error"], "invalid_arguments");
    assert_eq!(invite(&users[..100]).await["ok"], true);
    assert_eq!(invite(&users[100..]).await["ok"], true);
    assert_eq!(world.held(&id)["members"].as_array().unwrap().len(), 131);
}

#[tokio::test]
async fn one_bad_invitee_stops_all_unless_forced() {
    let world = World::new().await;
    let id = world.channel("inc-1").await;
    let users = "U0ADA,U0NOBODY,U0MUSTER,U0STELLA,U0GINA";
    let refused = world.call("conversations.invite", json!({"channel": id, "users": users})).await;
    assert_eq!(refused["error"], "user_not_found");
    let errors: Vec<&str> =
        refused["errors"].as_array().unwrap().iter().map(|error| error["error"].as_str().unwrap()).collect();
    let expected =
        ["user_not_found", "cant_invite_self", "no_external_invite_permission", "ura_max_channels"];
    assert_eq!(errors, expected);
    assert_eq!(world.held(&id)["members"], json!(["U0MUSTER"]));

    let forced =
        world.ok("conversations.invite", json!({"channel": id, "users": users, "force": true})).await;
    assert_eq!(forced["errors"].as_array().unwrap().len(), 4);
    assert_eq!(world.held(&id)["members"], json!(["U0MUSTER", "U0ADA"]));
    let again = world.error("conversations.invite", json!({"channel": id, "users": "U0ADA"})).await;
    assert_eq!(again, "already_in_channel");
}

#[tokio::test]
async fn a_deactivated_invitee_is_an_error_but_the_others_are_invited() {
    let world = World::new().await;
    let id = world.channel("inc-1").await;
    let answer = world.call("conversations.invite", json!({"channel": id, "users": "U0DAN,U0ADA"})).await;
    assert_eq!(answer["error"], "cant_invite");
    assert_eq!(world.held(&id)["members"], json!(["U0MUSTER", "U0ADA"]));
}

#[tokio::test]
async fn the_app_reads_and_writes_only_where_it_may() {
    let world = World::where_it_may(&["channels:join"]).await;
    assert_eq!(world.error("conversations.history", json!({"channel": "C0RANDOM"})).await, "not_in_channel");
    assert_eq!(world.error("conversations.history", json!({"channel": "C0"})).await, "channel_not_found");
    assert_eq!(
        world.error("conversations.setTopic", json!({"channel": "C0RANDOM", "topic": "x"})).await,
        "not_in_channel"
    );
    world.ok("conversations.join", json!({"channel": "C0RANDOM"})).await;
    let again = world.ok("conversations.join", json!({"channel": "C0RANDOM"})).await;
    assert_eq!(again["warning"], "already_in_channel");
    let long = "x".repeat(251);
    assert_eq!(
        world.error("conversations.setTopic", json!({"channel": "C0RANDOM", "topic": long})).await,
        "too_long"
    );
    world.ok("conversations.setTopic", json!({"channel": "C0RANDOM", "topic": "x".repeat(250)})).await;
}

#[tokio::test]
async fn joins_topics_and_bookmarks_show_in_the_channel() {
    let world = World::new().await;
    let id = world.channel("inc-1").await;
    world.ok("conversations.setTopic", json!({"channel": id, "topic": "Checkout is down"})).await;
    world.ok("conversations.invite", json!({"channel": id, "users": "U0ADA"})).await;
    let link = "https://example.test/INC-1";
    let bookmark = json!({"channel_id": id, "title": "Issue", "type": "link", "link": link});
    world.ok("bookmarks.add", bookmark).await;
    let bad = json!({"channel_id": id, "title": "Issue", "type": "link", "link": "INC-1"});
    assert_eq!(world.error("bookmarks.add", bad).await, "invalid_link");

    let held = world.held(&id);
    let subtypes: Vec<&str> =
        held["messages"].as_array().unwrap().iter().map(|m| m["subtype"].as_str().unwrap()).collect();
    assert_eq!(subtypes, ["channel_join", "channel_topic", "channel_join"]);
    assert_eq!(held["topic"]["value"], "Checkout is down");
    assert_eq!(held["messages"][2]["inviter"], "U0MUSTER");
    let listed = world.ok("bookmarks.list", json!({"channel_id": id})).await;
    assert_eq!(listed["bookmarks"][0]["link"], link);
}

#[tokio::test]
async fn a_direct_conversation_is_opened_once() {
    let world = World::new().await;
    assert_eq!(world.error("conversations.open", json!({"users": "U0DAN"})).await, "user_disabled");
    assert_eq!(world.error("conversations.open", json!({})).await, "users_list_not_supplied");
    let opened = world.ok("conversations.open", json!({"users": "U0ADA"})).await;
    let posted = world.ok("chat.postMessage", json!({"channel": "U0ADA", "text": "hello"})).await;
    assert_eq!(opened["channel"]["id"], posted["channel"]);
    assert_eq!(world.held(posted["channel"].as_str().unwrap())["user"], "U0ADA");
}

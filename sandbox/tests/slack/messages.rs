//! Messages, threads and pages of history.

use muster_sandbox::Options;
use serde_json::{Value, json};

use crate::world::World;

fn texts(answer: &Value) -> Vec<String> {
    let messages = answer["messages"].as_array().unwrap().iter();
    messages.map(|message| message["text"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn history_comes_in_pages_newest_first_without_replies() {
    let world = World::new().await;
    let id = world.channel("inc-1").await;
    let mut stamps = Vec::new();
    for n in 0..25 {
        stamps.push(world.post(&id, &format!("message {n}")).await);
    }
    world.ok("chat.postMessage", json!({"channel": id, "text": "reply", "thread_ts": stamps[3]})).await;
    let (mut cursor, mut all, mut pages) = (String::new(), Vec::new(), 0);
    loop {
        let page =
            world.ok("conversations.history", json!({"channel": id, "limit": 10, "cursor": cursor})).await;
        pages += 1;
        all.extend(texts(&page));
        assert_eq!(page["has_more"], page["response_metadata"]["next_cursor"].is_string());
        match page["response_metadata"]["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    let mut expected: Vec<String> = (0..25).rev().map(|n| format!("message {n}")).collect();
    expected.push("<@U0MUSTER> has joined the channel".to_owned());
    assert_eq!((all, pages), (expected, 3));

    let between = |inclusive: bool| {
        let span = json!({"channel": id, "oldest": stamps[1], "latest": stamps[4], "inclusive": inclusive});
        world.ok("conversations.history", span)
    };
    assert_eq!(texts(&between(false).await), ["message 3", "message 2"]);
    assert_eq!(texts(&between(true).await), ["message 4", "message 3", "message 2", "message 1"]);
    let bad = json!({"channel": id, "cursor": "nonsense"});
    assert_eq!(world.error("conversations.history", bad).await, "invalid_cursor");
    let bad = json!({"channel": id, "oldest": "yesterday"});
    assert_eq!(world.error("conversations.history", bad).await, "invalid_ts_oldest");
}

#[tokio::test]
async fn a_thread_comes_in_pages_oldest_first_behind_its_parent() {
    let world = World::new().await;
    let id = world.channel("inc-1").await;
    let parent = world.post(&id, "parent").await;
    let mut last = String::new();
    for n in 0..5 {
        let reply = json!({"channel": id, "text": format!("reply {n}"), "thread_ts": parent});
        last = world.ok("chat.postMessage", reply).await["ts"].as_str().unwrap().to_owned();
    }
    let (mut cursor, mut all) = (String::new(), Vec::new());
    loop {
        let span = json!({"channel": id, "ts": parent, "limit": 3, "cursor": cursor});
        let page = world.ok("conversations.replies", span).await;
        assert!(page["messages"].as_array().unwrap().len() <= 3);
        all.extend(texts(&page));
        match page["response_metadata"]["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(all, ["parent", "reply 0", "reply 1", "reply 2", "reply 3", "reply 4"]);
    let history = world.ok("conversations.history", json!({"channel": id, "limit": 1})).await;
    assert_eq!(history["messages"][0]["reply_count"], 5);
    assert_eq!(history["messages"][0]["latest_reply"], last.as_str());
    assert_eq!(history["messages"][0]["reply_users"], json!(["U0MUSTER"]));
    let none = json!({"channel": id, "ts": "1.000001"});
    assert_eq!(world.error("conversations.replies", none).await, "thread_not_found");
}

#[tokio::test]
async fn metadata_is_kept_and_shown_on_request() {
    let world = World::new().await;
    let id = world.channel("inc-1").await;
    let post = |metadata: Value| {
        world.call("chat.postMessage", json!({"channel": id, "text": "x", "metadata": metadata}))
    };
    assert_eq!(post(json!({"event_type": "prompt"})).await["error"], "invalid_metadata_format");
    let metadata = json!({"event_type": "prompt", "event_payload": {"declaration": "d-1"}});
    assert_eq!(post(metadata.clone()).await["ok"], true);
    let without = world.ok("conversations.history", json!({"channel": id})).await;
    assert!(without["messages"][0]["metadata"].is_null());
    let with = world.ok("conversations.history", json!({"channel": id, "include_all_metadata": true})).await;
    assert_eq!(with["messages"][0]["metadata"], metadata);
}

#[tokio::test]
async fn only_what_the_app_posted_can_be_changed() {
    let world = World::new().await;
    let said = world.act("message", json!({"as": "ada", "channel": "incidents", "text": "mine"})).await;
    let of_ada = json!({"channel": "C0INCIDENTS", "ts": said["ts"], "text": "theirs"});
    assert_eq!(world.error("chat.update", of_ada.clone()).await, "cant_update_message");
    assert_eq!(world.error("chat.delete", of_ada).await, "cant_delete_message");
    let none = json!({"channel": "C0INCIDENTS", "ts": "1.000001", "text": "x"});
    assert_eq!(world.error("chat.update", none).await, "message_not_found");

    let ts = world.post("C0INCIDENTS", "before").await;
    let metadata = json!({"event_type": "prompt", "event_payload": {}});
    let update =
        |text: String| json!({"channel": "C0INCIDENTS", "ts": ts, "text": text, "metadata": metadata});
    assert_eq!(world.error("chat.update", update("x".repeat(4001))).await, "msg_too_long");
    let updated = world.ok("chat.update", update("after".to_owned())).await;
    assert_eq!(updated["message"]["text"], "after");
    assert_eq!(updated["message"]["edited"]["user"], "U0MUSTER");
    world.ok("chat.update", json!({"channel": "C0INCIDENTS", "ts": ts, "text": "again"})).await;
    let held = world.held("incidents");
    assert_eq!(held["messages"][1]["metadata"], metadata);
    world.ok("chat.delete", json!({"channel": "C0INCIDENTS", "ts": ts})).await;
    assert_eq!(world.held("incidents")["messages"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn content_that_slack_refuses_or_warns_of() {
    let world = World::new().await;
    let post = |content: Value| {
        let mut content = content;
        content["channel"] = "C0INCIDENTS".into();
        world.call("chat.postMessage", content)
    };
    assert_eq!(post(json!({})).await["error"], "no_text");
    assert_eq!(post(json!({"blocks": "nonsense"})).await["error"], "invalid_blocks_format");
    let refused = post(json!({"text": "x", "blocks": [{"type": "section"}]})).await;
    assert_eq!(refused["error"], "invalid_blocks");
    let messages = refused["response_metadata"]["messages"].as_array().unwrap();
    assert_eq!(messages[0], "[ERROR] must define either `fields` or `text` [json-pointer:/blocks/0]");
    assert_eq!(world.held("incidents")["messages"], json!([]));

    let untold = post(json!({"blocks": [{"type": "divider"}]})).await;
    assert_eq!(untold["response_metadata"]["warnings"], json!(["missing_text_in_message"]));
    let requests = world.sandbox.dump()["requests"].as_array().unwrap().clone();
    assert_eq!(requests.last().unwrap()["warnings"], json!(["missing_text_in_message"]));
    assert_eq!(requests[0]["error"], "no_text");
}

#[tokio::test]
async fn an_ephemeral_message_is_for_one_member_alone() {
    let world = World::new().await;
    let id = world.channel("inc-1").await;
    let whisper = json!({"channel": id, "user": "U0ADA", "text": "psst"});
    assert_eq!(world.error("chat.postEphemeral", whisper.clone()).await, "user_not_in_channel");
    world.ok("conversations.invite", json!({"channel": id, "users": "U0ADA"})).await;
    world.ok("chat.postEphemeral", whisper).await;
    assert_eq!(world.sandbox.dump()["slack"]["ephemerals"][0]["text"], "psst");
    assert!(!world.held(&id)["messages"].to_string().contains("psst"));
}

#[tokio::test]
async fn pins_reactions_and_permalinks_are_of_messages_there_are() {
    let world = World::where_it_may(&["pins:read", "pins:write", "reactions:write"]).await;
    let ts = world.post("C0INCIDENTS", "x").await;
    let pin = json!({"channel": "C0INCIDENTS", "timestamp": ts});
    world.ok("pins.add", pin.clone()).await;
    assert_eq!(world.error("pins.add", pin).await, "already_pinned");
    let reaction = json!({"channel": "C0INCIDENTS", "timestamp": ts, "name": "eyes"});
    world.ok("reactions.add", reaction.clone()).await;
    assert_eq!(world.error("reactions.add", reaction).await, "already_reacted");
    let link = world.ok("chat.getPermalink", json!({"channel": "C0INCIDENTS", "message_ts": ts})).await;
    let path = format!("/archives/C0INCIDENTS/p{}", ts.replace('.', ""));
    assert!(link["permalink"].as_str().unwrap().ends_with(&path));
    let page = world.http.get(link["permalink"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(page.url().query(), Some("channel=C0INCIDENTS"));
    let none = json!({"channel": "C0INCIDENTS", "message_ts": "1.000001"});
    assert_eq!(world.error("chat.getPermalink", none).await, "message_not_found");
}

#[tokio::test]
async fn the_rate_limit_holds_where_it_is_asked_for() {
    let world = World::with(Options { rate_limits: true, ..Options::default() }).await;
    for n in 0..20 {
        world.channel(&format!("inc-{n}")).await;
    }
    let create = || world.request("conversations.create").form(&[("name", "inc-20")]);
    let refused = create().send().await.unwrap();
    assert_eq!(refused.status(), 429);
    let wait: u64 = refused.headers()["Retry-After"].to_str().unwrap().parse().unwrap();
    assert!((55..=60).contains(&wait), "{wait}");
    world.sandbox.clock().advance(std::time::Duration::from_secs(wait));
    assert_eq!(create().send().await.unwrap().status(), 200);
}

//! Tokens and arguments.

use muster_sandbox::Options;
use serde_json::{Value, json};

use crate::world::World;

#[tokio::test]
async fn a_call_without_the_token_is_refused() {
    let world = World::new().await;
    let url = format!("{}/auth.test", world.sandbox.slack_url());
    let none: Value = world.http.post(&url).send().await.unwrap().json().await.unwrap();
    assert_eq!(none, json!({"ok": false, "error": "not_authed"}));
    let wrong: Value =
        world.http.post(&url).bearer_auth("xoxb-other").send().await.unwrap().json().await.unwrap();
    assert_eq!(wrong, json!({"ok": false, "error": "invalid_auth"}));
    let in_json = world.http.post(&url).json(&json!({"token": "xoxb-sandbox"})).send().await.unwrap();
    assert_eq!(in_json.json::<Value>().await.unwrap()["error"], "not_authed");
    let in_form = world.http.post(&url).form(&[("token", "xoxb-sandbox")]).send().await.unwrap();
    assert_eq!(in_form.json::<Value>().await.unwrap()["user_id"], "U0MUSTER");
}

#[tokio::test]
async fn what_the_manifest_does_not_ask_for_is_refused() {
    let mut options = Options::default();
    options.scopes.retain(|scope| !scope.starts_with("groups:"));
    let world = World::with(options).await;
    world.ok("users.conversations", json!({"types": "public_channel"})).await;
    let refused = world.call("users.conversations", json!({"types": "public_channel,private_channel"})).await;
    assert_eq!((&refused["error"], &refused["needed"]), (&json!("missing_scope"), &json!("groups:read")));
    assert!(refused["provided"].as_str().unwrap().contains("channels:manage"), "{refused}");
    assert_eq!(world.error("reactions.add", json!({})).await, "missing_scope");
}

#[tokio::test]
async fn bodies_that_slack_cannot_read_are_refused() {
    let world = World::new().await;
    let send = |content_type: &'static str, body: &'static str| {
        let request = world.request("chat.postMessage").header("Content-Type", content_type).body(body);
        async move { request.send().await.unwrap().json::<Value>().await.unwrap()["error"].clone() }
    };
    assert_eq!(send("application/json", "{").await, "invalid_json");
    assert_eq!(send("application/json", "[]").await, "json_not_object");
    assert_eq!(send("application/xml", "<a/>").await, "invalid_post_type");
    assert_eq!(world.error("chat.postMassage", json!({})).await, "unknown_method");
}

#[tokio::test]
async fn form_only_methods_read_no_json() {
    let world = World::new().await;
    let as_json = world.request("users.info").json(&json!({"user": "U0ADA"})).send().await.unwrap();
    assert_eq!(as_json.json::<Value>().await.unwrap()["error"], "user_not_found");
    let as_form = world.ok("users.info", json!({"user": "U0ADA"})).await;
    assert_eq!(as_form["user"]["profile"]["email"], "ada@example.test");
}

#[tokio::test]
async fn people_are_what_slack_says_of_them() {
    let world = World::new().await;
    let by_email = |email: &'static str| world.call("users.lookupByEmail", json!({"email": email}));
    assert_eq!(by_email("dan@example.test").await["error"], "users_not_found");
    assert_eq!(by_email("nobody@example.test").await["error"], "users_not_found");
    assert_eq!(by_email("GRACE@example.test").await["user"]["id"], "U0GRACE");
    assert_eq!(by_email("gus@example.test").await["user"]["is_restricted"], true);
    let stranger = world.ok("users.info", json!({"user": "U0STELLA"})).await;
    assert_eq!(stranger["user"]["is_stranger"], true);
    assert_eq!(stranger["user"]["team_id"], "T0PARTNER");
    let mut cursor = String::new();
    let mut all = 0;
    loop {
        let page = world.ok("users.list", json!({"limit": 100, "cursor": cursor})).await;
        all += page["members"].as_array().unwrap().len();
        cursor = page["response_metadata"]["next_cursor"].as_str().unwrap().to_owned();
        if cursor.is_empty() {
            break;
        }
    }
    assert_eq!(all, 14 + 3 + 130);
    let eng = world.ok("usergroups.users.list", json!({"usergroup": "S0EVERYONEENG"})).await;
    assert_eq!(eng["users"].as_array().unwrap().len(), 130);
    assert_eq!(world.error("usergroups.users.list", json!({"usergroup": "S0"})).await, "no_such_subteam");
}

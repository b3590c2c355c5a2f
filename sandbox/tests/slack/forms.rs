//! Forms: opening, submitting, closing.

use std::time::Duration;

use serde_json::{Value, json};

use crate::app::{Answer, App, Sent};
use crate::world::World;

fn form(title: &str) -> Value {
    json!({
        "type": "modal", "callback_id": "declare", "private_metadata": "m", "notify_on_close": true,
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Declare"},
        "blocks": [{"type": "input", "block_id": "title", "label": {"type": "plain_text", "text": "Title"},
            "element": {"type": "plain_text_input", "action_id": "input", "max_length": 150}}],
    })
}

/// A person asks for the form; returns the trigger that the app was sent.
async fn trigger(world: &World, app: &App, who: &str) -> String {
    let before = app.so_far().len();
    world.act("shortcut", json!({"as": who, "callback_id": "declare_incident"})).await;
    let sent = app.sent(1, |sent: &Sent| sent.path == "/slack/interactions").await;
    assert!(app.so_far().len() > before);
    sent.last().unwrap().json()["trigger_id"].as_str().unwrap().to_owned()
}

async fn opened(world: &World, app: &App) -> String {
    let trigger = trigger(world, app, "ada").await;
    let answer = world.ok("views.open", json!({"trigger_id": trigger, "view": form("Declare")})).await;
    answer["view"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_trigger_opens_one_form_within_three_seconds() {
    let (world, app) = World::with_app().await;
    let open = |trigger: &str| json!({"trigger_id": trigger, "view": form("Declare")});
    assert_eq!(world.error("views.open", open("1.2.3")).await, "invalid_trigger_id");
    let late = trigger(&world, &app, "ada").await;
    world.sandbox.clock().advance(Duration::from_secs(4));
    assert_eq!(world.error("views.open", open(&late)).await, "expired_trigger_id");
    let used = trigger(&world, &app, "ada").await;
    world.ok("views.open", open(&used)).await;
    assert_eq!(world.error("views.open", open(&used)).await, "exchanged_trigger_id");
    let mut bad = open(&trigger(&world, &app, "ada").await);
    bad["view"]["title"]["text"] = "A title of twenty-five ch".into();
    let refused = world.call("views.open", bad).await;
    assert_eq!(refused["error"], "invalid_arguments");
    assert!(refused["response_metadata"]["messages"][0].as_str().unwrap().contains("/view/title/text"));
}

#[tokio::test]
async fn errors_keep_the_form_open_and_an_empty_answer_closes_it() {
    let (world, app) = World::with_app().await;
    let view = opened(&world, &app).await;
    let submit = |values: Value| world.act("submit", json!({"as": "ada", "view_id": view, "values": values}));
    let before = app.so_far().len();
    assert_eq!(submit(json!({})).await["errors"]["title"], "Please complete this required field.");
    assert_eq!(app.so_far().len(), before, "Slack's client sends nothing that it refuses itself");

    let complaint = json!({"response_action": "errors", "errors": {"title": "Too vague"}});
    app.answer([Answer::Json(complaint), Answer::Late]);
    let shown = submit(json!({"title": "It & that"})).await;
    assert_eq!((&shown["ok"], &shown["errors"]["title"]), (&json!(false), &json!("Too vague")));
    assert_eq!(shown["view"]["id"], view.as_str());
    let failed = submit(json!({"title": "Checkout"})).await;
    assert_eq!(failed["failure"], "We had some trouble connecting. Try again?");
    assert_eq!(failed["view"]["id"], view.as_str());
    let done = submit(json!({"title": "Checkout"})).await;
    assert_eq!((&done["ok"], &done["view"]), (&json!(true), &Value::Null));

    let submissions = app.so_far();
    let payload = submissions.last().unwrap().json();
    assert_eq!(payload["type"], "view_submission");
    assert_eq!(payload["view"]["state"]["values"]["title"]["input"]["value"], "Checkout");
    assert_eq!(
        (&payload["view"]["private_metadata"], &payload["view"]["callback_id"]),
        (&json!("m"), &json!("declare"))
    );
    let again = json!({"as": "ada", "view_id": view, "values": {"title": "x"}});
    assert!(world.sandbox.act("submit", again).await.is_err());
}

#[tokio::test]
async fn an_answer_that_slack_does_not_take_leaves_the_form_with_trouble() {
    let (world, app) = World::with_app().await;
    let view = opened(&world, &app).await;
    let wrong_field = json!({"response_action": "errors", "errors": {"no_such_block": "x"}});
    let bad_view = json!({"response_action": "update", "view": {"type": "modal"}});
    for answer in [wrong_field, bad_view, json!({"response_action": "dance"}), json!({"text": "thanks"})] {
        app.answer([Answer::Json(answer)]);
        let submission = json!({"as": "ada", "view_id": view, "values": {"title": "x"}});
        let shown = world.act("submit", submission).await;
        assert_eq!(shown["failure"], "We had some trouble connecting. Try again?");
        assert_eq!(shown["view"]["id"], view.as_str());
    }
}

#[tokio::test]
async fn a_form_is_updated_pushed_upon_and_cleared() {
    let (world, app) = World::with_app().await;
    let view = opened(&world, &app).await;
    let submit =
        |view: String| world.act("submit", json!({"as": "ada", "view_id": view, "values": {"title": "x"}}));
    app.answer([
        Answer::Json(json!({"response_action": "update", "view": form("Updated")})),
        Answer::Json(json!({"response_action": "push", "view": form("Second")})),
        Answer::Json(json!({"response_action": "clear"})),
    ]);
    let shown = submit(view.clone()).await;
    assert_eq!((&shown["view"]["id"], &shown["view"]["title"]["text"]), (&json!(view), &json!("Updated")));
    let second = submit(view.clone()).await["view"].clone();
    assert_eq!((&second["previous_view_id"], &second["root_view_id"]), (&json!(view), &json!(view)));
    let shown = submit(second["id"].as_str().unwrap().to_owned()).await;
    assert_eq!(shown["view"], Value::Null);
}

#[tokio::test]
async fn forms_stack_three_deep_and_updates_mind_the_hash() {
    let (world, app) = World::with_app().await;
    let view = opened(&world, &app).await;
    for _ in 0..2 {
        let trigger = trigger(&world, &app, "ada").await;
        world.ok("views.push", json!({"trigger_id": trigger, "view": form("More")})).await;
    }
    let fourth = json!({"trigger_id": trigger(&world, &app, "ada").await, "view": form("More")});
    assert_eq!(world.error("views.push", fourth).await, "push_limit_reached");
    let update = |hash: &str| json!({"view_id": view, "view": form("New"), "hash": hash});
    assert_eq!(world.error("views.update", update("old")).await, "hash_conflict");
    world.ok("views.update", json!({"view_id": view, "view": form("New")})).await;
    let gone = json!({"view_id": "V0", "view": form("New")});
    assert_eq!(world.error("views.update", gone).await, "not_found");
}

#[tokio::test]
async fn closing_is_told_where_the_app_asked_for_it() {
    let (world, app) = World::with_app().await;
    let view = opened(&world, &app).await;
    let grace = json!({"as": "grace", "view_id": view});
    assert!(world.sandbox.act("close", grace).await.is_err(), "a form is its person's alone");
    world.act("close", json!({"as": "ada", "view_id": view})).await;
    let closed = |sent: &Sent| sent.path == "/slack/interactions" && sent.json()["type"] == "view_closed";
    assert_eq!(app.sent(1, closed).await[0].json()["view"]["id"], view.as_str());
    assert_eq!(world.sandbox.dump()["slack"]["views"], json!([]));
}

#[tokio::test]
async fn what_is_ticked_comes_with_its_option_as_it_was_sent() {
    let (world, app) = World::with_app().await;
    let text = |text: &str| json!({"type": "plain_text", "text": text});
    let private = json!({"text": text("Private"), "value": "private", "description": text("Few see it")});
    let mut view = form("Declare");
    view["blocks"] = json!([{"type": "input", "block_id": "flags", "optional": true, "label": text("Who sees it"),
        "element": {"type": "checkboxes", "action_id": "flag", "options": [private]}}]);
    for (given, held) in
        [(json!("private"), json!([private])), (json!(["private"]), json!([private])), (json!([]), json!([]))]
    {
        let trigger = trigger(&world, &app, "ada").await;
        let opened = world.ok("views.open", json!({"trigger_id": trigger, "view": view})).await;
        let submission = json!({"as": "ada", "view_id": opened["view"]["id"], "values": {"flags": given}});
        assert_eq!(world.act("submit", submission).await["ok"], true);
        let payload = app.so_far().last().unwrap().json();
        assert_eq!(payload["type"], "view_submission");
        let state = &payload["view"]["state"]["values"]["flags"]["flag"];
        assert_eq!(state, &json!({"type": "checkboxes", "selected_options": held}), "{given}");
    }
}

//! The home tab: what is going on, what one has to do with it, and buttons.

use muster_tests::Muster;
use muster_workflows::{contract::chat::interaction::TAKE_COMMAND, domain::Status};
use serde_json::{Value, json};

#[tokio::test(flavor = "multi_thread")]
async fn people_see_what_goes_on_and_declare_and_resolve_there() {
    let muster = Muster::start().await;
    let nothing = opened(&muster, "ada", "No incident is active").await;
    let form = press(&muster, "ada", &nothing, "declare").await;
    let form = form["view"]["id"].as_str().unwrap();
    assert_eq!(muster.submit("ada", form, "Checkout is down", 2).await["errors"], json!({}));
    let incident = muster.prompted(form).await;
    opened(&muster, "ada", "prompted").await;
    incident.confirm("grace").await;
    incident.press_on_card("grace", TAKE_COMMAND).await;

    // What another has is not what one has oneself.
    let mine = opened(&muster, "grace", "Your role: Commander").await;
    let hers = opened(&muster, "ada", "active · severity 2").await;
    assert!(!hers.to_string().contains("Your role"));
    let form = press(&muster, "grace", &mine, "resolve:0").await;
    incident.submit_resolve_form("grace", &form).await;
    assert_eq!(incident.end().await, Status::Resolved);
    opened(&muster, "grace", "No incident is active").await;

    // Too late on what is not up to date any more.
    let told = press(&muster, "ada", &hers, "resolve:0").await;
    assert!(told["view"].to_string().contains("already resolved"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guest_is_told_why_there_is_nothing_for_them() {
    let muster = Muster::start().await;
    opened(&muster, "gus", "guest").await;
}

/// Somebody opens the home tab, again and again until it says so: lists follow a little later.
async fn opened(muster: &Muster, who: &str, says: &str) -> Value {
    let shown = async || {
        muster.act("home", json!({"as": who})).await;
        let published = async || published(muster, who);
        let home = muster.until("a home tab is published", published).await;
        home.to_string().contains(says).then_some(home)
    };
    muster_tests::until(says, shown).await
}

fn published(muster: &Muster, who: &str) -> Option<Value> {
    let views = muster.sandbox.dump()["slack"]["views"].clone();
    let is_home = |view: &&Value| view["type"] == "home" && view["user"] == muster.person(who);
    views.as_array().into_iter().flatten().find(is_home).cloned()
}

async fn press(muster: &Muster, who: &str, home: &Value, action: &str) -> Value {
    muster.act("press", json!({"as": who, "view_id": home["id"], "action_id": action})).await
}

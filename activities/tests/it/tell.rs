use jiff::Timestamp;
use muster_activities::Slack;
use muster_sandbox::{Fault, Options, System};
use muster_workflows::contract::chat::{Message, Purpose, Tell, Told};
use serde_json::Value;

use crate::{
    samples::{card, key},
    world::{World, failed},
};

#[tokio::test]
async fn each_person_is_told_also_through_groups() {
    let world = World::start().await;
    let tell = Tell {
        who: ["@management", "margaret@example.test", "U0DAN"]
            .iter()
            .map(|party| party.parse().unwrap())
            .collect(),
        key: key(Purpose::Alert),
        message: Message::Alert(card()),
        since: Timestamp::now(),
    };
    let reached = world.run(Slack::tell, tell).await.unwrap();
    assert_eq!(reached.people, 3);
    assert_eq!(reached.not, ["U0DAN: user_disabled"]);
    let channels = world.sandbox.dump()["slack"]["channels"].clone();
    let direct: Vec<usize> = channels
        .as_array()
        .unwrap()
        .iter()
        .filter(|channel| channel["is_im"] == Value::Bool(true))
        .map(|channel| channel["messages"].as_array().unwrap().len())
        .collect();
    assert_eq!(direct, [1, 1, 1]);
}

/// Slack lets Muster open some fifty conversations a minute: an attempt gets further than the one before.
#[tokio::test]
async fn more_people_are_told_than_slack_allows_in_a_minute() {
    let world = World::with(Options { rate_limits: true, ..Options::default() }).await;
    let worker = world.worker::<Slack>();
    let tell = Tell {
        who: vec!["@everyone-eng".parse().unwrap()],
        key: key(Purpose::Alert),
        message: Message::Alert(card()),
        since: Timestamp::now(),
    };
    let mut attempts = 0;
    let reached = loop {
        attempts += 1;
        assert!(attempts <= 3, "130 people by the fifty");
        match worker.run(Slack::tell, tell.clone()).await.map_err(failed) {
            Ok(reached) => break reached,
            Err(failed) => world.sandbox.clock().advance(failed.0.next_retry_delay().unwrap()),
        }
    };
    assert_eq!((reached.people, reached.not.len()), (130, 0));
    let channels = world.sandbox.dump()["slack"]["channels"].clone();
    let direct = channels.as_array().unwrap().iter().filter(|channel| channel["is_im"] == Value::Bool(true));
    assert!(direct.clone().all(|channel| channel["messages"].as_array().unwrap().len() == 1));
    assert_eq!(direct.count(), 130);
}

/// Slack's pace is kept, and nothing starts over.
#[tokio::test]
async fn whom_a_message_has_reached_is_found_and_nobody_is_told() {
    let world = World::start().await;
    let (since, management) = (Timestamp::now(), "@management".parse().unwrap());
    let tell = Tell {
        who: vec!["margaret@example.test".parse().unwrap()],
        key: key(Purpose::Alert),
        message: Message::Alert(card()),
        since,
    };
    let posted = world.run(Slack::tell, tell).await.unwrap().posted;
    let told = Told { who: vec![management], key: key(Purpose::Alert), since };
    world.fail_once(System::Slack, "conversations.history", Fault::RateLimited(1));
    let before = world.calls("usergroups.users.list");
    let reached = world.run_durably(Slack::told, told).await.unwrap();
    assert_eq!((reached.people, &reached.posted), (1, &posted));
    assert_eq!(world.calls("usergroups.users.list") - before, 1);
    assert_eq!(world.calls("chat.postMessage"), 1);
}

use jiff::Timestamp;
use muster_activities::Slack;
use muster_workflows::contract::chat::{Message, Purpose, Tell};
use serde_json::Value;

use crate::{
    samples::{card, key},
    world::World,
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

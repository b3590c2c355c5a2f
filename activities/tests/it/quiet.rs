use jiff::{SignedDuration, Timestamp};
use muster_activities::Slack;
use muster_workflows::contract::chat::{LatestMessage, Message, Purpose, SetTopic};

use crate::{
    samples::{card, post},
    world::World,
};

async fn latest(world: &World, after: Timestamp) -> Option<Timestamp> {
    let since = after - SignedDuration::from_hours(1);
    let input = LatestMessage { channel: "C0INCIDENTS".to_owned(), since, after };
    world.run(Slack::latest_message, input).await.unwrap()
}

fn time(ts: &str) -> Timestamp {
    let (seconds, micros) = ts.split_once('.').unwrap();
    let micros: i64 = format!("{seconds}{micros}").parse().unwrap();
    Timestamp::from_microsecond(micros).unwrap()
}

#[tokio::test]
async fn what_apps_do_is_quiet() {
    let world = World::start().await;
    let since = Timestamp::now() - SignedDuration::from_secs(60);
    world.run(Slack::post, post(Purpose::Announcement, Message::Announcement(card()))).await.unwrap();
    let topic = SetTopic { channel: "C0INCIDENTS".to_owned(), topic: "a topic".to_owned() };
    world.run(Slack::set_topic, topic).await.unwrap();
    assert_eq!(latest(&world, since).await, None);
}

#[tokio::test]
async fn messages_and_replies_of_people_count() {
    let world = World::start().await;
    let since = Timestamp::now() - SignedDuration::from_secs(60);
    let first = world.write("ada", "incidents", "hello", None).await;
    assert_eq!(latest(&world, since).await, Some(time(&first)));
    let second = world.write("grace", "incidents", "hi", None).await;
    assert_eq!(latest(&world, since).await, Some(time(&second)));
    let reply = world.write("ken", "incidents", "in a thread", Some(&first)).await;
    assert_eq!(latest(&world, since).await, Some(time(&reply)));
    assert_eq!(latest(&world, time(&reply) + SignedDuration::from_micros(1)).await, None);
}

#[tokio::test]
async fn a_reply_to_what_muster_posted_counts() {
    let world = World::start().await;
    let since = Timestamp::now() - SignedDuration::from_secs(60);
    let input = post(Purpose::Announcement, Message::Announcement(card()));
    let posted = world.run(Slack::post, input).await.unwrap();
    let reply = world.write("ken", "incidents", "on it", Some(&posted.ts)).await;
    assert_eq!(latest(&world, since).await, Some(time(&reply)));
}

#[tokio::test]
async fn a_reply_in_a_thread_that_is_old_is_news() {
    let world = World::start().await;
    let parent = world.write("ada", "incidents", "hello", None).await;
    let after = time(&parent);
    assert_eq!(latest(&world, after).await, None, "what is known already is no news");
    let reply = world.write("ken", "incidents", "in the old thread", Some(&parent)).await;
    assert_eq!(latest(&world, after).await, Some(time(&reply)));
}

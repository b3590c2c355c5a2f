use jiff::{SignedDuration, Timestamp};
use muster_activities::{Confluence, Slack, Transcript};
use muster_sandbox::{Fault, System};
use muster_workflows::{
    contract::{
        chat::{Message, Purpose},
        page::CreatePage,
        transcript::AttachTranscript,
    },
    domain::Timeline,
};
use serde_json::{Value, json};

use crate::{
    samples::{card, post, reference},
    world::World,
};

async fn attach(world: &World) -> AttachTranscript {
    let create = CreatePage {
        plan: crate::samples::post_mortem_plan(),
        title: "A page".to_owned(),
        card: card(),
        timeline: Timeline::default(),
        follow_ups: Vec::new(),
        marked: Vec::new(),
    };
    AttachTranscript {
        reference: reference(),
        channel: "C0INCIDENTS".to_owned(),
        since: Timestamp::now() - SignedDuration::from_secs(60),
        page: world.run(Confluence::create, create).await.unwrap().id,
        emoji: Some("pushpin".to_owned()),
    }
}

fn attachments(world: &World) -> Vec<Value> {
    world.sandbox.dump()["confluence"]["pages"][0]["attachments"].as_array().unwrap().clone()
}

/// Without the times, which are those of the test.
fn content(world: &World) -> String {
    let content = attachments(world)[0]["content"].as_str().unwrap().to_owned();
    let time = "2026-11-22 18:05:03".len();
    let untimed = |line: &str| {
        let text = line.trim_start();
        let indent = &line[..line.len() - text.len()];
        match text.starts_with("20") {
            true => format!("{indent}[time]{}", &text[time..]),
            false => line.to_owned(),
        }
    };
    content.lines().map(untimed).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn what_people_wrote_is_attached_with_threads_and_names() {
    let world = World::start().await;
    let input = attach(&world).await;
    let announcement = post(Purpose::Announcement, Message::Announcement(card()));
    let posted = world.run(Slack::post, announcement).await.unwrap();
    let first = world.write("ada", "incidents", "It is @ken & me:\nsecond line", None).await;
    world.write("grace", "incidents", "later", None).await;
    world.write("ken", "incidents", "in the thread", Some(&first)).await;
    world.write("zoe", "incidents", "on the announcement", Some(&posted.ts)).await;
    let attached = world.run_durably(Transcript::attach, input).await.unwrap();
    assert_eq!((attached.messages, attached.people), (4, 4));
    let held = attachments(&world);
    assert_eq!(held.len(), 1);
    assert_eq!(held[0]["id"], attached.id);
    assert_eq!(held[0]["name"], format!("{}-transcript.md", reference()));
    insta::assert_snapshot!(content(&world), @r"
    Transcript of INC-R8Z5HY: 4 messages by 4 people. Times are in UTC.

    [time] Muster: Incident INC-R8Z5HY (Severity 1): Checkout <!channel> & *search* are down
        [time] Zoé Müller-O’Brien: on the announcement
    [time] Ada Lovelace: It is @Ken Thompson & me:
        second line
        [time] Ken Thompson: in the thread
    [time] Grace Hopper: later
    ");
}

#[tokio::test]
async fn what_people_marked_or_pinned_comes_along() {
    let world = World::start().await;
    let input = attach(&world).await;
    let first = world.write("ada", "incidents", "It began with the\n *deploy* of v2", None).await;
    let reply = world.write("ken", "incidents", "in a thread", Some(&first)).await;
    let long = world.write("grace", "incidents", &"é".repeat(300), None).await;
    world.write("grace", "incidents", "nobody marks this", None).await;
    let act = async |what: &str, who: &str, ts: &str, name: Option<&str>| {
        let mut body = json!({"as": who, "channel": "incidents", "ts": ts});
        if let Some(name) = name {
            body["name"] = json!(name);
        }
        world.sandbox.act(what, body).await.unwrap();
    };
    act("react", "zoe", &long, Some("pushpin")).await;
    act("react", "zoe", &first, Some("eyes")).await;
    act("pin", "zoe", &first, None).await;
    act("react", "zoe", &reply, Some("pushpin")).await;
    let attached = world.run_durably(Transcript::attach, input.clone()).await.unwrap();
    let told: Vec<_> = attached
        .marked
        .iter()
        .map(|one| format!("{}: {}", one.by, one.text.chars().take(50).collect::<String>()))
        .collect();
    assert_eq!(
        told,
        [
            "Ada Lovelace: It began with the *deploy* of v2",
            "Ken Thompson: in a thread",
            &format!("Grace Hopper: {}", "é".repeat(50)),
        ]
    );
    assert_eq!(attached.marked[2].text.chars().count(), 200);
    assert!(attached.marked.iter().all(|one| one.url.contains("/archives/C0INCIDENTS/p")), "{attached:?}");
    // Deleted meanwhile, one is left out and the others are there.
    let gone = Fault::Error("message_not_found".to_owned());
    world.fail_once(System::Slack, "chat.getPermalink", gone);
    let attached = world.run_durably(Transcript::attach, input.clone()).await.unwrap();
    assert_eq!((attached.messages, attached.marked.len()), (4, 2));
    // Who takes a pin away takes it out of the timeline.
    act("pin", "zoe", &first, None).await;
    let attached = world.run_durably(Transcript::attach, input).await.unwrap();
    assert_eq!(attached.marked.len(), 2);
}

#[tokio::test]
async fn pages_come_in_order() {
    let world = World::start().await;
    let input = attach(&world).await;
    for n in 0..1_100 {
        world.write("ada", "incidents", &format!("message {n};"), None).await;
    }
    let attached = world.run_durably(Transcript::attach, input).await.unwrap();
    assert_eq!((attached.messages, attached.people), (1_100, 1));
    let content = content(&world);
    let places: Vec<_> = (0..1_100).map(|n| content.find(&format!("message {n};")).unwrap()).collect();
    assert!(places.is_sorted());
    assert_eq!(world.calls("conversations.history"), 2);
    // The name was asked for once.
    assert_eq!(world.calls("users.info"), 1);
}

#[tokio::test]
async fn slacks_pace_is_kept_and_nothing_starts_over() {
    let world = World::start().await;
    let input = attach(&world).await;
    let first = world.write("ada", "incidents", "one", None).await;
    world.write("ken", "incidents", "two", Some(&first)).await;
    world.fail_once(System::Slack, "conversations.replies", Fault::RateLimited(1));
    let attached = world.run_durably(Transcript::attach, input).await.unwrap();
    assert_eq!(attached.messages, 2);
    assert_eq!(world.calls("conversations.history"), 1);
    assert_eq!(world.calls("conversations.replies"), 2);
}

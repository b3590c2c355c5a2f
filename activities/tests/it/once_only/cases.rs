//! Every activity that makes or changes something, and those that do not.

use futures::FutureExt;
use jiff::{SignedDuration, Timestamp};
use muster_activities::{Confluence, Healer, PagerDuty, Slack, Transcript, Zoom};
use muster_workflows::{
    contract::{
        chat::{
            ArchiveChannel, Bookmark, Invite, Message, OpenChannel, Post, Purpose, SetTopic, Tell, Update,
            UpdateEach,
        },
        meeting::{CreateMeeting, EndMeeting},
        page::{CreatePage, UpdatePage},
        pager::DedupKey,
        transcript::AttachTranscript,
    },
    domain::{Link, Timeline},
};
use serde_json::{Value, json};

use super::{
    case::Case,
    exists::{all, each, notices, said},
    tickets::tickets,
};
use crate::{
    samples::{self, card, key, post, prompt, reference, resolved},
    world::World,
};

/// Those that make nothing, and why not.
pub(super) const MAKE_NOTHING: [(&str, &str); 16] = [
    ("chat.follow", "it replaces a message again and again"),
    ("chat.find", "it looks for a message"),
    ("chat.is-member", "it reads who is in a group"),
    ("chat.latest-message", "it reads a channel"),
    ("chat.quote", "it reads a message"),
    ("chat.told", "it looks for messages"),
    ("healing.prepare", "it looks at what an action is done to"),
    ("healing.settle", "it looks how far an action is"),
    ("healing.watch", "it asks probes"),
    ("record.keep", "no call of it can be lost but to the store: it has tests of its own"),
    ("region.active-incident", "it looks for an incident"),
    ("region.ended-runs", "it looks for runs"),
    ("region.notify", "what it tells Temporal is told twice where a Temporal is, in the tests of runs"),
    (
        "region.no-data",
        "what it tells Temporal is the same however often it is told, and one workflow hears it",
    ),
    ("region.have-looked", "it looks for looks"),
    ("ticket.list-follow-ups", "it reads issues"),
];

const CHANNEL: &str = "inc-2026-11-22-checkout-k7f3qd";

/// Those that make or change something.
pub(super) fn cases() -> Vec<Case> {
    let lagging = tickets().into_iter().map(Case::while_search_lags);
    [messages(), channels(), elsewhere(), alerts(), tickets()].into_iter().flatten().chain(lagging).collect()
}

fn messages() -> Vec<Case> {
    vec![
        Case::of(
            Slack::prompt,
            |_| async { post(Purpose::Prompt, prompt()) }.boxed_local(),
            |world| json!(said(&world.channel("incidents"))),
            json!(["prompt"]),
        ),
        Case::of(
            Slack::prompt,
            |_| {
                async { Post { channel: "U0ADA".to_owned(), ..post(Purpose::Prompt, prompt()) } }
                    .boxed_local()
            },
            direct,
            json!([["prompt"]]),
        ),
        Case::of(
            Slack::post,
            |_| async { announcement() }.boxed_local(),
            |world| json!(said(&world.channel("incidents"))),
            json!(["announcement"]),
        ),
        Case::of(
            Slack::update,
            |world| {
                async {
                    let posted = world.run(Slack::post, announcement()).await.unwrap();
                    let mut card = card();
                    card.resolved = Some(resolved());
                    Update { posted, key: key(Purpose::Announcement), message: Message::Announcement(card) }
                }
                .boxed_local()
            },
            |world| {
                let posted = world.posted("incidents");
                json!(posted.iter().map(|one| &one["text"].as_str().unwrap()[..8]).collect::<Vec<_>>())
            },
            json!(["Resolved"]),
        ),
        Case::of(
            Slack::update_each,
            |world| {
                async {
                    let posted = world.run(Slack::tell, alert()).await.unwrap().posted;
                    let mut card = card();
                    card.resolved = Some(resolved());
                    UpdateEach { posted, key: key(Purpose::Alert), message: Message::Alert(card) }
                }
                .boxed_local()
            },
            |world| {
                let conversations = all(world, "/slack/channels").into_iter();
                let texts = conversations.filter(|channel| channel["is_im"] == true).map(|channel| {
                    each(channel["messages"].as_array().unwrap(), "text")
                        .iter()
                        .map(|text| text.as_str().unwrap()[..8].to_owned())
                        .collect::<Vec<_>>()
                });
                json!(texts.collect::<Vec<_>>())
            },
            json!([["Resolved"], ["Resolved"], ["Resolved"]]),
        ),
        Case::of(
            Slack::tell,
            |_| async { alert() }.boxed_local(),
            direct,
            json!([["alert"], ["alert"], ["alert"]]),
        ),
    ]
}

fn channels() -> Vec<Case> {
    vec![
        Case::of(
            Slack::open_channel,
            |_| async { OpenChannel { name: CHANNEL.to_owned(), private: false } }.boxed_local(),
            |world| {
                let mut channels = all(world, "/slack/channels");
                channels
                    .retain(|channel| channel["name"].as_str().is_some_and(|name| name.starts_with("inc-")));
                json!(each(&channels, "name"))
            },
            json!([CHANNEL]),
        ),
        Case::of(
            Slack::set_topic,
            |world| {
                let topic = |channel| SetTopic { channel, topic: "INC-K7F3QD · down".to_owned() };
                open_channel(world).map(topic).boxed_local()
            },
            |world| {
                let channel = world.channel(CHANNEL);
                json!([channel["topic"]["value"], notices(&channel, "channel_topic")])
            },
            json!(["INC-K7F3QD · down", 1]),
        ),
        Case::of(
            Slack::invite,
            |world| {
                let who = ["@everyone-eng", "@oncall", "S0ONCALL", "ada@example.test", "U0DAN"];
                let invite = move |channel| Invite {
                    channel,
                    who: who.iter().map(|party| party.parse().unwrap()).collect(),
                    and: vec!["U0ADA".to_owned(), "U0KEN".to_owned()],
                };
                open_channel(world).map(invite).boxed_local()
            },
            |world| json!(notices(&world.channel(CHANNEL), "channel_join")),
            // Muster itself is the first of them.
            json!(1 + 134),
        ),
        Case::of(
            Slack::bookmark,
            |world| {
                let links = vec![link("meeting"), link("issue")];
                open_channel(world).map(|channel| Bookmark { channel, links }).boxed_local()
            },
            |world| json!(each(world.channel(CHANNEL)["bookmarks"].as_array().unwrap(), "title")),
            json!(["meeting", "issue"]),
        ),
        Case::of(
            Slack::archive_channel,
            |world| open_channel(world).map(|channel| ArchiveChannel { channel }).boxed_local(),
            |world| {
                let channel = world.channel(CHANNEL);
                json!([channel["is_archived"], notices(&channel, "channel_archive")])
            },
            json!([true, 1]),
        ),
    ]
}

fn elsewhere() -> Vec<Case> {
    vec![
        Case::of(
            Zoom::create,
            |_| async { meeting() }.boxed_local(),
            |world| json!(each(&all(world, "/zoom/meetings"), "topic")),
            json!([meeting().topic]),
        ),
        Case::of(
            Zoom::end,
            |world| {
                async { EndMeeting { id: world.run(Zoom::create, meeting()).await.unwrap().id } }
                    .boxed_local()
            },
            |world| json!(each(&all(world, "/zoom/meetings"), "status")),
            json!(["ended"]),
        ),
        Case::of(
            Confluence::create,
            |_| async { page() }.boxed_local(),
            |world| json!(each(&all(world, "/confluence/pages"), "title")),
            json!([page().title]),
        ),
        Case::of(
            Confluence::update,
            |world| {
                let made = async {
                    let id = world.run(Confluence::create, page()).await.unwrap().id;
                    let says = CreatePage { follow_ups: vec![link("INC-8: Watch it")], ..page() };
                    UpdatePage { id, says }
                };
                made.boxed_local()
            },
            |world| json!(all(world, "/confluence/pages/0/versions").len()),
            json!(2),
        ),
        Case::of(
            Transcript::attach,
            |world| {
                async {
                    let page = world.run(Confluence::create, page()).await.unwrap().id;
                    let since = Timestamp::now() - SignedDuration::from_secs(60);
                    let first = world.write("ada", "incidents", "it is @ken", None).await;
                    world.write("ken", "incidents", "is it?", Some(&first)).await;
                    let channel = "C0INCIDENTS".to_owned();
                    AttachTranscript { reference: reference(), channel, since, page, emoji: None }
                }
                .boxed_local()
            },
            |world| json!(each(&all(world, "/confluence/pages/0/attachments"), "name")),
            json!([format!("{}-transcript.md", reference())]),
        )
        .durable(),
    ]
}

/// PagerDuty keeps them apart by their key.
fn alerts() -> Vec<Case> {
    let statuses = |world: &World| json!(each(&all(world, "/pagerduty/alerts"), "status"));
    vec![
        Case::of(
            PagerDuty::trigger,
            |_| async { samples::trigger() }.boxed_local(),
            statuses,
            json!(["triggered"]),
        ),
        Case::of(
            PagerDuty::acknowledge,
            |world| triggered(world).boxed_local(),
            statuses,
            json!(["acknowledged"]),
        ),
        Case::of(PagerDuty::resolve, |world| triggered(world).boxed_local(), statuses, json!(["resolved"])),
        Case::of(
            Healer::act,
            |world| {
                let url = format!("{}/services/hooks/restart", world.sandbox.url());
                async move { samples::webhook(&url) }.boxed_local()
            },
            // Whoever receives it knows by its id what came twice.
            |world: &World| {
                let hooks = all(world, "/services/hooks");
                json!(hooks.iter().filter(|hook| hook["is_repeat"] == false).count())
            },
            json!(1),
        ),
    ]
}

/// What was said in each conversation with a person.
fn direct(world: &World) -> Value {
    let mut channels = all(world, "/slack/channels");
    channels.retain(|channel| channel["is_im"] == true);
    json!(channels.iter().map(said).collect::<Vec<_>>())
}

async fn open_channel(world: &World) -> String {
    let channel = world.run(Slack::open_channel, OpenChannel { name: CHANNEL.to_owned(), private: false });
    channel.await.unwrap().id
}

async fn triggered(world: &World) -> DedupKey {
    world.run(PagerDuty::trigger, samples::trigger()).await.unwrap();
    samples::dedup_key()
}

fn alert() -> Tell {
    let who = ["@management", "margaret@example.test", "U0DAN"];
    Tell {
        who: who.iter().map(|party| party.parse().unwrap()).collect(),
        key: key(Purpose::Alert),
        message: Message::Alert(card()),
        since: Timestamp::now(),
    }
}

fn announcement() -> Post {
    post(Purpose::Announcement, Message::Announcement(card()))
}

fn meeting() -> CreateMeeting {
    CreateMeeting {
        reference: reference(),
        topic: format!("{} Checkout is down", reference()),
        hosts: vec!["zoom1@example.test".to_owned(), "zoom2@example.test".to_owned()],
    }
}

fn page() -> CreatePage {
    CreatePage {
        plan: samples::post_mortem_plan(),
        title: format!("{}: Checkout is down (2026-11-22)", reference()),
        card: card(),
        timeline: Timeline::default(),
        follow_ups: vec![link("INC-7: Renew it")],
        marked: Vec::new(),
    }
}

pub(super) fn link(name: &str) -> Link {
    Link { name: name.to_owned(), url: format!("https://example.test/{name}") }
}

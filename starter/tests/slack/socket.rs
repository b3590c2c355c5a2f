//! Socket Mode: what comes through connections is answered as what comes by HTTP, and no broken one loses anything.

use std::time::{Duration, Instant};

use axum::{Json, Router, routing::post};
use futures_util::SinkExt;
use muster_sandbox::{DisconnectReason, Fault, Rule, System, Which};
use muster_starter::Pace;
use serde_json::{Value, json};
use tokio::{net::TcpListener, time::timeout};
use tokio_tungstenite::tungstenite::Message;

use crate::harness::{Bench, Setup, until};

/// For what takes some tenths of a second.
const PATIENCE: Duration = Duration::from_secs(20);

fn sockets(pace: Pace) -> Setup {
    Setup { sockets: Some(pace), ..Setup::default() }
}

pub(crate) async fn connected(bench: &Bench, connections: usize) -> Vec<u64> {
    let mut changes = bench.sandbox.core().changes();
    let connected = async {
        loop {
            let ids = bench.sandbox.sockets().ids();
            if ids.len() == connections {
                return ids;
            }
            changes.changed().await.unwrap();
        }
    };
    timeout(PATIENCE, connected).await.expect("connected")
}

async fn help_is_told(bench: &Bench) {
    let shown = bench.command("ada", "/incident help").await;
    assert!(Bench::told(&shown).starts_with("/incident: declare an incident"), "{shown:#}");
}

fn pasted() -> Value {
    json!({"as": "ada", "channel": "#incidents", "text": "`resolve INC-K7F3QD`"})
}

fn told(bench: &Bench) -> Vec<Value> {
    bench.sandbox.dump()["slack"]["ephemerals"].as_array().unwrap().clone()
}

#[tokio::test]
async fn what_people_do_is_answered_through_a_connection() {
    let bench = Bench::with(sockets(Pace::default())).await;
    connected(&bench, 2).await;
    help_is_told(&bench).await;
    let opened = bench.act("shortcut", json!({"as": "ada", "callback_id": "declare_incident"})).await;
    assert_eq!(opened["view"]["callback_id"], "declare", "{opened:#}");
    let submit = async |values: Value| {
        bench
            .act(
                "submit",
                json!({"as": "ada", "view_id": opened["view"]["id"], "values": values, "unchecked": true}),
            )
            .await
    };
    let shown = submit(json!({"severity": "1"})).await;
    assert_eq!(shown["errors"]["title"], "Say in a few words what is wrong.", "{shown:#}");
    let shown = submit(json!({"title": "Checkout fails", "severity": "1"})).await;
    assert_eq!(shown["view"]["title"]["text"], "Saved", "{shown:#}");

    bench.act("message", pasted()).await;
    assert_eq!(bench.events_answered(1).await, [("200".to_owned(), 0)]);
    assert!(told(&bench)[1]["text"].as_str().unwrap().starts_with("Saved: "));
    let nothing_by_http = reqwest::Client::new().post(format!("{}/slack/events", bench.url)).send().await;
    assert_eq!(nothing_by_http.unwrap().status(), reqwest::StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_not_durable_is_not_acknowledged() {
    let bench = Bench::with(Setup { room: 0, ..sockets(Pace::default()) }).await;
    connected(&bench, 2).await;
    bench.act("message", pasted()).await;
    let unacknowledged = |retry| ("timeout".to_owned(), retry);
    assert_eq!(bench.events_answered(2).await, [unacknowledged(0), unacknowledged(1)]);
}

#[tokio::test]
async fn a_slow_answer_holds_nobody_up() {
    let bench = Bench::with(sockets(Pace { connections: 1, ..Pace::default() })).await;
    connected(&bench, 1).await;
    bench.sandbox.faults().add(Rule::new(System::Slack, "users.info", Fault::Hang(true)).times(1));
    let slow = bench.command("zoe", "/incident");
    let quick = async {
        bench.faults_are_spent().await;
        let started = Instant::now();
        help_is_told(&bench).await;
        assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    };
    let (slow, ()) = tokio::join!(slow, quick);
    assert!(Bench::told(&slow).starts_with("Not taken yet: "), "{slow:#}");
}

#[tokio::test]
async fn what_a_broken_connection_left_unanswered_is_done_once() {
    let bench = Bench::with(sockets(Pace::default())).await;
    connected(&bench, 2).await;
    bench.act("message", pasted()).await;
    let _silent = bench.temporal_is_asked().await;
    let sockets = bench.sandbox.dump()["slack"]["sockets"].as_array().unwrap().clone();
    let busy = sockets.iter().find(|socket| socket["envelopes"] == 1).unwrap();
    assert_eq!(bench.sandbox.sockets().cut(Which::One(busy["id"].as_u64().unwrap())), 1);

    let answered = bench.events_answered(2).await;
    assert_eq!(answered[1], ("200".to_owned(), 1), "{answered:?}");
    assert_eq!(told(&bench).len(), 1);
    connected(&bench, 2).await;
    help_is_told(&bench).await;
}

#[tokio::test]
async fn before_slack_closes_a_connection_the_next_is_open() {
    let bench = Bench::with(sockets(Pace { connections: 1, ..Pace::default() })).await;
    let old = connected(&bench, 1).await;
    let grace = Duration::from_secs(2);
    bench.sandbox.sockets().disconnect(Which::All, DisconnectReason::Warning, grace);
    let started = Instant::now();
    while bench.sandbox.sockets().ids().contains(&old[0]) {
        help_is_told(&bench).await;
        assert!(started.elapsed() < PATIENCE);
    }
    connected(&bench, 1).await;
    help_is_told(&bench).await;
}

#[tokio::test]
async fn who_is_refused_keeps_trying() {
    let pace = Pace { connections: 1, refused_pause: Duration::from_millis(50), ..Pace::default() };
    let bench = Bench::with(Setup::default()).await;
    let fault = Fault::Error("invalid_auth".to_owned());
    bench.sandbox.faults().add(Rule::new(System::Slack, "apps.connections.open", fault).times(3));
    let _starter = bench.another(sockets(pace)).await;
    let refused = connected(&bench, 1).await;
    bench.faults_are_spent().await;

    bench.sandbox.sockets().disconnect(Which::All, DisconnectReason::LinkDisabled, Duration::ZERO);
    let has_another = async || {
        let ids = bench.sandbox.sockets().ids();
        !ids.is_empty() && ids != refused
    };
    until("another connection is open", has_another).await;
    help_is_told(&bench).await;
}

/// As where something between Slack and the starter forgets a connection: it looks open, and nothing comes.
#[tokio::test]
async fn a_connection_in_which_nothing_is_heard_is_replaced() {
    let links = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let link = json!({"ok": true, "url": format!("ws://{}/", links.local_addr().unwrap())});
    let api = Router::new().route("/apps.connections.open", post(async move || Json(link)));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let slack = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, api).await.unwrap() });

    let bench = Bench::start().await;
    let (ping, silence) = (Duration::from_millis(20), Duration::from_millis(100));
    let pace = Pace { connections: 1, ping, silence, ..Pace::default() };
    let _starter = bench.another(Setup { slack: Some(slack), ..sockets(pace) }).await;
    let mut open = Vec::new();
    for _ in 0..3 {
        let (stream, _) = timeout(PATIENCE, links.accept()).await.expect("a connection").unwrap();
        let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
        socket.send(Message::text(json!({"type": "hello"}).to_string())).await.unwrap();
        open.push(socket);
    }
}

#[tokio::test]
async fn two_starters_share_what_comes_and_either_is_enough() {
    let bench = Bench::with(sockets(Pace::default())).await;
    let mut other = bench.another(sockets(Pace::default())).await;
    connected(&bench, 4).await;
    for _ in 0..4 {
        help_is_told(&bench).await;
    }
    let sockets = bench.sandbox.dump()["slack"]["sockets"].as_array().unwrap().clone();
    assert!(sockets.iter().all(|socket| socket["envelopes"] == 1), "{sockets:?}");
    other.tell_to_stop();
    other.stopped().await;
    connected(&bench, 2).await;
    for _ in 0..4 {
        help_is_told(&bench).await;
    }
}

#[tokio::test]
async fn stopping_acknowledges_what_is_under_way_and_closes() {
    let mut bench = Bench::with(sockets(Pace::default())).await;
    connected(&bench, 2).await;
    bench.act("message", pasted()).await;
    let _silent = bench.temporal_is_asked().await;
    bench.starter.tell_to_stop();
    bench.starter.stopped().await;
    assert_eq!(bench.events_answered(1).await, [("200".to_owned(), 0)]);
    connected(&bench, 0).await;
}

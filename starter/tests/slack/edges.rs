//! What the starter takes on, and whom it waits for.

use std::time::{Duration, Instant};

use muster_sandbox::{Fault, Rule, System};
use muster_starter::serve::Limits;
use reqwest::StatusCode;

use crate::{
    harness::{Bench, until},
    press,
    raw::Raw,
};

const SHORT: Duration = Duration::from_millis(300);

/// Longer than what is cut after `SHORT` takes on a busy machine, shorter than the next longer limit.
const SOON: Duration = Duration::from_millis(2_500);

const POST: &str = "POST /slack/events HTTP/1.1\r\nhost: muster\r\n";
const GET: &str = "GET /healthz HTTP/1.1\r\nhost: muster\r\n";

#[tokio::test]
async fn whoever_sends_headers_slowly_is_cut() {
    let bench = Bench::within(Limits { headers_within: SHORT, ..Limits::default() }).await;
    for start in ["", "PO", POST] {
        let started = Instant::now();
        let answer = Raw::open(&bench.url).await.send(start).await.answer_while_dripping().await;
        assert_eq!(answer, "", "{start}");
        assert!((SHORT..SOON).contains(&started.elapsed()), "{start}: {:?}", started.elapsed());
    }
}

#[tokio::test]
async fn whoever_sends_a_body_slowly_is_cut() {
    let bench = Bench::within(Limits { body_within: SHORT, ..Limits::default() }).await;
    let started = Instant::now();
    let slow = Raw::open(&bench.url).await.send(&format!("{POST}content-length: 100000\r\n\r\n")).await;
    let answer = slow.answer_while_dripping().await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!((SHORT..SOON).contains(&started.elapsed()), "{:?}", started.elapsed());
}

#[tokio::test]
async fn no_connection_is_open_for_long() {
    let bench = Bench::within(Limits { connection: SHORT, ..Limits::default() }).await;
    let slow = Raw::open(&bench.url).await.send(&format!("{POST}content-length: 100000\r\n\r\n")).await;
    assert_eq!(slow.answer_while_dripping().await, "");
    // Nor is there a second request in one.
    let polite = Raw::open(&bench.url).await.send(&format!("{GET}connection: keep-alive\r\n\r\n")).await;
    let answer = polite.answer().await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\nok"), "{answer}");
}

#[tokio::test]
async fn too_large_is_said_to_be_so() {
    let bench = Bench::start().await;
    let many: String = (0..65).map(|n| format!("x-{n}: 1\r\n")).collect();
    for headers in [format!("x: {}\r\n", "a".repeat(16 * 1024)), many] {
        let answer = Raw::open(&bench.url).await.send(&format!("{GET}{headers}\r\n")).await.answer().await;
        assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    }
    let chunk =
        format!("{POST}transfer-encoding: chunked\r\n\r\n{:x}\r\n{}\r\n", 1 << 20, "a".repeat(1 << 20));
    let answer = Raw::open(&bench.url).await.send(&chunk).await.send("1\r\na\r\n").await.answer().await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[tokio::test]
async fn too_many_at_once_hear_so_at_once() {
    let bench = Bench::within(Limits { requests: 1, ..Limits::default() }).await;
    bench.sandbox.faults().add(Rule::new(System::Slack, "users.info", Fault::Hang(true)).times(1));
    let press = press("confirm", "http://127.0.0.1:9/");
    let under_way = bench.send_signed("interactions", &press);
    let others = async {
        bench.faults_are_spent().await;
        let started = Instant::now();
        assert_eq!(bench.send_signed("events", "{}").await, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(bench.send("events", "{}", "another secret", 0).await, StatusCode::UNAUTHORIZED);
        let health = reqwest::get(format!("{}/healthz", bench.url)).await.unwrap();
        assert_eq!(health.status(), StatusCode::OK);
        assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    };
    tokio::join!(under_way, others);
    assert_eq!(bench.send_signed("events", "{}").await, StatusCode::BAD_REQUEST, "the place is free again");
}

#[tokio::test]
async fn who_says_nothing_holds_nobody_up_for_long() {
    let limits = Limits { connections: 2, headers_within: SHORT, ..Limits::default() };
    let bench = Bench::within(limits).await;
    let _silent = [Raw::open(&bench.url).await, Raw::open(&bench.url).await, Raw::open(&bench.url).await];
    let started = Instant::now();
    assert_eq!(bench.send_signed("events", "{}").await, StatusCode::BAD_REQUEST);
    assert!((SHORT..SOON).contains(&started.elapsed()), "{:?}", started.elapsed());
}

#[tokio::test]
async fn stopping_finishes_what_is_under_way_and_begins_nothing() {
    let mut bench = Bench::start().await;
    let url = format!("{}/readyz", bench.url);
    let under_way = tokio::spawn(async move { reqwest::get(url).await.unwrap().status() });
    let _silent = bench.temporal_is_asked().await;
    bench.starter.tell_to_stop();
    until("nobody is let in", async || Raw::try_open(&bench.url).await.is_err()).await;
    assert!(!under_way.is_finished());
    bench.starter.stopped().await;
    assert_eq!(under_way.await.unwrap(), StatusCode::OK);
}

#[tokio::test]
async fn stopping_waits_for_nobody_forever() {
    let mut bench = Bench::within(Limits { drain: SHORT, ..Limits::default() }).await;
    let slow = Raw::open(&bench.url).await.send(POST).await;
    assert_eq!(bench.send_signed("events", "{}").await, StatusCode::BAD_REQUEST, "the slow one is accepted");
    let started = Instant::now();
    bench.starter.tell_to_stop();
    bench.starter.stopped().await;
    assert!((SHORT..SOON).contains(&started.elapsed()), "{:?}", started.elapsed());
    assert_eq!(slow.answer().await, "");
}

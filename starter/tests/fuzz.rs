//! Whatever comes to the signed paths, rightly signed: it is taken or refused, and does no harm.

#![allow(clippy::unwrap_used, reason = "what a test cannot do without fails it")]

#[path = "fuzz/bench.rs"]
mod bench;
#[path = "fuzz/memory.rs"]
mod memory;
#[path = "fuzz/samples.rs"]
mod samples;
#[path = "fuzz/spoil.rs"]
mod spoil;

use axum::http::StatusCode;
use bench::{Bench, Who};
use proptest::{collection::vec, prelude::*, strategy::ValueTree, test_runner::TestRunner};
use samples::{Sample, body};
use serde_json::Value;

const PATHS: [&str; 3] = ["commands", "interactions", "events"];

/// What thousands of requests may leave behind, in kilobytes: allocators keep some of what was freed.
const GROWTH: usize = 48 * 1024;

/// Where a request is so large that the test takes its time, one in so many of the places in it is tried.
const SOME: usize = 13;

/// Nothing that is sent makes the starter fail, and what is refused is refused as the sender's fault.
async fn send(bench: &Bench, path: &str, body: impl Into<Vec<u8>>) -> StatusCode {
    let body = body.into();
    let shown = String::from_utf8_lossy(&body[..body.len().min(2_000)]).into_owned();
    let status = bench.send(path, body).await;
    assert!(status.is_success() || status.is_client_error(), "{status} for {path}: {shown}");
    status
}

#[tokio::test]
async fn whatever_is_sent_is_taken_or_refused() {
    let bench = Bench::start(Who::Guest).await;
    let large = samples::all(&bench.response_url);
    let small: Vec<_> = large.iter().map(Sample::small).collect();
    every_sample_is_taken(&bench, &large).await;

    let before = memory::resident();
    random_bytes(&bench).await;
    truncated(&bench, &small).await;
    spoiled(&bench, &small, spoil::each_value).await;
    let by_turns = |payload: &Value| spoil::each_value_by_turns(payload).into_iter().step_by(SOME).collect();
    spoiled(&bench, &large, by_turns).await;
    deeply_nested(&bench, &small).await;
    huge(&bench, &small).await;
    if let (Some(before), Some(after)) = (before, memory::resident()) {
        let grown = after.saturating_sub(before);
        assert!(grown < GROWTH, "{grown} kB are left behind");
    }
    every_sample_is_taken(&bench, &large).await;
}

/// What a full member does goes further: the same with fewer, and with Temporal away.
#[tokio::test]
async fn whatever_a_member_sends_is_taken_or_refused() {
    let bench = Bench::start(Who::Member).await;
    let small: Vec<_> = samples::all(&bench.response_url).iter().map(Sample::small).collect();
    every_sample_is_taken(&bench, &small).await;
    spoiled(&bench, &small, spoil::each_value_by_turns).await;
}

async fn every_sample_is_taken(bench: &Bench, samples: &[Sample]) {
    for Sample { path, payload } in samples {
        assert_eq!(send(bench, path, body(path, &payload.to_string())).await, StatusCode::OK, "{payload}");
    }
}

async fn random_bytes(bench: &Bench) {
    let mut runner = TestRunner::deterministic();
    let bytes = prop_oneof![
        vec(any::<u8>(), 0..300),
        r"\PC{0,300}".prop_map(String::into_bytes),
        r#"(payload=)?[\[\]{}":,0-9a-z%\\+&=]{0,60}"#.prop_map(String::into_bytes),
    ];
    for turn in 0..1_000 {
        let bytes = bytes.new_tree(&mut runner).unwrap().current();
        send(bench, PATHS[turn % 3], bytes).await;
    }
}

/// At every byte, of the JSON and of the form that it may be in.
async fn truncated(bench: &Bench, samples: &[Sample]) {
    for Sample { path, payload } in samples {
        let json = payload.to_string();
        for end in 0..json.len() {
            if *path != "commands" {
                let status = send(bench, path, body(path, &json[..end])).await;
                assert_eq!(status, StatusCode::BAD_REQUEST, "{}", &json[..end]);
            }
        }
        if *path != "events" {
            let body = body(path, &json);
            for end in (0..body.len()).step_by(3) {
                send(bench, path, &body.as_bytes()[..end]).await;
            }
        }
    }
}

async fn spoiled(bench: &Bench, samples: &[Sample], spoil: impl Fn(&Value) -> Vec<String>) {
    for Sample { path, payload } in samples {
        for json in spoil(payload) {
            send(bench, path, body(path, &json)).await;
        }
    }
}

async fn deeply_nested(bench: &Bench, samples: &[Sample]) {
    let lists = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let objects = r#"{"a":"#.repeat(70_000);
    for nested in [lists, objects] {
        for path in ["interactions", "events"] {
            assert_eq!(send(bench, path, body(path, &nested)).await, StatusCode::BAD_REQUEST);
        }
        for Sample { path, payload } in samples {
            for json in spoil::each_value_as(payload, &nested).step_by(SOME) {
                send(bench, path, body(path, &json)).await;
            }
        }
    }
}

async fn huge(bench: &Bench, samples: &[Sample]) {
    let text = format!("\"{}\"", "x".repeat(900_000));
    for Sample { path, payload } in samples {
        for json in spoil::each_value_as(payload, &text).step_by(SOME) {
            send(bench, path, body(path, &json)).await;
        }
        let too_large = format!("{payload}{}", " ".repeat(2 << 20));
        assert_eq!(send(bench, path, too_large).await, StatusCode::PAYLOAD_TOO_LARGE);
    }
}

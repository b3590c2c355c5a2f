//! Monitors have places of their own, and leave Slack its.

use std::time::Duration;

use muster_starter::serve::Limits;
use reqwest::StatusCode;
use serde_json::json;

use crate::{
    harness::{ALERTS_TOKEN, Bench, Setup, until},
    raw::Raw,
};

/// Tells of an alert, as Alertmanager does.
async fn alert(bench: &Bench, name: &str) -> StatusCode {
    let alert = json!({
        "status": "firing", "labels": { "alertname": name, "instance": "web-1.example.com", "severity": "1" },
        "annotations": {}, "startsAt": "2026-11-27T09:00:00Z", "endsAt": "0001-01-01T00:00:00Z",
        "generatorURL": "", "fingerprint": "f",
    });
    let body = json!({ "version": "4", "status": "firing", "alerts": [alert] });
    let url = format!("{}/alerts/alertmanager", bench.url);
    let told = reqwest::Client::new().post(url).bearer_auth(ALERTS_TOKEN).json(&body).send();
    told.await.unwrap().status()
}

#[tokio::test]
async fn a_burst_of_alerts_hears_at_once_to_come_again_and_slack_does_not() {
    let limits = Limits { alerts: 1, ..Limits::default() };
    let bench = Bench::with(Setup { limits, heals: true, ..Setup::default() }).await;
    // Temporal does not take it.
    let under_way = alert(&bench, "WebErrors");
    let others = async {
        until("the place is taken", async || alert(&bench, "Other").await == StatusCode::SERVICE_UNAVAILABLE)
            .await;
        assert_eq!(bench.send_signed("events", "{}").await, StatusCode::BAD_REQUEST, "Slack's is free");
        let health = reqwest::get(format!("{}/healthz", bench.url)).await.unwrap();
        assert_eq!(health.status(), StatusCode::OK);
    };
    let (answer, ()) = tokio::join!(under_way, others);
    assert_eq!(answer, StatusCode::SERVICE_UNAVAILABLE, "it is not durable");
    assert_eq!(alert(&bench, "Other").await, StatusCode::OK, "the place is free again");
}

#[tokio::test]
async fn whoever_sends_an_alert_slowly_or_too_much_of_it_takes_no_place() {
    let limits =
        Limits { alerts: 1, body_within: Duration::from_millis(300), body_bytes: 1_000, ..Limits::default() };
    let bench = Bench::with(Setup { limits, heals: true, ..Setup::default() }).await;
    let post = "POST /alerts/signed HTTP/1.1\r\nhost: muster\r\ncontent-length: 1000\r\n\r\n";
    let slow = Raw::open(&bench.url).await.send(post).await;
    assert_eq!(alert(&bench, "Other").await, StatusCode::OK);
    let answer = slow.answer_while_dripping().await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    let url = format!("{}/alerts/signed", bench.url);
    let large = reqwest::Client::new().post(url).body("a".repeat(1_001)).send().await.unwrap();
    assert_eq!(large.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

//! What monitors tell begins runs; what does not prove whose it is begins nothing.

use std::sync::OnceLock;

use jiff::Timestamp;
use muster_tests::{ALERTS_SECRET, ALERTS_TOKEN, Book, Muster, until};
use muster_workflows::domain::{
    Period,
    runbook::{Ended, Report, Stage},
};
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};
use standardwebhooks::{HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook};

/// Alerts as Alertmanager sends them, each about one instance.
fn group(status: &str, name: &str, targets: &[&str]) -> Value {
    let alert = |target: &&str| {
        json!({
            "status": status, "labels": { "alertname": name, "instance": target },
            "annotations": { "summary": "17 % of the answers are errors" },
            "startsAt": "2026-11-27T09:00:00Z", "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "", "fingerprint": format!("f-{target}"),
        })
    };
    json!({ "version": "4", "status": status, "alerts": targets.iter().map(alert).collect::<Vec<_>>() })
}

fn to_alertmanager(muster: &Muster, token: Option<&str>, body: &Value) -> RequestBuilder {
    let url = format!("{}/alerts/alertmanager", muster.starter_url);
    let request = http().post(url).json(body);
    match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    }
}

/// A signed alert, with this id, signed at this time.
fn signed(muster: &Muster, id: &str, at: Timestamp, body: &str) -> RequestBuilder {
    let signature = Webhook::new(ALERTS_SECRET).unwrap().sign(id, at.as_second(), body.as_bytes()).unwrap();
    http()
        .post(format!("{}/alerts/signed", muster.starter_url))
        .header(HEADER_WEBHOOK_ID, id)
        .header(HEADER_WEBHOOK_TIMESTAMP, at.as_second())
        .header(HEADER_WEBHOOK_SIGNATURE, signature)
        .body(body.to_owned())
}

/// One for all: each reads the system's certificates.
fn http() -> reqwest::Client {
    static HTTP: OnceLock<reqwest::Client> = OnceLock::new();
    HTTP.get_or_init(reqwest::Client::new).clone()
}

async fn status(request: RequestBuilder) -> StatusCode {
    request.send().await.unwrap().status()
}

/// A runbook for the alerts of one name, in force.
fn in_force<'a>(muster: &'a Muster, name: &str) -> Book<'a> {
    let book = muster.runbook(|runbook| {
        runbook["trigger"][0]["alert"]["labels"] = json!({ "alertname": name });
        runbook["guard"]["cool_down"] = json!("1h");
    });
    book.put_in_force();
    book
}

fn is_healed(run: &Report) -> bool {
    run.stage == Stage::Ended(Ended::Healed)
}

#[tokio::test(flavor = "multi_thread")]
async fn alertmanager_tells_and_its_repeats_begin_nothing_more() {
    let muster = Muster::start().await;
    let book = in_force(&muster, "Errors");
    for target in ["web-1", "web-2"] {
        muster.sandbox.fall_ill(target, Some("restart"));
    }
    let firing = group("firing", "Errors", &["web-1", "web-2"]);
    for _ in 0..3 {
        let answer = to_alertmanager(&muster, Some(ALERTS_TOKEN), &firing).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(answer, json!({ "taken": true, "runbooks": [book.name] }));
    }
    let other = group("firing", "Others", &["web-1"]);
    let answer = to_alertmanager(&muster, Some(ALERTS_TOKEN), &other).send().await.unwrap();
    assert_eq!(answer.json::<Value>().await.unwrap(), json!({ "taken": true, "runbooks": [] }));
    let mut mixed = group("firing", "Errors", &["web-1", "web-2"]);
    mixed["alerts"][1]["labels"] = json!({ "alertname": "Errors" });
    let answer = status(to_alertmanager(&muster, Some(ALERTS_TOKEN), &mixed)).await;
    assert_eq!(answer, StatusCode::OK, "what is clear is taken");
    let runs = book.ended(2).await;
    assert!(runs.iter().all(is_healed), "{runs:#?}");
    assert!(runs.iter().all(|run| run.noticed == "17 % of the answers are errors"));
    assert_eq!(muster.outside().hooks().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn any_monitor_tells_with_a_signature_and_a_request_that_is_sent_again_begins_nothing() {
    let muster = Muster::start().await;
    let mut book = in_force(&muster, "Signed");
    book.runbook.guard.cool_down = Period::seconds(0);
    book.put_in_force();
    muster.sandbox.fall_ill("web-1", Some("restart"));
    let now = Timestamp::now();
    let tell = async |id: &str| {
        let alert = json!({
            "fingerprint": "f", "labels": { "alertname": "Signed", "instance": "web-1" }, "since": now, "summary": id,
        });
        let answer = signed(&muster, id, now, &alert.to_string()).send().await.unwrap();
        assert_eq!(answer.json::<Value>().await.unwrap()["taken"], json!(true));
    };
    tell("msg-1").await;
    assert!(is_healed(&book.run().await));
    muster.sandbox.fall_ill("web-1", Some("restart"));
    tell("msg-1").await;
    tell("msg-2").await;
    let mut runs = book.ended(2).await;
    runs.sort_by(|one, other| one.noticed.cmp(&other.noticed));
    let noticed: Vec<_> = runs.iter().map(|run| run.noticed.as_str()).collect();
    assert_eq!(noticed, ["msg-1", "msg-2"]);
    assert!(runs.iter().all(is_healed), "{runs:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_prove_whose_it_is_or_makes_no_sense_is_refused_and_counted() {
    let muster = Muster::start().await;
    let book = in_force(&muster, "Refused");
    let firing = group("firing", "Refused", &["web-1"]);
    for token in [None, Some(""), Some("another")] {
        assert_eq!(
            status(to_alertmanager(&muster, token, &firing)).await,
            StatusCode::UNAUTHORIZED,
            "{token:?}"
        );
    }
    let alert = json!({
        "fingerprint": "f", "labels": { "alertname": "Refused", "instance": "web-1" }, "since": Timestamp::now(),
    })
    .to_string();
    let (now, old) = (Timestamp::now(), Timestamp::now() - jiff::SignedDuration::from_mins(6));
    assert_eq!(
        status(signed(&muster, "old", old, &alert)).await,
        StatusCode::UNAUTHORIZED,
        "an old one, replayed"
    );
    let changed = signed(&muster, "changed", now, &alert).body(alert.replace("web-1", "web-2"));
    assert_eq!(status(changed).await, StatusCode::UNAUTHORIZED, "another body than was signed");
    let unsigned = http().post(format!("{}/alerts/signed", muster.starter_url)).body(alert.clone());
    assert_eq!(status(unsigned).await, StatusCode::UNAUTHORIZED);

    assert_eq!(status(signed(&muster, "odd", now, "{}")).await, StatusCode::BAD_REQUEST);
    let odd = to_alertmanager(&muster, Some(ALERTS_TOKEN), &json!({ "alerts": 1 }));
    assert_eq!(status(odd).await, StatusCode::BAD_REQUEST);
    let mut of_nothing = firing.clone();
    of_nothing["alerts"][0]["labels"] = json!({ "alertname": "Refused" });
    let of_nothing = to_alertmanager(&muster, Some(ALERTS_TOKEN), &of_nothing).send().await.unwrap();
    assert_eq!(of_nothing.status(), StatusCode::BAD_REQUEST);
    let why = of_nothing.json::<Value>().await.unwrap()["why"].to_string();
    assert!(why.contains("which names the target"), "{why}");

    let ready = reqwest::get(format!("{}/readyz", muster.starter_url)).await.unwrap().text().await.unwrap();
    assert!(ready.contains("alerts: 0 taken, 6 refused, 3 unreadable, 0 not taken"), "{ready}");
    assert!(!book.has_keeper().await, "nobody was told");
}

/// A thousand alerts from fifty targets, each told twenty times: none is lost, and each target is healed once.
#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_requests_is_a_run_for_each_target_and_few_signals() {
    let muster = Muster::start().await;
    let book = in_force(&muster, "Storm");
    let targets: Vec<_> = (0..50).map(|n| format!("web-{n}")).collect();
    for target in &targets {
        muster.sandbox.fall_ill(target, Some("restart"));
    }
    let requests = (0..20).flat_map(|_| &targets).map(|target| {
        status(to_alertmanager(&muster, Some(ALERTS_TOKEN), &group("firing", "Storm", &[target])))
    });
    let answers: Vec<_> = futures_util::StreamExt::collect(futures_util::StreamExt::buffer_unordered(
        futures_util::stream::iter(requests.collect::<Vec<_>>()),
        40,
    ))
    .await;
    assert!(answers.iter().all(|status| *status == StatusCode::OK), "{answers:?}");
    let runs = book.ended(50).await;
    assert!(runs.iter().all(is_healed));
    assert_eq!(muster.outside().hooks().len(), 50);
    let signals = until("its history is read", async || book.signals().await.into()).await;
    assert!(signals < 200, "{signals} signals for a thousand alerts");
}

//! A real Prometheus that watches the company's services, and a real Alertmanager that tells Muster.

use muster_sandbox::programs::{Alertmanager, Prometheus};
use muster_tests::{ALERTS_TOKEN, Muster, Setup, notice};
use muster_workflows::domain::runbook::{Ended, Stage};
use serde_json::json;

use super::{
    approval::{asking, press, to_be_allowed},
    ended, hooks, once,
};

/// One that asks every second how these services are.
pub(super) fn watching(muster: &Muster, services: &[&str], alertmanager: &str) -> String {
    let sandbox = muster.sandbox.address();
    let job = |service: &&str| {
        json!({
            "job_name": service, "metrics_path": format!("/services/{service}/metrics"),
            "static_configs": [{ "targets": [sandbox], "labels": { "service": service } }],
        })
    };
    json!({
        "global": { "scrape_interval": "1s", "evaluation_interval": "1s" },
        "rule_files": ["rules.yml"],
        "alerting": { "alertmanagers": [{ "static_configs": [{ "targets": [alertmanager] }] }] },
        "scrape_configs": services.iter().map(job).collect::<Vec<_>>(),
    })
    .to_string()
}

/// An alert about each that is ill.
fn rules() -> String {
    let ill = json!({
        "alert": "Ill", "expr": "service_well == 0", "annotations": { "summary": "{{ $labels.service }} is ill" },
    });
    json!({ "groups": [{ "name": "services", "rules": [ill] }] }).to_string()
}

/// One that tells this Muster, at once.
fn telling(muster: &Muster) -> String {
    let url = format!("{}/alerts/alertmanager", muster.starter_url);
    let webhook = json!({ "url": url, "http_config": { "authorization": { "credentials": ALERTS_TOKEN } } });
    json!({
        "route": { "receiver": "muster", "group_wait": "0s", "group_interval": "1s", "repeat_interval": "1s" },
        "receivers": [{ "name": "muster", "webhook_configs": [webhook] }],
    })
    .to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_prometheus_finds_is_healed_as_prometheus_sees_it() {
    let mut muster = Muster::with(Setup { without_worker: true, ..Setup::default() }).await;
    let alertmanager = Alertmanager::start(&telling(&muster)).await.unwrap();
    let config = watching(&muster, &["web-1", "web-2"], &alertmanager.address());
    let prometheus = Prometheus::start(&config, &rules()).await.unwrap();
    muster.start_worker_with(|config| config.prometheus = Some(prometheus.url().parse().unwrap()));

    let book = muster.runbook(|runbook| {
        let is_well = json!([{ "promql": { "query": "service_well{service=\"{target}\"}", "is": "== 1" } }]);
        runbook["trigger"] = json!([{ "alert": { "labels": { "alertname": "Ill" }, "target": "service" } }]);
        runbook["detect"]["probe"] = is_well.clone();
        runbook["verify"] = json!({ "probe": is_well, "good_for": "2s", "within": "30s", "every": "1s" });
        runbook["guard"]["cool_down"] = json!("1h");
    });
    book.put_in_force();
    muster.sandbox.fall_ill("web-1", Some("restart"));
    let run = book.run().await;
    assert_eq!(ended(&run), &Ended::Healed, "{run}");
    assert_eq!((run.target.as_str(), run.noticed.as_str()), ("web-1", "web-1 is ill"));
    assert_eq!(hooks(&muster), once(&["restart web-1"]));
}

/// A Muster whose worker asks a Prometheus that watches web-1, and tells nobody.
async fn beside_prometheus() -> (Muster, Prometheus) {
    let mut muster = Muster::with(Setup { without_worker: true, ..Setup::default() }).await;
    let prometheus =
        Prometheus::start(&watching(&muster, &["web-1"], "127.0.0.1:9"), &rules()).await.unwrap();
    muster.start_worker_with(|config| config.prometheus = Some(prometheus.url().parse().unwrap()));
    (muster, prometheus)
}

/// Where Prometheus has no such series, nobody knows, and nothing is done.
#[tokio::test(flavor = "multi_thread")]
async fn of_what_prometheus_does_not_watch_nobody_knows() {
    let (muster, _prometheus) = beside_prometheus().await;
    let book = muster.runbook(|runbook| {
        let query = json!({ "query": "service_well{service=\"{target}\"}", "is": "== 1" });
        runbook["detect"]["probe"] = json!([{ "promql": query }]);
    });
    book.notice([notice("web-9")]).await;
    let run = book.run().await;
    assert_eq!(run.stage, Stage::Ended(Ended::Unknown), "{run}");
    assert_eq!(hooks(&muster), []);
}

/// Whoever allows it does so for what was seen then; whether it is still so is looked at again.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_allowed_is_not_done_where_nobody_knows_any_more_that_it_is_needed() {
    let (muster, prometheus) = beside_prometheus().await;
    let book = muster.runbook(|runbook| {
        to_be_allowed(runbook);
        let query = json!({ "query": "service_well{service=\"{target}\"}", "is": "== 1" });
        runbook["detect"] = json!({ "probe": [{ "promql": query }], "bad_for": "2s", "every": "1s" });
    });
    muster.sandbox.fall_ill("web-1", Some("restart"));
    muster_tests::until("Prometheus sees it", async || {
        let url = format!("{}/api/v1/query?query=service_well==0", prometheus.url());
        let seen = reqwest::get(url).await.ok()?.text().await.ok()?;
        seen.contains("web-1").then_some(())
    })
    .await;
    book.notice([notice("web-1")]).await;
    let run = asking(&book).await;
    drop(prometheus);
    press(&muster, &run, "grace", "allow").await;
    let run = book.run().await;
    assert_eq!(ended(&run), &Ended::Unknown, "{run}");
    assert_eq!(hooks(&muster), []);
}

//! Storms of 1,000 alerts from 50 targets, each told twenty times, one storm after the other and each from other targets: what
//! they leave in memory.
//!
//! Starter, worker and sandbox are one process here. The first storm fills caches; from then on it is to stay as it is, save
//! for what the sandbox keeps of each run, which is what people would read in Slack.

use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use muster_tests::{ALERTS_TOKEN, Muster};
use muster_workflows::domain::runbook::{Ended, Stage};
use serde_json::{Value, json};

const STORMS: usize = 6;
const TARGETS: usize = 50;
const TIMES: usize = 20;
/// So many requests at once.
const AT_ONCE: usize = 40;

#[tokio::main]
async fn main() {
    let muster = Muster::start().await;
    let book = muster.runbook(|runbook| {
        runbook["trigger"][0]["alert"]["labels"] = json!({ "alertname": "Storm" });
        runbook["guard"]["cool_down"] = json!("1h");
    });
    book.put_in_force();
    let http = reqwest::Client::new();
    let url = format!("{}/alerts/alertmanager", muster.starter_url);
    println!("Storms of {} alerts from {TARGETS} targets, as fast as they are taken:", TARGETS * TIMES);
    println!("  before             {:>6} MiB", resident());
    for storm in 1..=STORMS {
        let targets: Vec<_> = (0..TARGETS).map(|n| format!("web-{storm}-{n}")).collect();
        targets.iter().for_each(|target| muster.sandbox.fall_ill(target, Some("restart")));
        let begun = Instant::now();
        let told = (0..TIMES)
            .flat_map(|_| &targets)
            .map(|target| http.post(&url).bearer_auth(ALERTS_TOKEN).json(&alert(target)).send());
        let answers: Vec<_> =
            stream::iter(told.collect::<Vec<_>>()).buffer_unordered(AT_ONCE).collect().await;
        let lost = answers.iter().filter(|answer| !answer.as_ref().is_ok_and(|it| it.status().is_success()));
        let (lost, taken): (_, Duration) = (lost.count(), begun.elapsed());
        let runs = book.ended(TARGETS * storm).await;
        let healed = runs.iter().filter(|run| run.stage == Stage::Ended(Ended::Healed)).count();
        println!(
            "  after storm {storm}      {:>6} MiB   taken in {:.1} s, {lost} lost, {healed} runs healed so far",
            resident(),
            taken.as_secs_f64()
        );
    }
}

/// As Alertmanager tells it.
fn alert(target: &str) -> Value {
    json!({ "version": "4", "status": "firing", "alerts": [{
        "status": "firing", "labels": { "alertname": "Storm", "instance": target },
        "annotations": { "summary": "17 % of the answers are errors" }, "startsAt": Timestamp::now(),
        "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "", "fingerprint": format!("f-{target}"),
    }]})
}

/// What this process holds of the machine's memory, as Linux tells.
fn resident() -> u64 {
    let told = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = told.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
    line.split_whitespace().next().and_then(|kib| kib.parse::<u64>().ok()).expect("KiB") / 1024
}

//! What is there at the end, told apart by whose it is.

use std::{collections::BTreeSet, time::Duration};

use futures_util::{StreamExt, future::join_all, stream};
use muster_workflows::{
    domain::DeclarationId,
    ids,
    incident::{self, Incident},
};
use serde_json::Value;
use temporalio_client::WorkflowFetchHistoryOptions;
use tokio::time::sleep;

use super::{
    life::Life,
    report::Report,
    verdict::{Kept, Verdict},
};
use crate::{Outside, Region, Starter, TwoRegions, replay};

/// So many workflows are asked at a time,
const AT_A_TIME: usize = 8;
/// and so often: the worker has others to answer, and reads a history anew where it has forgotten it.
const TRIES: usize = 10;

/// How it went until everything was at rest, or there was no more time.
pub(super) struct Ending {
    /// How many calls a fault hit; none is counted where not everything came to rest.
    pub(super) struck: Option<u32>,
    /// How long there was trouble,
    pub(super) trouble: Duration,
    /// and how long it then took until everything was at rest.
    pub(super) settling: Duration,
    /// How long each incident took to come to rest, once people were done with it.
    pub(super) rests: Vec<Duration>,
}

/// What it came to.
pub(super) async fn close(
    muster: &TwoRegions,
    starters: &mut [Starter],
    lives: &[Life<'_>],
    ending: Ending,
) -> Report {
    let mut report = Report::new(lives.len(), &ending);
    if ending.struck.is_none() {
        report
            .wrong
            .push(format!("{} s after the trouble not everything is at rest", ending.settling.as_secs()));
    }
    for starter in starters {
        starter.kill().await;
        let undelivered = starter.undelivered().await;
        if undelivered > 0 {
            report.wrong.push(format!("the outbox of {} still holds {undelivered}", starter.name()));
        }
    }
    let regions = [&muster.west, &muster.east];
    let outside = muster.outside();
    let known = |life: &Life<'_>| {
        let id = life.id.clone();
        async move {
            match id {
                Some(id) => join_all(regions.map(|region| look(region, &id))).await,
                None => Vec::new(),
            }
        }
    };
    let mut known = stream::iter(lives.iter().map(known)).buffered(AT_A_TIME);
    for life in lives {
        let looks = known.next().await.unwrap_or_default();
        report.attempts += looks.iter().map(Look::attempts).sum::<u64>();
        let kept: Vec<_> = looks.iter().filter_map(Look::kept).collect();
        let mut verdict = Verdict::of(life, &outside, &kept);
        for look in &looks {
            verdict.lost.extend(look.wrong().await);
        }
        if !verdict.is_good() {
            write_down(muster, life, &looks);
        }
        report.count(life, &kept, &verdict);
    }
    report.time(lives, ending.rests);
    report.wrong.extend(strangers(&outside, lives));
    report
}

/// What a region has of an incident.
struct Look {
    region: &'static str,
    /// What its workflow says.
    report: Option<incident::Report>,
    /// Its workflow's history, as JSON; why there is none.
    history: Result<Vec<u8>, String>,
}

async fn look(region: &Region, id: &DeclarationId) -> Look {
    let workflow = region.client.get_workflow_handle::<Incident>(ids::incident_of(id));
    let history = workflow.fetch_history(WorkflowFetchHistoryOptions::default()).to_json().await;
    Look {
        region: region.name(),
        report: state(region, id).await,
        history: history.map_err(|error| error.to_string()),
    }
}

impl Look {
    fn kept(&self) -> Option<Kept> {
        Some(Kept { region: self.region, report: self.report.clone()? })
    }

    /// A worker reads the history of an incident anew for each of its tasks: what does not replay hears nobody any more.
    async fn wrong(&self) -> Option<String> {
        let why = match (&self.history, &self.report) {
            (Ok(history), _) => format!("does not replay: {}", replay(history).await.err()?),
            (Err(why), Some(_)) => format!("cannot be read: {why}"),
            (Err(_), None) => return None,
        };
        Some(format!("its history in {} {why}", self.region))
    }

    /// How many attempts there were in all.
    fn attempts(&self) -> u64 {
        let history = self.history.as_deref().unwrap_or_default();
        let history: Value = serde_json::from_slice(history).unwrap_or_default();
        let events = history["events"].as_array().into_iter().flatten();
        events
            .filter_map(|event| event["attributes"]["ActivityTaskStartedEventAttributes"]["attempt"].as_u64())
            .sum()
    }
}

async fn state(region: &Region, id: &DeclarationId) -> Option<incident::Report> {
    for _ in 1..TRIES {
        match region.find_report(id).await {
            Ok(report) => return report,
            Err(_) => sleep(Duration::from_millis(500)).await,
        }
    }
    // Its worker cannot go on with it: then it is nobody's.
    region.find_report(id).await.ok().flatten()
}

/// For who looks into it.
fn write_down(muster: &TwoRegions, life: &Life<'_>, looks: &[Look]) {
    let Some(id) = &life.id else { return };
    for Look { region, history, .. } in looks {
        if let Ok(json) = history {
            let file = muster.folder().join(format!("{}-{region}.json", ids::incident_of(id)));
            std::fs::write(file, json).expect("a written history");
        }
    }
}

/// What is announced or asked of which nobody knows.
fn strangers(outside: &Outside, lives: &[Life<'_>]) -> Vec<String> {
    let known: BTreeSet<_> = lives.iter().filter_map(|life| Some(life.id.as_ref()?.as_str())).collect();
    let messages = outside.conversations().iter().flat_map(|conversation| &conversation.messages);
    let declarations: BTreeSet<_> = messages.filter_map(|message| message.declaration()).collect();
    declarations.difference(&known).map(|stranger| format!("nobody declared {stranger}")).collect()
}

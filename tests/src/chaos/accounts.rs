//! What is there at the end, told apart by whose it is.

use std::{collections::BTreeSet, time::Duration};

use futures_util::{StreamExt, stream};
use muster_workflows::{
    domain::DeclarationId,
    ids,
    incident::{self, Incident},
};
use temporalio_client::{Client, WorkflowFetchHistoryOptions};
use temporalio_common::protos::temporal::api::history::v1::history_event::Attributes;
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
                Some(id) => {
                    let (kept, attempts) = (kept(regions, &id).await, attempts(regions, &id).await);
                    (kept, attempts, unreplayable(regions, &id).await)
                }
                None => (Vec::new(), 0, Vec::new()),
            }
        }
    };
    let mut known = stream::iter(lives.iter().map(known)).buffered(AT_A_TIME);
    for life in lives {
        let (kept, attempts, unreplayable) = known.next().await.unwrap_or_default();
        report.attempts += attempts;
        let mut verdict = Verdict::of(life, &outside, &kept);
        verdict.lost.extend(unreplayable);
        if !verdict.is_good() {
            write_histories_down(muster, life).await;
        }
        report.count(life, &kept, &verdict);
    }
    report.time(lives, ending.rests);
    report.wrong.extend(strangers(&outside, lives));
    report
}

async fn kept(regions: [&Region; 2], id: &DeclarationId) -> Vec<Kept> {
    let mut kept = Vec::new();
    for region in regions {
        kept.extend(state(region, id).await.map(|report| Kept { region: region.name(), report }));
    }
    kept
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

/// A worker that has not got an incident at hand reads its history anew: what does not replay hears nobody any more.
async fn unreplayable(regions: [&Region; 2], id: &DeclarationId) -> Vec<String> {
    let mut unreplayable = Vec::new();
    for region in regions {
        if let Some(history) = history(region, id).await
            && let Err(error) = replay(&history).await
        {
            unreplayable.push(format!("its history in {} does not replay: {error}", region.name()));
        }
    }
    unreplayable
}

/// A workflow's history as JSON; none, where the region does not keep it.
async fn history(region: &Region, id: &DeclarationId) -> Option<Vec<u8>> {
    let workflow = region.client.get_workflow_handle::<Incident>(ids::incident_of(id));
    workflow.fetch_history(WorkflowFetchHistoryOptions::default()).to_json().await.ok()
}

/// For who looks into it.
async fn write_histories_down(muster: &TwoRegions, life: &Life<'_>) {
    let Some(id) = &life.id else { return };
    for region in [&muster.west, &muster.east] {
        if let Some(json) = history(region, id).await {
            let file = muster.folder().join(format!("{}-{}.json", ids::incident_of(id), region.name()));
            std::fs::write(file, json).expect("a written history");
        }
    }
}

/// How many attempts there were in all.
async fn attempts(regions: [&Region; 2], id: &DeclarationId) -> u32 {
    let mut attempts = 0;
    for Region { client, .. } in regions {
        attempts += attempts_in(client, id).await;
    }
    attempts
}

async fn attempts_in(client: &Client, id: &DeclarationId) -> u32 {
    let workflow = client.get_workflow_handle::<Incident>(ids::incident_of(id));
    let events = workflow.fetch_history(WorkflowFetchHistoryOptions::default());
    let attempts = events.map(|event| match event.ok().and_then(|event| event.attributes) {
        Some(Attributes::ActivityTaskStartedEventAttributes(started)) => started.attempt.unsigned_abs(),
        _ => 0,
    });
    attempts.fold(0, async |sum, attempt| sum + attempt).await
}

/// What is announced or asked of which nobody knows.
fn strangers(outside: &Outside, lives: &[Life<'_>]) -> Vec<String> {
    let known: BTreeSet<_> = lives.iter().filter_map(|life| Some(life.id.as_ref()?.as_str())).collect();
    let messages = outside.conversations().iter().flat_map(|conversation| &conversation.messages);
    let declarations: BTreeSet<_> = messages.filter_map(|message| message.declaration()).collect();
    declarations.difference(&known).map(|stranger| format!("nobody declared {stranger}")).collect()
}

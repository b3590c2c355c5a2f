//! What the files say is in force in Temporal: the schedules by which Muster looks by itself follow them, and so do the
//! keepers of what waits.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use muster_workflows::{
    contract::region::Noticed,
    domain::{Plan, runbook::RunbookName},
    ids, look,
};
use tokio::time::{Instant, sleep};

use super::Books;
use crate::{incidents::InForce, regions::Regions, serve::App};

/// How long between two looks at the files.
const PACE: Duration = Duration::from_secs(2);
/// After so long Temporal is looked at again, though no file has changed: somebody else may have changed something, and a look
/// that began with an old version brings that along.
const AGAIN: Duration = Duration::from_secs(600);
/// The same where a region did not take it: each keeper in the others hears it again.
const SOON: Duration = Duration::from_secs(10);
/// How long a region has to take all of it.
const WITHIN: Duration = Duration::from_secs(30);

/// Keeps it so as long as it is polled; it can be dropped at any time.
pub(crate) async fn keep(app: &App) {
    if !app.runbooks.are_wanted() {
        return;
    }
    let (mut kept, mut next) = (None, Instant::now());
    loop {
        let around = app.surroundings();
        let books = app.runbooks.current(&around);
        let written = app.runbooks.written();
        let is_kept = kept.as_ref().is_some_and(|(before, written_before): &(Arc<Books>, _)| {
            Arc::ptr_eq(before, &books) && *written_before == written
        });
        if !is_kept || Instant::now() >= next {
            let regions = &app.intake.regions;
            let wanted = of_regions(regions, &books, &around.plan, written.as_ref());
            let is_kept = regions.keep_in_force(&wanted, Instant::now() + WITHIN).await;
            next = Instant::now() + if is_kept.is_ok() { AGAIN } else { SOON };
            if let Err(unanswered) = is_kept {
                tracing::warn!(%unanswered, "the runbooks are not in force everywhere yet");
            }
            kept = Some((books, written));
        }
        sleep(PACE).await;
    }
}

/// What is to be in force in each region.
fn of_regions(
    regions: &Regions,
    books: &Books,
    plan: &Plan,
    written: Option<&BTreeSet<RunbookName>>,
) -> BTreeMap<String, InForce> {
    let of_region = |name: &str| (name.to_owned(), InForce { kept: written.cloned(), ..InForce::default() });
    let mut in_force: BTreeMap<_, _> = regions.names().map(of_region).collect();
    for (name, runbook) in books {
        let Some(home) = regions.home_of(runbook) else { continue };
        for (_, other) in in_force.iter_mut().filter(|(region, _)| *region != home) {
            other.elsewhere.insert(name.clone());
        }
        let InForce { looks, runbooks, .. } = in_force.entry(home.to_owned()).or_default();
        for trigger in runbook.schedules() {
            let (name, runbook, plan) = (name.clone(), runbook.clone(), plan.clone());
            looks.insert(ids::schedule(&name, trigger), look::Input { name, runbook, plan, trigger });
        }
        let (runbook, plan, notices) = (runbook.clone(), plan.clone(), Vec::new());
        runbooks.insert(name.clone(), Noticed { name: name.clone(), runbook, plan, notices });
    }
    in_force
}

//! What the files say is in force in Temporal: the schedules by which Muster looks by itself follow them, and so do the
//! keepers of what waits.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use muster_workflows::{contract::region::Noticed, domain::Plan, ids, look};
use tokio::time::{Instant, sleep};

use super::Books;
use crate::{incidents::InForce, regions::Regions, serve::App};

/// How long between two looks at the files.
const PACE: Duration = Duration::from_secs(2);
/// After so long Temporal is looked at again, though no file has changed: somebody else may have changed something, and a look
/// that began with an old version brings that along.
const AGAIN: Duration = Duration::from_secs(600);
/// How long a region has to take all of it.
const WITHIN: Duration = Duration::from_secs(30);

/// Keeps it so as long as it is polled; it can be dropped at any time.
pub(crate) async fn keep(app: &App) {
    if !app.runbooks.are_wanted() {
        return;
    }
    let mut kept = None::<(Arc<Books>, Instant)>;
    loop {
        let around = app.surroundings();
        let books = app.runbooks.current(&around);
        let is_kept =
            |(before, at): &(Arc<Books>, Instant)| Arc::ptr_eq(before, &books) && at.elapsed() < AGAIN;
        if !kept.as_ref().is_some_and(is_kept) {
            let until = Instant::now() + WITHIN;
            let regions = &app.intake.regions;
            match regions.keep_in_force(&of_regions(regions, &books, &around.plan), until).await {
                Ok(()) => kept = Some((books, Instant::now())),
                Err(unanswered) => {
                    tracing::warn!(%unanswered, "the runbooks are not in force everywhere yet")
                }
            }
        }
        sleep(PACE).await;
    }
}

/// What is to be in force in each region.
fn of_regions(regions: &Regions, books: &Books, plan: &Plan) -> BTreeMap<String, InForce> {
    let mut in_force = BTreeMap::<_, InForce>::new();
    for (name, runbook) in books {
        let Some(home) = regions.home_of(runbook) else { continue };
        let InForce { looks, runbooks } = in_force.entry(home.to_owned()).or_default();
        for trigger in runbook.schedules() {
            let (name, runbook, plan) = (name.clone(), runbook.clone(), plan.clone());
            looks.insert(ids::schedule(&name, trigger), look::Input { name, runbook, plan, trigger });
        }
        let (runbook, plan, notices) = (runbook.clone(), plan.clone(), Vec::new());
        runbooks.insert(name.clone(), Noticed { name: name.clone(), runbook, plan, notices });
    }
    in_force
}

//! Looks of Muster's own begin by Temporal's schedules, which follow the runbooks' files.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use muster_workflows::{
    domain::{Plan, runbook::Trigger},
    ids, look,
};
use tokio::time::{Instant, sleep};

use crate::{incidents::Looks, regions::Regions, runbooks::Books, serve::App};

/// How long between two looks at the files.
const PACE: Duration = Duration::from_secs(2);
/// After so long they are looked at again, though no file has changed: somebody else may have changed them.
const AGAIN: Duration = Duration::from_secs(600);
/// How long a region has to take all of it.
const WITHIN: Duration = Duration::from_secs(30);

/// Keeps them as long as it is polled; it can be dropped at any time.
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
            let wanted = looks(regions, &books, &around.plan);
            match regions.keep_schedules(&wanted, until).await {
                Ok(()) => kept = Some((books, Instant::now())),
                Err(unanswered) => {
                    tracing::warn!(%unanswered, "the schedules of runbooks are not as they should be yet")
                }
            }
        }
        sleep(PACE).await;
    }
}

/// The looks of each region.
fn looks(regions: &Regions, books: &Books, plan: &Plan) -> BTreeMap<String, Looks> {
    let mut looks = BTreeMap::<_, Looks>::new();
    for (name, runbook) in books {
        let Some(home) = regions.home_of(runbook) else { continue };
        let schedules = runbook.trigger.iter().enumerate();
        for (trigger, _) in schedules.filter(|(_, trigger)| matches!(trigger, Trigger::Schedule(_))) {
            let (name, runbook, plan) = (name.clone(), runbook.clone(), plan.clone());
            let id = ids::schedule(&name, trigger);
            looks
                .entry(home.to_owned())
                .or_default()
                .insert(id, look::Input { name, runbook, plan, trigger });
        }
    }
    looks
}

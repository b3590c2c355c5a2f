//! Keepers of runbooks are told, several notices at once where many come: a storm is a few signals a second, and each
//! notice is durable when its monitor is answered.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures_util::future::join_all;
use muster_workflows::{
    contract::region::Noticed,
    domain::runbook::{Notice, RunbookName},
};
use tokio::{
    sync::oneshot,
    time::{Instant, sleep_until},
};

use crate::serve::App;

/// So long between two signals to one keeper.
const PACE: Duration = Duration::from_millis(250);
/// How long a region has to take one.
const WITHIN: Duration = Duration::from_secs(5);
/// So many notices go into one: of 1.5 kB at most each, with runbook and plan they stay below 100 kB.
const AT_ONCE: usize = 40;
/// So many may wait for one keeper; of more, their monitors are to come again.
const MOST_WAITING: usize = 5_000;

/// What waits to be told.
#[derive(Default)]
pub(crate) struct Telling(Mutex<BTreeMap<RunbookName, Queue>>);

/// What waits for one keeper.
#[derive(Default)]
struct Queue {
    waiting: Vec<Waiting>,
    /// Somebody sees to it.
    has_drainer: bool,
    told_at: Option<Instant>,
}

/// Something to tell, and who waits until it is told: the same may be said again meanwhile.
struct Waiting {
    notice: Notice,
    told: Vec<oneshot::Sender<bool>>,
}

/// How something waits.
enum Queued {
    /// It does not: its monitor is to come again.
    NoRoom,
    /// Somebody sees to the queue.
    Seen,
    /// Nobody does yet.
    Unseen,
}

impl Telling {
    /// Tells the keepers of runbooks; whether all of it is durable.
    pub(crate) async fn tell(app: &Arc<App>, notices: BTreeMap<RunbookName, Vec<Notice>>) -> bool {
        let told = notices.into_iter().flat_map(|(name, notices)| {
            notices.into_iter().map(move |notice| Self::tell_one(app, name.clone(), notice))
        });
        join_all(told.collect::<Vec<_>>()).await.into_iter().all(|is_told| is_told)
    }

    async fn tell_one(app: &Arc<App>, name: RunbookName, notice: Notice) -> bool {
        let (told, is_told) = oneshot::channel();
        match app.alerts.telling.enqueue(name.clone(), notice, told) {
            Queued::NoRoom => return false,
            Queued::Seen => {}
            Queued::Unseen => drop(tokio::spawn(drain(Arc::clone(app), name))),
        }
        // One whose sender is gone was not told.
        is_told.await.unwrap_or(false)
    }

    fn enqueue(&self, name: RunbookName, notice: Notice, told: oneshot::Sender<bool>) -> Queued {
        let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = queues.entry(name).or_default();
        // A monitor that was not answered in time says the same again: it takes no more room by it.
        if let Some(same) = queue.waiting.iter_mut().find(|waiting| waiting.notice == notice) {
            same.told.push(told);
        } else if queue.waiting.len() < MOST_WAITING {
            queue.waiting.push(Waiting { notice, told: vec![told] });
        } else {
            return Queued::NoRoom;
        }
        match std::mem::replace(&mut queue.has_drainer, true) {
            true => Queued::Seen,
            false => Queued::Unseen,
        }
    }

    fn next_turn(&self, name: &RunbookName) -> Instant {
        let queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let told_at = queues.get(name).and_then(|queue| queue.told_at);
        told_at.map_or_else(Instant::now, |told_at| told_at + PACE)
    }

    /// What is told next; nothing, and nobody sees to it any more, where nothing waits.
    fn take(&self, name: &RunbookName) -> Vec<Waiting> {
        let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(queue) = queues.get_mut(name) else { return Vec::new() };
        let count = queue.waiting.len().min(AT_ONCE);
        let taken: Vec<_> = queue.waiting.drain(..count).collect();
        queue.has_drainer = !taken.is_empty();
        queue.told_at = Some(Instant::now());
        taken
    }
}

/// Tells one keeper, until nothing waits for it.
async fn drain(app: Arc<App>, name: RunbookName) {
    loop {
        sleep_until(app.alerts.telling.next_turn(&name)).await;
        let taken = app.alerts.telling.take(&name).into_iter();
        let (notices, waiting): (Vec<_>, Vec<_>) =
            taken.map(|Waiting { notice, told }| (notice, told)).unzip();
        if notices.is_empty() {
            return;
        }
        let is_told = tell(&app, &name, notices).await;
        // Who does not wait any more has been answered that it is not certain.
        for waits in waiting.into_iter().flatten() {
            let _ = waits.send(is_told);
        }
    }
}

async fn tell(app: &App, name: &RunbookName, notices: Vec<Notice>) -> bool {
    let around = app.surroundings();
    let Some(runbook) = app.runbooks.current(&around).get(name).cloned() else {
        tracing::info!(runbook = %name, "it is not in force any more: nothing is done");
        return true;
    };
    let noticed = Noticed { name: name.clone(), runbook, plan: (*around.plan).clone(), notices };
    let told = app.intake.regions.notify(noticed, Instant::now() + WITHIN).await;
    if let Err(unasked) = &told {
        tracing::error!(runbook = %name, %unasked, "its keeper is not told; the monitor is to come again");
    }
    told.is_ok()
}

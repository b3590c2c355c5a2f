use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    sync::Arc,
    time::Duration,
};

use futures_util::future::join_all;
use temporalio_client::{Client, WorkflowCountOptions};
use tokio::{
    sync::{Mutex, OwnedMutexGuard},
    time::{Instant, sleep},
};

use super::{audit::Audit, lookout::Lookout, trouble::Now};
use crate::{NotTaken, People, Shell, Starter};

/// Nobody looks more often than this.
const LOOK: Duration = Duration::from_millis(500);
/// Taking everything down costs a while, in which nobody does anything else: so many times as long they do.
const DO_OTHERS: u32 = 3;
/// How often it is told how far it is.
const PROGRESS: Duration = Duration::from_secs(5);

/// Where lives are played.
pub(super) struct Stage<'a> {
    pub(super) people: People<'a>,
    pub(super) lookout: Lookout,
    pub(super) audit: Audit,
    pub(super) begun: Instant,
    /// How many are declared, and told so.
    pub(super) acknowledged: Cell<usize>,
    shell: Shell,
    hands: RefCell<BTreeMap<String, Arc<Mutex<()>>>>,
}

impl<'a> Stage<'a> {
    pub(super) fn new(people: People<'a>, shell: Shell) -> Self {
        Self {
            people,
            lookout: Lookout::new(people),
            audit: Audit::default(),
            begun: Instant::now(),
            acknowledged: Cell::default(),
            shell,
            hands: RefCell::default(),
        }
    }

    /// Somebody's hands: they do one thing at a time.
    pub(super) async fn hands_of(&self, who: &str) -> OwnedMutexGuard<()> {
        let hands = self.hands.borrow_mut().entry(who.to_owned()).or_default().clone();
        hands.lock_owned().await
    }

    /// Types a command of `muster-starter`.
    pub(super) async fn type_in(&self, line: &[&str]) -> Result<(), NotTaken> {
        let output = self.shell.run(line).await;
        match output.status.success() {
            true => Ok(()),
            false => Err(NotTaken::because(String::from_utf8_lossy(&output.stderr).trim())),
        }
    }

    /// Keeps looking at what is outside.
    pub(super) async fn look(&self) -> ! {
        let mut pause = LOOK;
        loop {
            sleep(pause).await;
            let begun = Instant::now();
            self.lookout.look(self.people);
            self.audit.look(&self.lookout.now());
            pause = LOOK.max(begun.elapsed() * DO_OTHERS);
        }
    }

    /// Tells now and then how far it is.
    pub(super) async fn tell_progress(&self, number: usize, now: &Now) -> ! {
        loop {
            sleep(PROGRESS).await;
            let at = self.begun.elapsed().as_secs();
            let (acknowledged, at_rest) = (self.acknowledged.get(), self.audit.at_rest());
            let now = now.in_a_line();
            eprintln!("{at:>4} s  {acknowledged:>4} acknowledged, {at_rest:>4} of {number} at rest  {now}");
        }
    }

    /// Ends when so many are at rest, nothing goes on any more, and nobody has something left to deliver.
    pub(super) async fn settled(&self, number: usize, clients: &[Client], starters: &[Starter]) {
        loop {
            if self.audit.at_rest() == number
                && all(clients.iter().map(is_idle)).await
                && all(starters.iter().map(Starter::has_delivered)).await
            {
                return;
            }
            sleep(LOOK).await;
        }
    }
}

async fn all(conditions: impl Iterator<Item = impl Future<Output = bool>>) -> bool {
    join_all(conditions).await.into_iter().all(|holds| holds)
}

async fn is_idle(client: &Client) -> bool {
    let query = "WorkflowType = 'incident' AND ExecutionStatus = 'Running'";
    let running = client.count_workflows(query, WorkflowCountOptions::default()).await;
    running.is_ok_and(|running| running.count() == 0)
}

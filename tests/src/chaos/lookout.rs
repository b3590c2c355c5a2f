use std::sync::Arc;

use tokio::{sync::watch, task::block_in_place};

use crate::{Outside, People};

/// What is outside, looked at once for all who want to know.
pub(super) struct Lookout(watch::Sender<Arc<Outside>>);

impl Lookout {
    pub(super) fn new(people: People<'_>) -> Self {
        Self(watch::Sender::new(Arc::new(people.outside())))
    }

    /// Looks again.
    pub(super) fn look(&self, people: People<'_>) {
        self.0.send_replace(Arc::new(block_in_place(|| people.outside())));
    }

    /// What was seen last.
    pub(super) fn now(&self) -> Arc<Outside> {
        self.0.borrow().clone()
    }

    /// Waits until it is seen.
    pub(super) async fn until<T>(&self, mut seen: impl FnMut(&Outside) -> Option<T>) -> T {
        let mut looks = self.0.subscribe();
        loop {
            let found = seen(&looks.borrow_and_update());
            if let Some(found) = found {
                return found;
            }
            // The sender lives as long as we do.
            let _ = looks.changed().await;
        }
    }
}

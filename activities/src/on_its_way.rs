//! What was asked for and not answered may be on its way: giving up recalls no request. The next attempt has to come
//! after it: one that looks whether the thing is there would make a second, and a message that is newer would be
//! overwritten by the older.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use muster_workflows::contract::ARRIVES_WITHIN;

use crate::failure::Failure;

tokio::task_local! {
    static UNANSWERED: Arc<AtomicBool>;
}

/// Whether an attempt has asked for something and got no answer, also where it ended in the middle of it.
#[derive(Default)]
pub(crate) struct OnItsWay(Arc<AtomicBool>);

impl OnItsWay {
    /// The attempt's work, of which this knows.
    pub(crate) fn watch<T>(&self, work: impl Future<Output = T>) -> impl Future<Output = T> {
        UNANSWERED.scope(Arc::clone(&self.0), work)
    }

    /// How long the next attempt has to wait at least.
    pub(crate) fn pause(&self) -> Option<Duration> {
        self.0.load(Ordering::Relaxed).then_some(ARRIVES_WITHIN)
    }
}

/// Asks for what does harm where it comes late: to make something that can be made twice, because nothing that it has is
/// unique where it is made, or to put something in the place of what is there.
pub(crate) async fn noted<T>(asked: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    note(true);
    let answer = asked.await;
    note(answer.as_ref().is_err_and(Failure::is_unanswered));
    answer
}

fn note(is_unanswered: bool) {
    let noted = UNANSWERED.try_with(|unanswered| unanswered.store(is_unanswered, Ordering::Relaxed));
    debug_assert!(noted.is_ok(), "nothing is asked for outside of an attempt");
}

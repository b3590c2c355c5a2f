use std::{
    collections::VecDeque,
    future::Future,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::OnceCell;

use super::answer::Answer;

/// Slack repeats an event for some minutes at most; this is far more than come in that time.
const KEPT: usize = 2_000;

/// Bytes of an id. Slack's have a dozen; longer ones are not worth the memory.
const LONGEST: usize = 100;

/// The events that came lately. Slack repeats one whose answer it did not get, also while the answer is under way.
#[derive(Default)]
pub(crate) struct Recent(Mutex<VecDeque<(String, Arc<OnceCell<()>>)>>);

impl Recent {
    /// Handles an event, unless that is done; waits where that is under way.
    pub(super) async fn once(&self, event_id: &str, handle: impl Future<Output = Answer>) -> Answer {
        let handle = || async {
            match handle.await {
                Answer::Taken => Ok(()),
                other => Err(other),
            }
        };
        let taken = self.taken(event_id);
        taken.get_or_try_init(handle).await.map_or_else(|answer| answer, |()| Answer::Taken)
    }

    fn taken(&self, event_id: &str) -> Arc<OnceCell<()>> {
        if event_id.len() > LONGEST {
            return Arc::default();
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, taken)) = known.iter().find(|(id, _)| id == event_id) {
            return Arc::clone(taken);
        }
        if known.len() == KEPT {
            known.pop_front();
        }
        let taken = Arc::default();
        known.push_back((event_id.to_owned(), Arc::clone(&taken)));
        taken
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, future::ready};

    use tokio::{join, task::yield_now};

    use super::*;

    async fn is_known(recent: &Recent, event_id: &str) -> bool {
        recent.once(event_id, ready(Answer::Malformed)).await == Answer::Taken
    }

    #[tokio::test]
    async fn forgets_the_oldest_only() {
        let recent = Recent::default();
        for n in 0..=KEPT {
            recent.once(&n.to_string(), ready(Answer::Taken)).await;
        }
        assert!(is_known(&recent, "1").await);
        assert!(is_known(&recent, &KEPT.to_string()).await);
        assert!(!is_known(&recent, "0").await);
    }

    #[tokio::test]
    async fn keeps_nothing_huge() {
        let recent = Recent::default();
        let huge = "E".repeat(LONGEST + 1);
        recent.once(&huge, ready(Answer::Taken)).await;
        assert!(!is_known(&recent, &huge).await);
    }

    #[tokio::test]
    async fn a_repetition_waits_and_is_handled_where_the_first_was_not_taken() {
        for (first, handled) in [(Answer::Taken, 1), (Answer::NotTaken, 2)] {
            let (recent, times) = (Recent::default(), Cell::new(0));
            let handle = async |answer: Answer| {
                times.set(times.get() + 1);
                yield_now().await;
                answer
            };
            let answers =
                join!(recent.once("Ev1", handle(first.clone())), recent.once("Ev1", handle(Answer::Taken)));
            assert_eq!(answers, (first, Answer::Taken));
            assert_eq!(times.get(), handled);
        }
    }
}

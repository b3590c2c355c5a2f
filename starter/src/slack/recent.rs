use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

/// Slack repeats an event for some minutes at most; this is far more than come in that time.
const KEPT: usize = 2_000;

/// Bytes of an id. Slack's have a dozen; longer ones are not worth the memory.
const LONGEST: usize = 100;

/// The events that were answered lately. Slack repeats one whose answer it did not get.
#[derive(Default)]
pub(crate) struct Recent(Mutex<VecDeque<String>>);

impl Recent {
    pub(crate) fn has(&self, event_id: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().any(|known| known == event_id)
    }

    pub(crate) fn note(&self, event_id: String) {
        if event_id.len() > LONGEST {
            return;
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() == KEPT {
            known.pop_front();
        }
        known.push_back(event_id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forgets_the_oldest_only() {
        let recent = Recent::default();
        for n in 0..=KEPT {
            recent.note(n.to_string());
        }
        assert!(!recent.has("0"));
        assert!(recent.has("1"));
        assert!(recent.has(&KEPT.to_string()));
    }

    #[test]
    fn keeps_nothing_huge() {
        let recent = Recent::default();
        let huge = "E".repeat(LONGEST + 1);
        recent.note(huge.clone());
        assert!(!recent.has(&huge));
    }
}

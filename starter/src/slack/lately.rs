use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// People are made guests and channels are renamed now and then.
const FOR: Duration = Duration::from_secs(300);
const MOST: usize = 10_000;

/// What Slack said lately, by the id of whom or what it said it of.
pub(super) struct Kept<T>(Mutex<HashMap<String, (Instant, T)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> Kept<T> {
    /// What was said, unless that is too long ago.
    pub(super) fn get(&self, id: &str) -> Option<T> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(id).filter(|(since, _)| since.elapsed() < FOR).map(|(_, said)| said.clone())
    }

    pub(super) fn keep(&self, id: &str, said: T) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MOST {
            kept.retain(|_, (since, _)| since.elapsed() < FOR);
        }
        kept.insert(id.to_owned(), (Instant::now(), said));
    }
}

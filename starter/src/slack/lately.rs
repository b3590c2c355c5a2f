use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// People are made guests and channels are renamed now and then.
const FOR: Duration = Duration::from_secs(300);
const MOST: usize = 10_000;

/// What Slack said lately, by the id of whom or what it said it of.
pub(super) struct Lately<T>(Mutex<HashMap<String, (Instant, T)>>);

impl<T> Default for Lately<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> Lately<T> {
    /// What was said, unless that is too long ago.
    pub(super) fn get(&self, id: &str) -> Option<T> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(id).filter(|(since, _)| since.elapsed() < FOR).map(|(_, said)| said.clone())
    }

    pub(super) fn note(&self, id: &str, said: T) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, (since, _)| since.elapsed() < FOR);
        }
        known.insert(id.to_owned(), (Instant::now(), said));
    }
}

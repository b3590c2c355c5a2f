use std::{
    fmt,
    sync::atomic::{AtomicU64, Ordering},
};

/// How many requests of monitors came since the start, and what became of them; of alerts that make no sense, how many.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    taken: AtomicU64,
    refused: AtomicU64,
    unreadable: AtomicU64,
    lost: AtomicU64,
}

/// What became of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Became {
    /// It is durable.
    Taken,
    /// It does not prove whose it is.
    Refused,
    /// It makes no sense, or does not say what it is about.
    Unreadable,
    /// It is not durable, and has to come again.
    Lost,
}

impl Counts {
    /// Counts one more; how many of its kind there are now.
    pub(crate) fn count(&self, became: Became) -> u64 {
        let counter = match became {
            Became::Taken => &self.taken,
            Became::Refused => &self.refused,
            Became::Unreadable => &self.unreadable,
            Became::Lost => &self.lost,
        };
        counter.fetch_add(1, Ordering::Relaxed) + 1
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let (taken, refused) = (read(&self.taken), read(&self.refused));
        let (unreadable, lost) = (read(&self.unreadable), read(&self.lost));
        write!(f, "{taken} taken, {refused} refused, {unreadable} unreadable, {lost} not taken")
    }
}

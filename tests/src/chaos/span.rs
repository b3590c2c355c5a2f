use std::{ops::Range, time::Duration};

use rand::{RngExt, rngs::ChaCha8Rng};

/// A while, counted from the beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// When it begins.
    pub at: Duration,
    /// How long it lasts.
    pub lasts: Duration,
}

impl Span {
    /// When it is over.
    pub fn end(self) -> Duration {
        self.at + self.lasts
    }

    /// Whether a moment is in it.
    pub fn contains(self, at: Duration) -> bool {
        (self.at..self.end()).contains(&at)
    }

    /// Whether there is a moment in both.
    pub fn overlaps(self, other: Self) -> bool {
        self.at < other.end() && other.at < self.end()
    }
}

/// So many milliseconds.
pub(super) fn between(rng: &mut ChaCha8Rng, least: u64, most: u64) -> Duration {
    Duration::from_millis(rng.random_range(least..=most))
}

/// Spans one after the other until the end, with so many milliseconds between them and in them.
pub(super) fn draw(
    rng: &mut ChaCha8Rng,
    length: Duration,
    between_them: Range<u64>,
    in_them: Range<u64>,
) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut end = Duration::ZERO;
    loop {
        let at = end + Duration::from_millis(rng.random_range(between_them.clone()));
        let span = Span { at, lasts: Duration::from_millis(rng.random_range(in_them.clone())) };
        end = span.end();
        if end > length {
            return spans;
        }
        spans.push(span);
    }
}

/// Puts one more into its place; those that are in its way go.
pub(super) fn insert(spans: &mut Vec<Span>, span: Span) {
    spans.retain(|other| !other.overlaps(span));
    spans.push(span);
    spans.sort_by_key(|span| span.at);
}

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Notice, alerts::digest};
use crate::domain::runbook::SignedRequest;

/// So many are remembered; of more, those that are the first to be refused anyway are forgotten.
pub(super) const MOST: usize = 2_000;

/// The signed requests that said something, each with when it is refused because it is old: whoever gets hold of one and
/// sends it again, to whichever starter, begins nothing by it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Requests(BTreeMap<String, Timestamp>);

impl Requests {
    /// Whether what is said was said before, by the same request.
    pub(super) fn have_said(&mut self, notice: &Notice) -> bool {
        let Some(SignedRequest { id, until }) = &notice.request else { return false };
        let came_before = self.0.insert(digest(id), *until).is_some();
        if self.0.len() > MOST {
            let first = self.0.iter().min_by_key(|(_, until)| **until).map(|(key, _)| key.clone());
            first.map(|key| self.0.remove(&key));
        }
        came_before
    }

    /// Forgets those that are refused by now.
    pub(super) fn forget(&mut self, now: Timestamp) {
        self.0.retain(|_, until| *until > now);
    }

    /// When none is remembered any more.
    pub(super) fn last(&self) -> Option<Timestamp> {
        self.0.values().max().copied()
    }
}

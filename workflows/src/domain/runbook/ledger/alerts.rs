use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Notice;

/// So many of one target are told apart; what is said beyond that begins a run, but nobody waits for its end.
const MOST: usize = 10;

/// What is said about a target and not over, each since when, by digests of the monitors' fingerprints.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Alerts(BTreeMap<String, Timestamp>);

impl Alerts {
    /// This one goes on; whether that is news. What somebody asks for has no end.
    pub(super) fn open(&mut self, notice: &Notice) -> bool {
        if notice.is_asked() {
            return true;
        }
        self.insert(digest(&notice.fingerprint), notice.since)
    }

    fn insert(&mut self, key: String, since: Timestamp) -> bool {
        if let Some(known) = self.0.get_mut(&key) {
            *known = since.max(*known);
            return false;
        }
        if self.0.len() < MOST {
            self.0.insert(key, since);
        }
        true
    }

    /// This one is over; whether with it all are. An end that is told late is none of what has begun since.
    pub(super) fn close(&mut self, notice: &Notice) -> bool {
        let key = digest(&notice.fingerprint);
        let is_its_end = self.0.get(&key).is_some_and(|since| *since <= notice.since);
        is_its_end && self.0.remove(&key).is_some() && self.0.is_empty()
    }
}

impl Extend<(String, Timestamp)> for Alerts {
    fn extend<I: IntoIterator<Item = (String, Timestamp)>>(&mut self, alerts: I) {
        for (key, since) in alerts {
            self.insert(key, since);
        }
    }
}

impl IntoIterator for Alerts {
    type Item = (String, Timestamp);
    type IntoIter = std::collections::btree_map::IntoIter<String, Timestamp>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Short, however long what it is of.
pub(super) fn digest(text: &str) -> String {
    Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

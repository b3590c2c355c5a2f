//! What came before: whoever gets hold of a signed request and sends it again begins nothing by it.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Mutex, PoisonError},
};

/// So many are remembered: more than come in the five minutes in which a signature holds, or in an hour from SNS.
const REMEMBERED: usize = 20_000;

/// The ids of requests whose alerts are durable.
#[derive(Default)]
pub(crate) struct Seen(Mutex<(HashSet<String>, VecDeque<String>)>);

impl Seen {
    pub(super) fn contains(&self, id: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0.contains(id)
    }

    pub(super) fn remember(&self, id: &str) {
        let (known, order) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.insert(id.to_owned()) {
            order.push_back(id.to_owned());
        }
        if order.len() > REMEMBERED
            && let Some(oldest) = order.pop_front()
        {
            known.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_bounded() {
        let seen = Seen::default();
        (0..=REMEMBERED).for_each(|n| seen.remember(&n.to_string()));
        assert!(!seen.contains("0") && seen.contains("1") && seen.contains(&REMEMBERED.to_string()));
    }
}

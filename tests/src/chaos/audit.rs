use std::{cell::RefCell, collections::VecDeque, time::Duration};

use muster_workflows::domain::{DeclarationId, Step};
use tokio::time::Instant;

use crate::{Count, End, Leftovers, Outside};

/// Steps that are given up once an incident is resolved, and what is counted of them.
pub(super) const MOOT: [(Step, &str); 3] = [
    (Step::Responders, "responders"),
    (Step::ManagementAlert, "managers alerted"),
    (Step::Page, "page resolved"),
];
/// What is counted of the prompt, which is not there of what was confirmed at once.
pub(super) const PROMPT: &str = "prompt answered";

/// So many are looked at at once.
const AT_ONCE: usize = 10;

/// Those that people are done with, until all that their end asks for is there.
#[derive(Default)]
pub(super) struct Audit {
    ended: RefCell<VecDeque<Ended>>,
    waits: RefCell<Vec<Duration>>,
}

struct Ended {
    id: DeclarationId,
    severity: u8,
    end: End,
    at: Instant,
}

impl Audit {
    /// People are done with one.
    pub(super) fn ended(&self, id: DeclarationId, severity: u8, end: End) {
        self.ended.borrow_mut().push_back(Ended { id, severity, end, at: Instant::now() });
    }

    /// Looks whether some of them are at rest, in turn: everything waits meanwhile.
    pub(super) fn look(&self, outside: &Outside) {
        let mut all = self.ended.borrow_mut();
        for _ in 0..all.len().min(AT_ONCE) {
            let Some(ended) = all.pop_front() else { return };
            match ended.is_at_rest(outside) {
                true => self.waits.borrow_mut().push(ended.at.elapsed()),
                false => all.push_back(ended),
            }
        }
    }

    /// How many are at rest.
    pub(super) fn at_rest(&self) -> usize {
        self.waits.borrow().len()
    }

    /// How long each took to come to rest.
    pub(super) fn waits(&self) -> Vec<Duration> {
        self.waits.borrow().clone()
    }
}

impl Ended {
    fn is_at_rest(&self, outside: &Outside) -> bool {
        let may_be_missing = |count: &Count| {
            let is_moot = MOOT.iter().any(|(_, what)| *what == count.what) && count.complete == count.made;
            count.what == PROMPT && count.made == 0 || is_moot
        };
        Leftovers::of(outside, &self.id, self.severity, self.end).lost().all(may_be_missing)
    }
}

use std::{cell::RefCell, time::Duration};

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

/// Those that people are done with, until all that their end asks for is there.
#[derive(Default)]
pub(super) struct Audit {
    ended: RefCell<Vec<Ended>>,
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
        self.ended.borrow_mut().push(Ended { id, severity, end, at: Instant::now() });
    }

    /// Looks which are at rest.
    pub(super) fn look(&self, outside: &Outside) {
        self.ended.borrow_mut().retain(|ended| {
            let is_at_rest = ended.is_at_rest(outside);
            if is_at_rest {
                self.waits.borrow_mut().push(ended.at.elapsed());
            }
            !is_at_rest
        });
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

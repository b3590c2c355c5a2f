//! What the outside world was asked: the last calls, for the dump and for tests.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde::Serialize;

use crate::faults::{Fault, System};

/// Older calls are forgotten, so that a sandbox left running does not grow.
const KEPT: usize = 2000;

/// One call of a vendor's API.
#[derive(Clone, Debug, Serialize)]
pub struct Call {
    /// Whose API.
    pub system: System,
    /// The operation, as the faults name it.
    pub operation: String,
    /// When it came, by the sandbox's clock.
    pub at: Timestamp,
    /// The HTTP status answered; none where the connection was dropped or the caller gave up.
    pub status: Option<u16>,
    /// What the vendor refused or warned of, where its answer does not show it in the status.
    #[serde(flatten)]
    pub note: Note,
    /// The fault that hit it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<Fault>,
    /// Real milliseconds until it was answered.
    pub latency_ms: u64,
}

/// What a handler tells the log about its answer: put it into the response's extensions.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Note {
    /// The vendor's error code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// The vendor's warnings and explanations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// The last calls, oldest first.
#[derive(Debug, Default)]
pub struct Log {
    calls: Mutex<VecDeque<Call>>,
}

impl Log {
    /// The calls kept, oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.lock().iter().cloned().collect()
    }

    pub(crate) fn record(&self, call: Call) {
        let mut calls = self.lock();
        if calls.len() == KEPT {
            calls.pop_front();
        }
        calls.push_back(call);
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Call>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

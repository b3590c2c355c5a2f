use std::time::Duration;

use muster_sandbox::{DisconnectReason, Sandbox, Which};
use rand::{RngExt, rngs::ChaCha8Rng};

use super::span::between;

/// Slack closes the app's connections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// When.
    pub at: Duration,
    /// Whether it says so before.
    pub is_announced: bool,
}

/// How long Slack leaves a connection open that it has said it will close.
const GRACE: Duration = Duration::from_secs(2);

impl Cut {
    pub(super) fn cut(self, sandbox: &Sandbox) -> usize {
        match self.is_announced {
            true => sandbox.sockets().disconnect(Which::All, DisconnectReason::RefreshRequested, GRACE),
            false => sandbox.sockets().cut(Which::All),
        }
    }
}

pub(super) fn draw(rng: &mut ChaCha8Rng, length: Duration) -> Vec<Cut> {
    let mut cuts = Vec::new();
    let mut at = between(rng, 2_000, 15_000);
    while at < length {
        cuts.push(Cut { at, is_announced: rng.random_bool(0.5) });
        at += between(rng, 2_000, 15_000);
    }
    cuts
}

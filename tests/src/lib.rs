//! The whole of Muster for a test: a sandbox, a starter and a worker of its own, side by side with those of other
//! tests on one real Temporal server.
//!
//! A test acts as people do, through Slack, and asserts on what the sandbox then holds.

mod incident;
mod muster;
mod outside;
mod process;
mod wait;

pub use incident::Incident;
pub use muster::{Muster, PlanChange, Setup};
pub use outside::{Channel, Issue, Meeting, Message, Outside, Page};
pub use process::WorkerProcess;
pub use wait::until;

//! The whole of Muster for a test: a sandbox, a starter and a worker of its own, side by side with those of other
//! tests on one real Temporal server.
//!
//! A test acts as people do, through Slack, and asserts on what the sandbox then holds.

pub mod chaos;
mod environment;
mod incident;
mod leftovers;
mod muster;
mod outside;
mod people;
mod process;
mod replay;
mod runbooks;
mod tls;
mod two_regions;
mod wait;

pub use incident::Incident;
pub use leftovers::{Count, End, Leftovers};
pub use muster::{ALERTS_SECRET, ALERTS_TOKEN, Muster, PlanChange, Setup};
pub use outside::{Alert, Channel, Hook, Issue, Meeting, Message, Outside, Page, PagerEvent};
pub use people::{NotTaken, People};
pub use process::{Process, WorkerProcess};
pub use replay::replay;
pub use runbooks::{Book, notice};
pub use two_regions::{Region, Shell, Starter, TwoRegions, Worker};
pub use wait::until;

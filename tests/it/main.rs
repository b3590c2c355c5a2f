//! Whole lives on a real Temporal server, time skipped, against the sandbox.

#![allow(clippy::unwrap_used, reason = "what is not there fails the test")]

mod alerts;
mod archival;
mod bad_input;
mod chaos;
mod crash;
mod crowd;
mod drill;
mod endings;
mod endurance;
mod escalation;
mod follow_ups;
mod home;
mod impact;
mod lease;
mod outages;
mod private;
mod prompt;
mod questions;
mod records;
mod remedies;
mod reminders;
mod reopen;
mod replay;
mod reset;
mod resolve;
mod responders;
mod roles;
mod runbooks;
mod severity;
mod sockets;
mod steps;
mod stood_still;
mod tls;
mod two_regions;
mod updates;
mod whole_life;
mod worker_away;
mod workflow_steps;

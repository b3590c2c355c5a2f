//! Whole lives on a real Temporal server, time skipped, against the sandbox.

mod archival;
mod bad_input;
mod endurance;
mod prompt;
mod reminders;
mod replay;
mod resolve;
mod steps;
mod whole_life;

//! Slack in, Temporal out; and the command line.

pub mod alerts;
pub mod as_code;
pub mod cli;
pub mod incidents;
pub mod intake;
pub mod outbox;
pub mod page;
pub mod plans;
pub mod regions;
pub mod runbooks;
pub mod said;
pub mod serve;
pub mod settings;
mod slack;
pub mod temporal;

pub use slack::{InvalidApi, Pace, Slack, SocketMode};

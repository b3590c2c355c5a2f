//! What Slack sends, and what the person in front of it is answered.

mod answer;
mod client;
mod commands;
mod events;
mod forms;
mod interactions;
mod kept;
mod members;
mod note;
mod problem;
mod recent;
mod resolving;
mod signature;

pub(crate) use commands::commands;
pub(crate) use events::{Channels, events};
pub(crate) use interactions::interactions;
pub(crate) use members::Members;
pub(crate) use problem::Problem;
pub(crate) use recent::Recent;
pub(crate) use signature::{Verifier, only_signed};

pub use client::{InvalidApi, Slack};

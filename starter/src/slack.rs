//! What Slack sends, and what the person in front of it is answered.

mod answer;
mod client;
mod commands;
mod events;
mod forms;
mod home;
mod http;
mod interactions;
mod lately;
mod members;
mod note;
mod once;
mod openid;
mod problem;
mod recent;
mod resolving;
mod sent;
mod signature;
pub(crate) mod socket;
mod untaken;

pub(crate) use events::Channels;
pub(crate) use http::{Door, routes};
pub(crate) use members::{Members, Outsider};
pub(crate) use openid::Exchange;
pub(crate) use problem::{Problem, SlackTrouble};
pub(crate) use recent::Recent;
pub(crate) use untaken::tell as tell_untaken;

pub use client::{InvalidApi, Slack};
pub use socket::{Pace, SocketMode};

#[cfg(test)]
pub(crate) use forms::tests::plan as example_plan;

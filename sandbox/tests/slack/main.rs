//! The sandbox's Slack, as an app meets it.
#![allow(clippy::unwrap_used, reason = "a test that meets nothing where something must be fails")]

mod acting;
mod app;
mod channels;
mod events;
mod faults;
mod forms;
mod front;
mod messages;
mod private;
mod sign_in;
mod socket;
mod socket_client;
mod world;

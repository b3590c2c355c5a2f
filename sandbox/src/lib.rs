//! The outside world simulated on one machine: Slack, Jira, Confluence, Zoom and PagerDuty, as far as Muster uses
//! them, held to their specs, and the company's own services; with faults on request and a clock that can be moved. Of
//! AWS it passes on what is asked, to a server that stands in for it.
//!
//! Tests embed it ([`Sandbox::start`]); `muster-sandbox` serves it for people and for other clients.

pub mod act;
mod aws;
mod cache;
pub mod clock;
mod confluence;
mod controls;
pub mod core;
pub mod faults;
mod jira;
pub mod log;
pub mod options;
mod page;
mod pagerduty;
pub mod programs;
mod sandbox;
mod server;
mod services;
mod slack;
pub mod temporal;
mod vendor;
mod zoom;

pub use act::Refused;
pub use clock::Clock;
pub use faults::{Fault, Faults, Rule, System, When};
pub use options::{App, Options};
pub use sandbox::Sandbox;
pub use slack::socket::{DisconnectReason, Sockets, Which};
pub use slack::{help as people_help, sign};

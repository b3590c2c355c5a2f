//! How the outside is called: the activities that `muster-workflows` declares, one file a system.

mod atlassian;
mod attempt;
pub mod config;
mod confluence;
mod failure;
mod healing;
mod http;
mod jira;
mod lease;
mod on_its_way;
mod pagerduty;
mod patience;
mod records;
pub mod region;
mod registration;
pub mod slack;
mod transcript;
mod zoom;

pub use config::Config;
pub use confluence::Confluence;
pub use healing::Healer;
pub use http::{builder as http_client_builder, client as http_client};
pub use jira::Jira;
pub use pagerduty::PagerDuty;
pub use records::Records;
pub use registration::{Activities, Unusable, all};
pub use slack::Slack;
pub use transcript::Transcript;
pub use zoom::Zoom;

//! PagerDuty: people on call are paged, and it hears who has it and when it is over.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use std::fmt;

use serde::{Deserialize, Serialize};
use temporalio_macros::activity_definitions;

use super::Facts;
use crate::domain::{DeclarationId, Link};

/// The activities that call PagerDuty.
pub struct Pager;

#[activity_definitions]
impl Pager {
    /// Opens an alert, unless one of this key is open.
    #[activity(name = "pager.trigger")]
    pub fn trigger(input: Trigger) {
        unimplemented!()
    }

    /// Somebody has the alert: nobody else is called. One that is over stays so.
    #[activity(name = "pager.acknowledge")]
    pub fn acknowledge(input: DedupKey) {
        unimplemented!()
    }

    /// Resolves the alert; one that is over stays so.
    #[activity(name = "pager.resolve")]
    pub fn resolve(input: DedupKey) {
        unimplemented!()
    }
}

/// What an implementation names in `#[activity(definition = …)]`.
pub mod activity {
    pub use super::pager::*;
}

/// By what PagerDuty knows an incident's alert: events of one key are one alert until it is resolved, also those of
/// two regions that hold the same declaration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DedupKey(String);

impl DedupKey {
    /// That of an incident. Others may send events to the same service of PagerDuty's.
    pub fn of(declaration: &DeclarationId) -> Self {
        Self(format!("muster-{declaration}"))
    }

    /// The text, at most 71 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DedupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An alert to open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trigger {
    /// By what it is known.
    pub key: DedupKey,
    /// About which incident.
    pub facts: Facts,
    /// What can be opened so far: the incident channel, the meeting, the issue.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Where the incident channel opens, if it is there.
    #[serde(default)]
    pub channel_url: Option<String>,
}

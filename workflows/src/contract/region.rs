//! What is under way in this region: Muster's own workflows, looked up and told.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use serde::{Deserialize, Serialize};
use temporalio_macros::activity_definitions;

use crate::domain::{DeclarationId, Notice, Plan, Runbook, RunbookName};

/// The activities that ask the region's Temporal server.
pub struct Region;

#[activity_definitions]
impl Region {
    /// The active incident that something is about, if there is one.
    #[activity(name = "region.active-incident")]
    pub fn active_incident(input: About) -> Option<DeclarationId> {
        unimplemented!()
    }

    /// Those of these workflows that are not running.
    #[activity(name = "region.ended")]
    pub fn ended(input: Vec<String>) -> Vec<String> {
        unimplemented!()
    }

    /// Tells a runbook's keeper; one that is not there begins with it.
    #[activity(name = "region.notify")]
    pub fn notify(input: Noticed) {
        unimplemented!()
    }
}

/// What an implementation names in `#[activity(definition = …)]`.
pub mod activity {
    pub use super::region::*;
}

/// What is said about targets of a runbook, and the runbook as it is now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Noticed {
    /// Its name.
    pub name: RunbookName,
    /// What it says.
    pub runbook: Runbook,
    /// The plan, by which incidents are declared.
    pub plan: Plan,
    /// What is said.
    pub notices: Vec<Notice>,
}

/// What an incident may be about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The incident that is meant, if it is still active.
    #[serde(default)]
    pub known: Option<DeclarationId>,
    /// Else one that impairs one of these services of the plan.
    pub services: Vec<String>,
}

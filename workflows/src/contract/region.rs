//! What is under way in this region: Muster's own workflows, looked up and told.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use temporalio_macros::activity_definitions;

use crate::{
    domain::{
        DeclarationId, Plan,
        runbook::{Notice, Runbook, RunbookName},
    },
    no_data,
};

/// The activities that ask the region's Temporal server.
pub struct Region;

#[activity_definitions]
impl Region {
    /// The active incident that something is about, if there is one.
    #[activity(name = "region.active-incident")]
    pub fn active_incident(input: About) -> Option<DeclarationId> {
        unimplemented!()
    }

    /// Those of these runs that are not under way.
    #[activity(name = "region.ended-runs")]
    pub fn ended_runs(input: Vec<DeclarationId>) -> Vec<DeclarationId> {
        unimplemented!()
    }

    /// Tells a runbook's keeper; one that is not there begins with it.
    #[activity(name = "region.notify")]
    pub fn notify(input: Noticed) {
        unimplemented!()
    }

    /// Tells that a look has learnt nothing; people read so if it lasts.
    #[activity(name = "region.no-data")]
    pub fn no_data(input: no_data::Said) {
        unimplemented!()
    }

    /// What looks have learnt that their schedules began since then.
    #[activity(name = "region.have-looked")]
    pub fn have_looked(input: LooksSince) -> Looked {
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

/// Looks of schedules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LooksSince {
    /// The schedules' ids.
    pub schedules: Vec<String>,
    /// Those that began after this.
    pub since: Timestamp,
    /// When the last said that it has not learnt all.
    pub said_at: Timestamp,
}

/// What they have learnt. One that does not learn all that it wanted to know fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Looked {
    /// Not all, each that has come to its end.
    Never,
    /// All, some of them, and not the last that has come to its end.
    AtTimes,
    /// All, the last that has come to its end, and none has said otherwise since it began.
    Again,
    /// There will be none any more: the schedules are gone or paused.
    NoMore,
}

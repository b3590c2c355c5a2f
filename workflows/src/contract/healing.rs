//! What runbooks look at and do: probes, AWS, Redis, webhooks.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use temporalio_macros::activity_definitions;

use crate::domain::{
    Period,
    runbook::{Action, Aws, Detection, Probe, Runbook, RunbookName, Target, Verification},
};

/// The activities of runbooks.
///
/// An action is three of them, so that a worker's death in the middle of it does no harm: [`Healing::prepare`] and
/// [`Healing::settle`] only read, and can be repeated at will; [`Healing::act`] is one attempt, and what became of one
/// that said nothing is for `settle` to tell.
pub struct Healing;

#[activity_definitions]
impl Healing {
    /// Looks, by probes, until something is certain. It only looks, and can be repeated at will.
    #[activity(name = "healing.watch")]
    pub fn watch(input: Watch) -> Watched {
        unimplemented!()
    }

    /// Looks at what an action is to be done to, and does nothing: a dry run is this alone. Fails for good where the action
    /// cannot work.
    #[activity(name = "healing.prepare")]
    pub fn prepare(input: Prepare) -> Prepared {
        unimplemented!()
    }

    /// Does an action: one attempt.
    #[activity(name = "healing.act")]
    pub fn act(input: Act) {
        unimplemented!()
    }

    /// Waits until an action has come to its end, or tells that it has not begun. Does nothing.
    #[activity(name = "healing.settle")]
    pub fn settle(input: Act) -> Settled {
        unimplemented!()
    }
}

/// What an implementation names in `#[activity(definition = …)]`.
pub mod activity {
    pub use super::healing::*;
}

/// What to look for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Watch {
    /// By what, for their target.
    pub probes: Vec<Probe>,
    /// As whom AWS is asked.
    #[serde(default)]
    pub aws: Option<Aws>,
    /// For what.
    pub aim: Aim,
    /// How long between two looks.
    pub every: Period,
}

/// So much longer than it looks an attempt may take: the last probe is to be answered.
const ANSWERS_WITHIN: Duration = Duration::from_secs(70);

impl Watch {
    /// Whether something is wrong with a runbook's target; none where it has no way to see that.
    pub fn of_fault(runbook: &Runbook) -> Option<Self> {
        let Detection { probe, bad_for, every } = runbook.detect.clone()?;
        Some(Self { probes: probe, aws: runbook.aws.clone(), aim: Aim::Wrong { lasting: bad_for }, every })
    }

    /// Whether all is well with it.
    pub fn of_healing(runbook: &Runbook) -> Self {
        let Verification { probe, good_for, within, every } = runbook.verify.clone();
        Self { probes: probe, aws: runbook.aws.clone(), aim: Aim::Well { lasting: good_for, within }, every }
    }

    /// So long one attempt may take.
    pub fn limit(&self) -> Duration {
        let (Aim::Wrong { lasting: lasts } | Aim::Well { within: lasts, .. }) = self.aim;
        lasts.as_duration() + self.every.as_duration() + ANSWERS_WITHIN
    }
}

/// What is to become certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// Whether something is wrong: one probe is bad at each look of so much time. All good once, and it is not.
    Wrong {
        /// So long; one look where zero.
        lasting: Period,
    },
    /// Whether all is well: all probes are good at each look of so much time.
    Well {
        /// So long; one look where zero.
        lasting: Period,
        /// So long to come to that, from the beginning of the first attempt.
        within: Period,
    },
}

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watched {
    /// Whether it is so; none where nobody knows.
    pub is_so: Option<bool>,
    /// What each probe said last, for people.
    pub seen: Vec<String>,
}

/// An action to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepare {
    /// Which, for its target.
    pub action: Action,
    /// As whom AWS is asked.
    #[serde(default)]
    pub aws: Option<Aws>,
    /// The action that it takes back, which did not help: how things were is wanted again, however bad that was, unless
    /// somebody else has changed them since.
    #[serde(default)]
    pub takes_back: Option<Action>,
}

/// What was found before an action. It is kept in the workflow's history before anything is done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepared {
    /// What it will change, for people: `blue 100 → 0, green 0 → 100`.
    pub will: String,
    /// What takes it back, where the present state tells.
    #[serde(default)]
    pub undo: Option<Action>,
    /// By what one sees later that it has been done: the present deployment's id, say. For the implementation alone.
    #[serde(default)]
    pub mark: Option<String>,
}

/// An action to do, or to wait for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// By this a receiver knows it again, however often it is sent.
    pub id: String,
    /// Of which runbook.
    pub runbook: RunbookName,
    /// What it is done to.
    pub target: Target,
    /// Which, for its target.
    pub action: Action,
    /// As whom AWS is asked.
    #[serde(default)]
    pub aws: Option<Aws>,
    /// What was found before.
    pub prepared: Prepared,
    /// When it was first begun.
    pub begun_at: Timestamp,
}

/// What became of an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    /// It has come to its end; how, for people.
    Done(String),
    /// It has not begun, so that it can be done again.
    NotBegun,
    /// It stands still half-way, so that it can be gone on with.
    HalfDone,
    /// Nothing tells whether it was done.
    Untold,
}

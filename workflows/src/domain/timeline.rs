use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Ending, Impact, Party, Person, Remedy, Role, Severity, Step,
    runbook::{RunbookName, Target},
};

/// What happened in an incident, in order. It is bounded: reminders are counted, not listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timeline(Vec<Entry>);

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When, in the incident's own time.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}

/// The things a timeline tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "event")]
pub enum Event {
    /// Somebody declared the incident.
    Declared {
        /// Who.
        by: Person,
        /// As how bad.
        severity: Severity,
    },
    /// Somebody pressed Confirm.
    Confirmed {
        /// Who.
        by: Person,
    },
    /// Somebody pressed Cancel.
    Cancelled {
        /// Who.
        by: Person,
    },
    /// Nobody confirmed in time.
    Expired,
    /// Another region owns the incident.
    Superseded,
    /// A step was done.
    StepDone {
        /// Which.
        step: Step,
    },
    /// A step failed for good.
    StepFailed {
        /// Which.
        step: Step,
        /// Why.
        why: String,
    },
    /// Somebody did something about a step.
    Remedied {
        /// Which.
        step: Step,
        /// What.
        remedy: Remedy,
        /// Who.
        by: Person,
    },
    /// Somebody has the management alert.
    Acknowledged {
        /// Who.
        by: Person,
    },
    /// Nobody had it in time, and others were alerted.
    Escalated {
        /// Whom.
        to: Vec<Party>,
    },
    /// A runbook has tried to heal it, and has not.
    RunbookTried {
        /// Which.
        runbook: RunbookName,
        /// On what.
        target: Target,
    },
    /// Everybody was told how it goes.
    Informed {
        /// Who said so.
        by: Person,
        /// How it goes.
        text: String,
    },
    /// Somebody knew better how bad it is.
    SeverityChanged {
        /// As how bad it counted before.
        from: Severity,
        /// As how bad it counts from now on.
        to: Severity,
        /// Who.
        by: Person,
    },
    /// Somebody knew better when customers felt it.
    ImpactCorrected {
        /// What was said before.
        from: Impact,
        /// What counts from now on.
        to: Impact,
        /// Who.
        by: Person,
    },
    /// Somebody made a follow-up.
    FollowUp {
        /// The key of its Jira issue.
        key: String,
        /// Who.
        by: Person,
    },
    /// Somebody has a role from now on, or nobody.
    Assigned {
        /// Which.
        role: Role,
        /// Who has it.
        to: Option<Person>,
        /// Who said so.
        by: Person,
    },
    /// Somebody resolved the incident.
    Resolved {
        /// Who.
        by: Person,
        /// How it ended.
        #[serde(default)]
        ending: Ending,
    },
    /// Somebody reopened the incident.
    Reopened {
        /// Who.
        by: Person,
    },
}

impl Timeline {
    /// Adds what just happened.
    pub fn record(&mut self, at: Timestamp, event: Event) {
        self.0.push(Entry { at, event });
    }

    /// What happened, oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.0
    }
}

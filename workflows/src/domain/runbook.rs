//! The words of runbooks: what is noticed, guarded, asked, done and seen, and the decisions about it.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::{Party, Period, Severity};

mod action;
mod check;
mod cron;
mod guard;
mod ledger;
mod name;
mod no_data;
mod probe;
mod run;
mod target;
mod trigger;

pub use action::{
    Action, EcsService, Instance, ListenerWeights, PlannedAction, RecordType, RecordWeights, RedisFlush,
    Risk, Webhook, listed_weights, target_group_name,
};
pub use check::Surroundings;
pub use cron::{Cron, InvalidCron};
pub use guard::{AtMost, Freeze, Guard, Hold, Share};
pub use ledger::{Due, Ledger, Notice, SignedRequest, Source, WasFor};
pub use name::{InvalidRunbookName, RunbookName};
pub use no_data::{DataAgain, NoData};
pub use probe::{
    CloudwatchProbe, Comparison, HttpProbe, InvalidThreshold, Missing, Probe, PromqlProbe, Statistic,
    Threshold,
};
pub use run::{Ended, Progress, Report, Stage, Taken, run_id};
pub(super) use target::PLACEHOLDER;
pub use target::{InvalidTarget, Target};
pub use trigger::{AlertPattern, Schedule, Trigger};

/// A runbook: by what a known fault is noticed, what is done about it, how one sees that it helped, and what is done if
/// not. It travels whole in the input of each run, so that a new version never changes a run that is under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Runbook {
    /// What it heals and how, for people: `Checkout answers with errors: its tasks are replaced`.
    pub description: String,
    /// The name of the region in which it runs, and in no other, so that its guard sees every run. Where there is one
    /// region only, it need not be said.
    #[serde(default)]
    pub home: Option<String>,
    /// How risky it is; as risky as its riskiest action where absent.
    #[serde(default)]
    pub risk: Option<Risk>,
    /// What it may be done to; where empty, to what an alert names.
    #[serde(default)]
    pub targets: Vec<Target>,
    /// As whom AWS is asked and where; needed by what asks AWS.
    #[serde(default)]
    pub aws: Option<Aws>,
    /// What begins a run.
    pub trigger: Vec<Trigger>,
    /// How one sees that something is wrong; where absent, the alert is believed.
    #[serde(default)]
    pub detect: Option<Detection>,
    /// When it must not run.
    #[serde(default)]
    pub guard: Guard,
    /// Who has to allow it; nobody where absent.
    #[serde(default)]
    pub approval: Option<Approval>,
    /// Who may ask for a run in Slack; nobody where empty. Whoever reaches Temporal from a shell may.
    #[serde(default)]
    pub ask: Vec<Party>,
    /// What is done, one after the other.
    pub action: Vec<PlannedAction>,
    /// How one sees that it helped.
    pub verify: Verification,
    /// What is done when it did not; where absent, people are only told.
    #[serde(default)]
    pub otherwise: Option<Otherwise>,
}

/// As whom AWS is asked, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aws {
    /// The region: `eu-west-1`.
    pub region: String,
    /// The ARN of the role that the worker assumes; its own where absent.
    #[serde(default)]
    pub role: Option<String>,
}

/// How one sees that something is wrong: one of the probes is bad.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Detection {
    /// What is asked.
    pub probe: Vec<Probe>,
    /// For so long it has to be bad without a break; once is enough where zero.
    #[serde(default)]
    pub bad_for: Period,
    /// How long between two looks.
    #[serde(default = "defaults::every")]
    pub every: Period,
}

/// How one sees that all is well: all probes are good.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verification {
    /// What is asked.
    pub probe: Vec<Probe>,
    /// For so long they have to be good without a break.
    #[serde(default = "defaults::good_for")]
    pub good_for: Period,
    /// By then, counted from the last action, they have to have been.
    #[serde(default = "defaults::within")]
    pub within: Period,
    /// How long between two looks.
    #[serde(default = "defaults::every")]
    pub every: Period,
}

/// Who has to allow a run, by a button in the incidents channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// Of these user groups anybody may; never who asked for the run.
    pub by: Vec<Party>,
    /// So long the button waits.
    #[serde(default = "defaults::approve_within")]
    pub within: Period,
    /// Only a runbook that is riskier than this has to be allowed; every run where absent.
    #[serde(default)]
    pub above: Option<Risk>,
}

/// An incident, for what could not be healed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Otherwise {
    /// How bad it is.
    pub severity: Severity,
    /// The ids of the services in the plan that are impaired. Where an incident about one of them is active, it hears what
    /// was tried, and no other is declared.
    #[serde(default)]
    pub services: Vec<String>,
}

impl Runbook {
    /// The same for one target, with its name wherever `{target}` stands.
    #[must_use]
    pub fn for_target(&self, target: &Target) -> Self {
        let mut runbook = self.clone();
        let detect = runbook.detect.iter_mut().flat_map(|detect| &mut detect.probe);
        let probes = detect.chain(&mut runbook.verify.probe).flat_map(Probe::texts);
        let actions = runbook.action.iter_mut().flat_map(PlannedAction::texts);
        probes.chain(actions).for_each(|text| *text = target.fill(text));
        runbook
    }

    /// How risky it is.
    pub fn risk(&self) -> Risk {
        let riskiest = self.actions().map(Action::risk).max();
        self.risk.or(riskiest).unwrap_or(Risk::Low)
    }

    /// What it does, and what takes that back.
    fn actions(&self) -> impl Iterator<Item = &Action> {
        self.action.iter().flat_map(|planned| std::iter::once(&planned.action).chain(&planned.undo))
    }

    /// Who has to allow a run; nobody where none.
    pub fn approval(&self) -> Option<&Approval> {
        self.approval.as_ref().filter(|approval| approval.above.is_none_or(|above| self.risk() > above))
    }

    /// The indices of the triggers by which Muster looks by itself.
    pub fn schedules(&self) -> impl Iterator<Item = usize> {
        let triggers = self.trigger.iter().enumerate();
        triggers.filter(|(_, trigger)| matches!(trigger, Trigger::Schedule(_))).map(|(index, _)| index)
    }

    /// So long alerts matter for a pattern that takes several.
    fn longest_pattern(&self) -> SignedDuration {
        let patterns = self.trigger.iter().filter_map(|trigger| match trigger {
            Trigger::Alert(pattern) => pattern.within,
            Trigger::Schedule(_) => None,
        });
        patterns.max().unwrap_or_default().to_signed()
    }

    /// Whether it may be done to this.
    pub fn is_for(&self, target: &Target) -> bool {
        self.targets.is_empty() || self.targets.contains(target)
    }

    /// What it may be done to, for people.
    pub fn targets_listed(&self) -> String {
        self.targets.iter().map(Target::as_str).collect::<Vec<_>>().join(", ")
    }
}

mod defaults {
    use super::Period;

    pub(super) fn every() -> Period {
        Period::seconds(10)
    }
    pub(super) fn good_for() -> Period {
        Period::seconds(30)
    }
    pub(super) fn within() -> Period {
        Period::minutes(5)
    }
    pub(super) fn approve_within() -> Period {
        Period::minutes(15)
    }
}

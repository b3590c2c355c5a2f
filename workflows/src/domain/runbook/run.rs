use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Hold, RunbookName, Target, WasFor};
use crate::domain::{DeclarationId, Party, Person, Reference};

/// A run of a runbook, as people see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Its id, which is also that of the incident that is declared where it does not help.
    pub id: DeclarationId,
    /// Of which runbook.
    pub runbook: RunbookName,
    /// What that heals and how.
    pub description: String,
    /// What it is done to.
    pub target: Target,
    /// What began it, for people.
    pub noticed: String,
    /// Who asked for it, where somebody did.
    #[serde(default)]
    pub asked_by: Option<Person>,
    /// Nothing is done: it is only told what would be.
    #[serde(default)]
    pub dry_run: bool,
    /// How far it is.
    pub stage: Stage,
    /// What the probes said last, a line each.
    #[serde(default)]
    pub seen: Vec<String>,
    /// Who allowed it, where somebody had to.
    #[serde(default)]
    pub allowed_by: Option<Person>,
    /// What is done, in order.
    pub actions: Vec<Taken>,
    /// The incident that was declared because it did not help, or that has heard of it.
    #[serde(default)]
    pub incident: Option<Reference>,
    /// What went wrong beside it.
    #[serde(default)]
    pub trouble: Option<String>,
}

/// An action of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// What it does, for people.
    pub what: String,
    /// How far it is.
    pub progress: Progress,
    /// How far it is taken back, where that is tried.
    #[serde(default)]
    pub undo: Option<Progress>,
}

/// How far an action is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// It is not begun.
    Pending,
    /// It is not done, because that was the question: what it would do.
    Would(String),
    /// It is begun: what it does.
    UnderWay(String),
    /// It is done: how, where there is something to say.
    Done(String),
    /// It is not done: why.
    Failed(String),
    /// It may be done, in whole or in part: why nobody knows.
    Unknown(String),
}

/// How far a run is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It looks whether something is wrong.
    Looking,
    /// Somebody has to allow it.
    Asking {
        /// Of these.
        by: Vec<Party>,
        /// Until then.
        until: Timestamp,
    },
    /// It acts.
    Acting,
    /// It looks whether that helped.
    Verifying,
    /// That did not help, and is taken back.
    Undoing,
    /// It is over.
    Ended(Ended),
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// All is well again.
    Healed,
    /// Nothing is wrong, or not any more.
    NotNeeded,
    /// Nothing was done, because that was the question.
    DryRun,
    /// The guard did not let it.
    Held(Hold),
    /// Somebody asked for it who may not.
    MayNotAsk {
        /// Who.
        by: Person,
    },
    /// Somebody did not allow it.
    Refused {
        /// Who.
        by: Person,
    },
    /// It was over before anybody allowed it.
    Over,
    /// Nobody allowed it in time.
    Expired,
    /// It was done, and all is not well.
    NotHealed,
    /// Nobody knows whether something is wrong, so that nothing was done.
    Unknown,
    /// It could not be done.
    Failed,
    /// An operator cancelled it.
    Cancelled,
}

/// The id of a run that begins now. It is read by people, in workflow ids, and no other run has it.
pub fn run_id(runbook: &RunbookName, target: &Target, now: Timestamp) -> DeclarationId {
    let digest = Sha256::digest(format!("{runbook} {target} {}", now.as_nanosecond()));
    let unique: String = digest.iter().take(5).map(|byte| format!("{byte:02x}")).collect();
    let target: String = target.as_str().chars().take(24).map(|c| if c == ':' { '-' } else { c }).collect();
    let runbook: String = runbook.as_str().chars().take(24).collect();
    let id = format!("{runbook}-{target}-{unique}");
    // Of nothing but what an id may have, and short enough.
    id.parse().unwrap_or_else(|_| unreachable!("{id}"))
}

impl Ended {
    /// How it is stored: a search attribute's value.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Healed => "healed",
            Self::NotNeeded => "not-needed",
            Self::DryRun => "dry-run",
            Self::Held(_) => "held",
            Self::MayNotAsk { .. } => "may-not-ask",
            Self::Refused { .. } => "refused",
            Self::Over => "over",
            Self::Expired => "expired",
            Self::NotHealed => "not-healed",
            Self::Unknown => "unknown",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl Report {
    /// Whether people have to see to it, now that it is over.
    pub fn needs_people(&self) -> bool {
        match &self.stage {
            // Who asked for it reads so.
            Stage::Ended(Ended::Held(_)) => self.asked_by.is_none(),
            Stage::Ended(Ended::Expired | Ended::Unknown | Ended::NotHealed | Ended::Failed) => true,
            // Who cancelled it knows that it ended, and not what could not be taken back.
            Stage::Ended(Ended::Cancelled) => self.actions.iter().any(Taken::is_left_behind),
            _ => false,
        }
    }

    /// What it was for, now that it is over.
    pub fn was_for(&self) -> WasFor {
        match &self.stage {
            _ if self.has_acted() => WasFor::Acting,
            // Who asked for it reads so, and nobody else.
            Stage::Ended(Ended::Held(_)) if self.asked_by.is_some() => WasFor::Nothing,
            Stage::Ended(Ended::Held(hold)) => WasFor::Holding(hold.clone()),
            // Whoever was asked in vain is not asked again at once.
            Stage::Ended(Ended::Over) => WasFor::Asking,
            Stage::Ended(Ended::NotNeeded) if self.allowed_by.is_some() => WasFor::Asking,
            Stage::Ended(Ended::NotNeeded | Ended::DryRun | Ended::MayNotAsk { .. }) => WasFor::Nothing,
            _ => WasFor::Telling,
        }
    }

    /// Whether something was done, as far as is known.
    fn has_acted(&self) -> bool {
        self.actions.iter().any(|action| {
            matches!(action.progress, Progress::UnderWay(_) | Progress::Done(_) | Progress::Unknown(_))
        })
    }
}

impl Taken {
    /// Whether it may be done in part, or was to be taken back and is not.
    fn is_left_behind(&self) -> bool {
        match &self.undo {
            Some(undo) => !matches!(undo, Progress::Done(_)),
            None => matches!(self.progress, Progress::Unknown(_)),
        }
    }
}

/// For people at a shell, and for operators in the Temporal Web UI.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { runbook, target, stage, seen, actions, trouble, .. } = self;
        write!(f, "{runbook} on {target}: {stage}")?;
        for Taken { what, progress, undo } in actions {
            write!(f, "\n- {what}: {progress}")?;
            if let Some(undo) = undo {
                write!(f, "; taken back: {undo}")?;
            }
        }
        seen.iter().try_for_each(|seen| write!(f, "\nSeen: {seen}"))?;
        trouble.iter().try_for_each(|trouble| write!(f, "\n{trouble}"))
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pending => f.write_str("pending"),
            Self::Would(what) => write!(f, "would do this: {what}"),
            Self::UnderWay(what) => write!(f, "under way: {what}"),
            Self::Done(how) if how.is_empty() => f.write_str("done"),
            Self::Done(how) => write!(f, "done ({how})"),
            Self::Failed(why) => write!(f, "failed: {why}"),
            Self::Unknown(why) => write!(f, "it is not known whether it is done: {why}"),
        }
    }
}

/// For people at a shell, and for operators in the Temporal Web UI.
impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Looking => f.write_str("looks whether something is wrong"),
            Self::Asking { by, until } => write!(f, "asks {} until {until}", Party::listed(by)),
            Self::Acting => f.write_str("acts"),
            Self::Verifying => f.write_str("looks whether that helped"),
            Self::Undoing => f.write_str("takes back what did not help"),
            Self::Ended(ended) => ended.fmt(f),
        }
    }
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Healed => f.write_str("healed"),
            Self::NotNeeded => f.write_str("nothing is wrong"),
            Self::DryRun => f.write_str("nothing was done, as asked"),
            Self::Held(hold) => write!(f, "nothing was done: {hold}"),
            Self::MayNotAsk { .. } => f.write_str("somebody asked for it who may not"),
            Self::Refused { .. } => f.write_str("somebody did not allow it"),
            Self::Over => f.write_str("it was over before anybody allowed it"),
            Self::Expired => f.write_str("nobody allowed it in time"),
            Self::NotHealed => f.write_str("done, and all is not well"),
            Self::Unknown => f.write_str("nobody knows whether something is wrong"),
            Self::Failed => f.write_str("it could not be done"),
            Self::Cancelled => f.write_str("an operator cancelled it"),
        }
    }
}

#[cfg(test)]
mod tests;

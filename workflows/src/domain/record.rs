//! What is kept of an incident for good, and what it teaches.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    DeclarationId, Impact, Plan, Severity, Status, Step, Title,
    uptime::{Outage, Window},
};

mod details;
mod imported;
#[cfg(test)]
mod tests;

pub use details::Details;
pub use imported::Imported;

/// A record as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The record.
    pub record: Record,
    /// What else is known; none of a former tool's, and where only records were asked for.
    #[serde(default)]
    pub details: Option<Details>,
    /// When it was so: a later one is kept in place of an earlier. Milliseconds since 1970 by the incident's own clock, which
    /// goes on where its workflow is reset; of a former tool's 0.
    pub version: i64,
}

/// An incident, as it is kept when Temporal has long forgotten it: Muster's own, or one of a former tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its key.
    pub id: DeclarationId,
    /// Its short name for people; of a former tool's, whatever that was there.
    pub reference: String,
    /// What was wrong.
    pub title: Title,
    /// How bad it was, by its last word.
    pub severity: Severity,
    /// The ids of the services that were impaired.
    #[serde(default)]
    pub services: Vec<String>,
    /// The id of whose fault it was, where that is known.
    #[serde(default)]
    pub origin: Option<String>,
    /// Where it is in its life.
    pub status: Status,
    /// Whether it was an exercise, which counts nowhere.
    #[serde(default)]
    pub drill: bool,
    /// Whether only those may read of it who were invited.
    #[serde(default)]
    pub private: bool,
    /// Slack's id of its channel: whoever is in it may read of it.
    #[serde(default)]
    pub channel: Option<String>,
    /// When customers felt it, as far as somebody said.
    #[serde(default)]
    pub impact: Impact,
    /// When what happened.
    #[serde(default)]
    pub times: Times,
    /// How much was said and done.
    #[serde(default)]
    pub counts: Counts,
    /// The steps that failed for good.
    #[serde(default)]
    pub failed: Vec<Step>,
}

/// When what happened in an incident first, in its own time; none where it did not, or nobody knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Times {
    /// Somebody declared it.
    pub declared_at: Option<Timestamp>,
    /// Somebody confirmed it.
    pub confirmed_at: Option<Timestamp>,
    /// Somebody other than Muster wrote in its channel, or took a role.
    pub responded_at: Option<Timestamp>,
    /// Everybody was told.
    pub announced_at: Option<Timestamp>,
    /// Somebody resolved it, for the last time.
    pub resolved_at: Option<Timestamp>,
}

/// How much was said and done in an incident.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    /// Messages of people in its channel.
    pub messages: u32,
    /// Who wrote one.
    pub people: u32,
    /// Reminders that Muster sent.
    pub reminders: u32,
}

/// How long what took; none where one of its ends is not known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Metrics {
    /// From when customers felt it until it was declared.
    pub to_declare: Option<SignedDuration>,
    /// From its declaration until it was confirmed.
    pub to_confirm: Option<SignedDuration>,
    /// From its declaration until somebody was there.
    pub to_respond: Option<SignedDuration>,
    /// From its declaration until everybody was told.
    pub to_announce: Option<SignedDuration>,
    /// From when customers felt it until they did not any more.
    pub to_mitigate: Option<SignedDuration>,
    /// From its declaration until it was resolved.
    pub to_resolve: Option<SignedDuration>,
}

impl Record {
    /// When it began, as far as is known: when customers felt it, or else when it was declared.
    pub fn began_at(&self) -> Option<Timestamp> {
        self.impact.started_at.or(self.times.declared_at)
    }

    /// When it was felt: until the end of time where it goes on. None where it was none, or an exercise, or counts with another,
    /// or nobody knows when it began.
    pub fn felt(&self) -> Option<Window> {
        let counts = !self.drill && matches!(self.status, Status::Active | Status::Resolved);
        let from = self.began_at().filter(|_| counts)?;
        let to = self.impact.ended_at.or(self.resolved_at()).unwrap_or(Timestamp::MAX);
        Some(Window { from, to })
    }

    /// When it was resolved; of one that was reopened nobody knows yet.
    fn resolved_at(&self) -> Option<Timestamp> {
        self.times.resolved_at.filter(|_| self.status == Status::Resolved)
    }

    /// What it took away, by the weights of a plan.
    pub fn outage(&self, plan: &Plan) -> Option<Outage> {
        Some(Outage { felt: self.felt()?, lost: plan.downtime_percent(self.severity) })
    }

    /// How long what took.
    pub fn metrics(&self) -> Metrics {
        let Times { declared_at, confirmed_at, responded_at, announced_at, .. } = self.times;
        let Impact { started_at, ended_at } = self.impact;
        // What was said to be the other way round is not known.
        let between = |from: Option<Timestamp>, to: Option<Timestamp>| {
            from.zip(to).map(|(from, to)| from.duration_until(to)).filter(|took| !took.is_negative())
        };
        Metrics {
            to_declare: between(started_at, declared_at),
            to_confirm: between(declared_at, confirmed_at),
            to_respond: between(declared_at, responded_at),
            to_announce: between(declared_at, announced_at),
            to_mitigate: between(started_at, ended_at),
            to_resolve: between(declared_at, self.resolved_at()),
        }
    }
}

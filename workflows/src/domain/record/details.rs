use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::{Link, Outcome, Person, Resolution, Role, Step, Timeline};

/// What people read of an incident when they look at it alone. Every field has a default, so that what an older version kept
/// reads.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// Who declared it.
    pub declared_by: Option<Person>,
    /// How it ended, and who said so.
    pub resolution: Option<Resolution>,
    /// Who had which role, by the last word.
    pub roles: BTreeMap<Role, Person>,
    /// What came of each step, with what it made.
    pub steps: BTreeMap<Step, Outcome>,
    /// What is left to do: issues.
    pub follow_ups: Vec<Link>,
    /// What happened.
    pub timeline: Timeline,
}

//! Faults on request: what the outside world does wrong, and when.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// An outside system that the sandbox plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum System {
    /// Slack's Web API.
    Slack,
    /// Jira Cloud's REST API v3.
    Jira,
    /// Confluence Cloud's REST APIs v1 and v2.
    Confluence,
    /// Zoom's OAuth and Meetings API v2.
    Zoom,
    /// PagerDuty's Events API v2.
    PagerDuty,
    /// The company's own services, which runbooks heal.
    Services,
    /// Amazon Web Services.
    Aws,
}

/// When a connection is dropped without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum When {
    /// Before the operation is done: nothing has happened.
    Before,
    /// After it was done: it has happened, and the caller cannot know.
    After,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// This HTTP status with a plain text body, as a proxy in front of the vendor answers.
    Status(u16),
    /// The vendor's own shape of error with this code.
    Error(String),
    /// 429 with this many seconds in `Retry-After`.
    RateLimited(u64),
    /// The operation is done at once but answered this many milliseconds later.
    DelayMs(u64),
    /// The operation is done this many milliseconds later, whether or not the caller still waits.
    LateMs(u64),
    /// Never answers, never does it.
    Hang(bool),
    /// Drops the connection without an answer.
    Drop(When),
    /// 200 with an HTML page where JSON was promised.
    Html(bool),
}

impl Fault {
    /// Whether the operation is done, and only its answer lost or late.
    fn is_done_first(&self) -> bool {
        matches!(self, Self::DelayMs(_) | Self::LateMs(_) | Self::Drop(When::After))
    }
}

/// A fault with the calls it hits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Given by the sandbox when the rule is added.
    #[serde(default)]
    pub id: u64,
    /// The system that fails.
    pub system: System,
    /// The operation that fails (`chat.postMessage`, `createIssue`), or `*` for all.
    #[serde(default = "any")]
    pub operation: String,
    /// What it does instead of working.
    pub fault: Fault,
    /// How many calls fail; none: until the rule is removed.
    #[serde(default)]
    pub times: Option<u32>,
    /// How many matching calls work first.
    #[serde(default)]
    pub after: u32,
    /// Counted by the sandbox: the calls that it has hit. One that is done first (a delay, a drop after) counts once it
    /// was done.
    #[serde(default)]
    pub hits: u32,
}

fn any() -> String {
    "*".to_owned()
}

impl Rule {
    /// This operation of this system fails so, until the rule is removed.
    pub fn new(system: System, operation: impl Into<String>, fault: Fault) -> Self {
        Self { id: 0, system, operation: operation.into(), fault, times: None, after: 0, hits: 0 }
    }

    /// Only so many calls fail.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// So many calls work first.
    #[must_use]
    pub fn after(mut self, after: u32) -> Self {
        self.after = after;
        self
    }

    fn matches(&self, system: System, operation: &str) -> bool {
        self.system == system
            && (self.operation == "*" || self.operation == operation)
            && self.times != Some(0)
    }
}

/// The rules in force and the latency of every call.
#[derive(Debug, Default)]
pub struct Faults {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    rules: Vec<Rule>,
    latency: Duration,
    last_id: u64,
}

impl Faults {
    /// Adds a rule behind those there are; the first that matches a call is the one that hits. Returns its id.
    pub fn add(&self, mut rule: Rule) -> u64 {
        let mut inner = self.inner();
        inner.last_id += 1;
        rule.id = inner.last_id;
        inner.rules.push(rule);
        inner.last_id
    }

    /// Removes one rule; false if there is none with this id.
    pub fn remove(&self, id: u64) -> bool {
        let mut inner = self.inner();
        let before = inner.rules.len();
        inner.rules.retain(|rule| rule.id != id);
        inner.rules.len() < before
    }

    /// Removes all rules; the latency stays.
    pub fn clear(&self) {
        self.inner().rules.clear();
    }

    /// The rules, spent ones (`times` is 0) included.
    pub fn rules(&self) -> Vec<Rule> {
        self.inner().rules.clone()
    }

    /// How long every call takes at least.
    pub fn latency(&self) -> Duration {
        self.inner().latency
    }

    /// Makes every call of every system take at least this long.
    pub fn set_latency(&self, latency: Duration) {
        self.inner().latency = latency;
    }

    /// The fault that hits this call, if any, and the id of its rule; counts the call against the rules.
    pub(crate) fn strike(&self, system: System, operation: &str) -> Option<(u64, Fault)> {
        for rule in &mut self.inner().rules {
            if !rule.matches(system, operation) {
                continue;
            }
            if rule.after > 0 {
                rule.after -= 1;
                continue;
            }
            if let Some(times) = &mut rule.times {
                *times -= 1;
            }
            if !rule.fault.is_done_first() {
                rule.hits += 1;
            }
            return Some((rule.id, rule.fault.clone()));
        }
        None
    }

    /// The operation that this rule hits is done.
    pub(crate) fn was_done(&self, id: u64) {
        if let Some(rule) = self.inner().rules.iter_mut().find(|rule| rule.id == id) {
            rule.hits += 1;
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_rule_skips_then_strikes_so_many_times() {
        let faults = Faults::default();
        faults.add(Rule::new(System::Jira, "createIssue", Fault::Status(503)).after(1).times(2));
        let struck: Vec<bool> =
            (0..4).map(|_| faults.strike(System::Jira, "createIssue").is_some()).collect();
        assert_eq!(struck, [false, true, true, false]);
        assert_eq!(faults.strike(System::Zoom, "createIssue"), None);
        assert_eq!(faults.rules()[0].hits, 2);
    }

    #[test]
    fn what_is_done_first_is_a_hit_once_it_was_done() {
        for fault in [Fault::DelayMs(1), Fault::LateMs(1), Fault::Drop(When::After)] {
            let faults = Faults::default();
            faults.add(Rule::new(System::Jira, "createIssue", fault));
            let (id, _) = faults.strike(System::Jira, "createIssue").unwrap();
            assert_eq!(faults.rules()[0].hits, 0);
            faults.was_done(id);
            assert_eq!(faults.rules()[0].hits, 1);
        }
    }

    #[test]
    fn rules_read_as_the_controls_document_them() {
        for fault in [
            json!({"status": 503}),
            json!({"error": "channel_not_found"}),
            json!({"rate_limited": 2}),
            json!({"delay_ms": 4000}),
            json!({"late_ms": 4000}),
            json!({"hang": true}),
            json!({"drop": "after"}),
            json!({"html": true}),
        ] {
            let rule: Rule = serde_json::from_value(json!({"system": "slack", "fault": fault})).unwrap();
            assert_eq!(rule.operation, "*");
            assert_eq!(serde_json::to_value(&rule.fault).unwrap(), fault);
        }
    }
}

//! An issue and what hangs on it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

use super::security::SecurityLevel;
use super::site::{IssueType, Priority};
use super::transitions::Status;

/// An issue.
#[derive(Debug)]
pub(super) struct Issue {
    pub(super) id: u64,
    pub(super) key: String,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    pub(super) fields: Fields,
    pub(super) status: Status,
    /// When it was first done, if it is.
    pub(super) resolved: Option<Timestamp>,
    pub(super) comments: Vec<Comment>,
    pub(super) remote_links: Vec<RemoteLink>,
    pub(super) links: Vec<Link>,
    /// Entity properties: what apps keep with the issue.
    pub(super) properties: BTreeMap<String, Value>,
    pub(super) changes: Vec<Change>,
}

/// What people fill in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fields {
    pub(super) issue_type: &'static IssueType,
    pub(super) priority: &'static Priority,
    pub(super) summary: String,
    pub(super) description: Option<Value>,
    pub(super) labels: Vec<String>,
    pub(super) due: Option<jiff::civil::Date>,
    /// Whether the one account there is has it.
    pub(super) assigned: bool,
    /// Everybody sees it where there is none.
    pub(super) security: Option<&'static SecurityLevel>,
}

/// A comment.
#[derive(Debug)]
pub(super) struct Comment {
    pub(super) id: u64,
    pub(super) body: Value,
    pub(super) created: Timestamp,
}

/// A link to something outside Jira.
#[derive(Debug)]
pub(super) struct RemoteLink {
    pub(super) id: u64,
    /// What makes it once-only.
    pub(super) global_id: Option<String>,
    pub(super) application: Option<Value>,
    pub(super) relationship: Option<String>,
    pub(super) object: Value,
}

/// A link to another issue, as seen from this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) id: u64,
    pub(super) kind: &'static LinkType,
    /// The other issue is at the outward end: this one *blocks* it.
    pub(super) outward: bool,
    pub(super) other: String,
}

/// A way in which two issues are linked.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LinkType {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) inward: &'static str,
    pub(super) outward: &'static str,
}

/// A change of a field after the issue's creation.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) at: Timestamp,
    pub(super) field: &'static str,
    pub(super) from: String,
    pub(super) to: String,
}

impl Issue {
    /// Records what differs and makes it so.
    pub(super) fn change(&mut self, at: Timestamp, to: Fields) {
        let from = std::mem::replace(&mut self.fields, to);
        let to = &self.fields;
        let differing = [
            ("issuetype", from.issue_type.name.to_owned(), to.issue_type.name.to_owned()),
            ("priority", from.priority.name.to_owned(), to.priority.name.to_owned()),
            ("summary", from.summary, to.summary.clone()),
            ("description", text_of(from.description.as_ref()), text_of(to.description.as_ref())),
            ("labels", from.labels.join(" "), to.labels.join(" ")),
            ("duedate", date_of(from.due), date_of(to.due)),
            ("assignee", from.assigned.to_string(), to.assigned.to_string()),
            ("security", name_of(from.security), name_of(to.security)),
        ];
        for (field, from, to) in differing {
            if from != to {
                self.changes.push(Change { at, field, from, to });
            }
        }
        self.updated = at;
    }
}

/// What is not set reads as no text.
fn text_of(document: Option<&Value>) -> String {
    document.map(super::adf::plain_text).unwrap_or_default()
}

/// Likewise.
fn name_of(level: Option<&SecurityLevel>) -> String {
    level.map(|level| level.name.to_owned()).unwrap_or_default()
}

/// Likewise.
fn date_of(date: Option<jiff::civil::Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

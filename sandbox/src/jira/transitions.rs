//! The workflow: every status can be reached from every other.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::issue::{Change, Issue};
use super::query::Query;
use super::refusal::{Body, Refusal};
use super::{edit, fields};
use crate::core::Core;

/// Where an issue is in its workflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    ToDo,
    InProgress,
    Done,
}

impl Status {
    const ALL: [Self; 3] = [Self::ToDo, Self::InProgress, Self::Done];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::ToDo => "To Do",
            Self::InProgress => "In Progress",
            Self::Done => "Done",
        }
    }

    /// The transition that leads here; its name is the status's.
    fn transition(self) -> &'static str {
        match self {
            Self::ToDo => "11",
            Self::InProgress => "21",
            Self::Done => "31",
        }
    }

    pub(super) fn view(self, url: &str) -> Value {
        let (id, category_id, category_key, category, color) = match self {
            Self::ToDo => (10_000, 2, "new", "To Do", "blue-gray"),
            Self::InProgress => (10_001, 4, "indeterminate", "In Progress", "yellow"),
            Self::Done => (10_002, 3, "done", "Done", "green"),
        };
        json!({
            "self": format!("{url}/rest/api/3/status/{id}"),
            "id": id.to_string(),
            "name": self.name(),
            "statusCategory": {
                "self": format!("{url}/rest/api/3/statuscategory/{category_id}"),
                "id": category_id,
                "key": category_key,
                "name": category,
                "colorName": color,
            },
        })
    }
}

pub(super) async fn list(
    State(core): State<Arc<Core>>,
    Path(issue): Path<String>,
    query: Query,
) -> Result<Json<Value>, Refusal> {
    let jira = core.jira();
    jira.find(&issue)?;
    let wanted = query.first("transitionId");
    let transitions: Vec<Value> = Status::ALL
        .into_iter()
        .filter(|status| wanted.is_none_or(|id| id == status.transition()))
        .map(|status| {
            json!({
                "id": status.transition(),
                "name": status.name(),
                "to": status.view(&jira.url),
                "hasScreen": false,
                "isGlobal": true,
                "isInitial": false,
                "isAvailable": true,
                "isConditional": false,
                "looped": false,
            })
        })
        .collect();
    Ok(Json(json!({"expand": "transitions", "transitions": transitions})))
}

pub(super) async fn perform(
    State(core): State<Arc<Core>>,
    Path(issue): Path<String>,
    Body(body): Body,
) -> Result<StatusCode, Refusal> {
    let now = core.clock.now();
    let mut jira = core.jira();
    let index = jira.position(&issue)?;
    let status = wanted(&body)?;
    // These transitions have no screen, so no field can be set on the way; a comment always can.
    let on_screen = |name: &&String| name.as_str() != "comment";
    let (set, update) = (edit::object(&body, "fields")?, edit::object(&body, "update")?);
    if let Some(name) = set.keys().chain(update.keys().filter(on_screen)).next() {
        return Err(fields::unknown(name));
    }
    let edit = edit::checked(&body, &jira.issues[index].fields)?;
    jira.apply(index, edit, now);
    jira.issues[index].move_to(status, now);
    Ok(StatusCode::NO_CONTENT)
}

fn wanted(body: &Value) -> Result<Status, Refusal> {
    let id = match body.pointer("/transition/id") {
        Some(Value::String(id)) => id.clone(),
        Some(Value::Number(id)) => id.to_string(),
        _ => return Err(Refusal::bad_request("Missing 'transition' identifier")),
    };
    if id.parse::<i64>().is_err() {
        return Err(Refusal::bad_request("'transition' identifier must be an integer"));
    }
    Status::ALL
        .into_iter()
        .find(|status| status.transition() == id)
        .ok_or_else(|| Refusal::bad_request(format!("Transition id '{id}' is not valid for this issue.")))
}

impl Issue {
    fn move_to(&mut self, status: Status, now: Timestamp) {
        if status != self.status {
            let (from, to) = (self.status.name().to_owned(), status.name().to_owned());
            self.changes.push(Change { at: now, field: "status", from, to });
        }
        self.resolved = (status == Status::Done).then(|| self.resolved.unwrap_or(now));
        self.status = status;
        self.updated = now;
    }
}

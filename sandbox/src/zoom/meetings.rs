//! One meeting: reading, changing, ending and deleting it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::Value;

use super::meeting::{self, Meeting};
use super::refusal::{Body, Refusal};
use super::{Zoom, settings, view};
use crate::core::Core;

pub(super) async fn get(
    State(core): State<Arc<Core>>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let now = core.clock.now();
    let mut zoom = core.zoom();
    let url = zoom.url.clone();
    zoom.find(&id, now).map(|meeting| Json(view::meeting(meeting, &url)))
}

pub(super) async fn update(
    State(core): State<Arc<Core>>,
    Path(id): Path<String>,
    Body(body): Body,
) -> Result<StatusCode, Refusal> {
    let now = core.clock.now();
    let mut zoom = core.zoom();
    let host = zoom.find(&id, now)?.host;
    zoom.check_daily_limit(host, now)?;
    let meeting = zoom.find(&id, now)?;
    meeting.details = settings::changed(&meeting.details, &body)?;
    if let Some(password) = body.get("password").and_then(Value::as_str) {
        meeting.password = password.to_owned();
    }
    meeting.updated.push(now);
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn delete(
    State(core): State<Arc<Core>>,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    let now = core.clock.now();
    core.zoom().find(&id, now)?.state = meeting::State::Deleted;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn set_status(
    State(core): State<Arc<Core>>,
    Path(id): Path<String>,
    Body(body): Body,
) -> Result<StatusCode, Refusal> {
    let now = core.clock.now();
    let mut zoom = core.zoom();
    match body.get("action").and_then(Value::as_str) {
        Some("end") => {
            let meeting = zoom.find(&id, now)?;
            meeting.state = meeting::State::Waiting;
            meeting.ended = Some(now);
        }
        Some("recover") => {
            let number = number(&id)?;
            let deleted =
                zoom.meetings.iter_mut().find(|one| one.id == number && one.state == meeting::State::Deleted);
            deleted.ok_or_else(|| Refusal::no_meeting(number))?.state = meeting::State::Waiting;
        }
        _ => return Err(Refusal::validation(vec![("action".to_owned(), "Invalid field.".to_owned())])),
    }
    Ok(StatusCode::NO_CONTENT)
}

impl Zoom {
    /// # Errors
    /// 404 when there is none, or not any more; 400 when it is no id.
    pub(super) fn find(&mut self, id: &str, now: Timestamp) -> Result<&mut Meeting, Refusal> {
        let number = number(id)?;
        let found = self.meetings.iter_mut().find(|meeting| meeting.id == number && meeting.is_there(now));
        found.ok_or_else(|| Refusal::no_meeting(number))
    }
}

fn number(id: &str) -> Result<u64, Refusal> {
    id.parse().map_err(|_| Refusal::bad_request("Invalid meeting id."))
}

//! The link to join: whoever opens it is in the meeting, and the meeting has started.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::meeting::{self, Meeting};
use crate::core::Core;

pub(super) async fn join(State(core): State<Arc<Core>>, Path(id): Path<String>) -> Response {
    let now = core.clock.now();
    let (status, heading, text) = match core.zoom().find(&id, now) {
        Ok(meeting) => (StatusCode::OK, escaped(&meeting.details.topic), enter(meeting)),
        Err(_) => (StatusCode::NOT_FOUND, "Invalid meeting ID".to_owned(), "Please check and try again."),
    };
    // A GET that changes something: the usual broadcast after writes does not see it.
    core.changed();
    (status, Html(format!("<!doctype html><title>Zoom</title><h1>{heading}</h1><p>{text}</p>")))
        .into_response()
}

fn enter(meeting: &mut Meeting) -> &'static str {
    let set = |name: &str| meeting.details.settings.get(name).is_some_and(|value| value == true);
    if set("waiting_room") {
        return "The host will let you in soon.";
    }
    if !set("join_before_host") && meeting.state != meeting::State::Started {
        return "Waiting for the host to start this meeting.";
    }
    meeting.state = meeting::State::Started;
    "You are in the meeting."
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

//! The three kinds of answer that Slack shows to a person.

use std::collections::HashMap;

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use slack_morphism::prelude::*;

use super::{forms, note::Note};

/// Slack is to do nothing more.
pub(super) fn taken() -> Response {
    StatusCode::OK.into_response()
}

/// What somebody did was not taken, and nobody could tell them: Slack then shows its own warning.
pub(super) fn not_taken() -> Response {
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

/// What came is not what Slack sends.
pub(super) fn malformed(what: &str, error: &dyn std::fmt::Display) -> Response {
    tracing::warn!(what, %error, "refused: malformed");
    StatusCode::BAD_REQUEST.into_response()
}

/// A note under the command, for who typed it.
pub(super) fn ephemeral(note: &Note) -> Response {
    let answer = SlackCommandEventResponse::new(note.message())
        .with_response_type(SlackMessageResponseType::Ephemeral);
    Json(answer).into_response()
}

/// The form stays open, with what was typed, and says what is wrong at each field.
pub(super) fn field_errors(errors: HashMap<String, String>) -> Response {
    let answer = SlackViewSubmissionResponse::Errors(SlackViewSubmissionErrorsResponse::new(errors));
    Json(answer).into_response()
}

/// The form has done what it was for, and says so.
pub(super) fn done(title: &str, note: &Note) -> Response {
    let view = forms::notice(title, note);
    Json(SlackViewSubmissionResponse::Update(SlackViewSubmissionUpdateResponse::new(view))).into_response()
}

/// A notice above the form, which stays as it is underneath.
pub(super) fn above(title: &str, note: &Note) -> Response {
    let view = forms::notice(title, note);
    Json(SlackViewSubmissionResponse::Push(SlackViewSubmissionPushResponse::new(view))).into_response()
}

//! How PagerDuty says no: `{"status": …, "message": …, "errors": […]}`.

use axum::Json;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::log::Note;

/// An event that PagerDuty refuses.
#[derive(Debug)]
pub(super) struct Refusal {
    code: StatusCode,
    status: &'static str,
    message: String,
    errors: Vec<String>,
}

impl Refusal {
    fn new(code: StatusCode, status: &'static str, message: impl Into<String>, errors: Vec<String>) -> Self {
        Self { code, status, message: message.into(), errors }
    }

    pub(super) fn unreadable() -> Self {
        let errors = vec!["JSON parse error".to_owned()];
        let message = "Event object format is unrecognized";
        Self::new(StatusCode::BAD_REQUEST, "Unrecognized object", message, errors)
    }

    pub(super) fn invalid(errors: Vec<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid event", "Event object is invalid", errors)
    }

    pub(super) fn too_large() -> Self {
        let message = "Event object is larger than 512 KB";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "invalid event", message, Vec::new())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let Self { code, status, message, errors } = self;
        let mut body = json!({"status": status, "message": message});
        if !errors.is_empty() {
            body["errors"] = json!(errors);
        }
        let mut response = (code, Json(body)).into_response();
        response.extensions_mut().insert(Note { error: Some(message), warnings: errors });
        response
    }
}

pub(super) async fn no_such_endpoint(method: Method, uri: Uri) -> Refusal {
    let message = format!("Not Found: {method} {}", uri.path());
    Refusal::new(StatusCode::NOT_FOUND, "not found", message, Vec::new())
}

/// What a fault rule's code means here: what is wrong with the event.
pub(super) fn on_request(code: &str) -> Response {
    let refusal = match code {
        "ratelimited" | "429" => {
            let errors = vec!["Requests for this service are arriving too quickly.".to_owned()];
            Refusal::new(StatusCode::TOO_MANY_REQUESTS, "throttle exceeded", "Too many requests", errors)
        }
        other => Refusal::invalid(vec![other.to_owned()]),
    };
    refusal.into_response()
}

//! How Confluence says no: v2 with a list of errors, v1 with a message.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::log::Note;

/// A request that Confluence refuses.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    code: String,
    title: String,
    /// v1's shape instead of v2's.
    v1: bool,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, code: &str, title: impl Into<String>) -> Self {
        Self { status, code: code.to_owned(), title: title.into(), v1: false }
    }

    pub(super) fn bad_request(title: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BAD_REQUEST", title)
    }

    pub(super) fn parameter(title: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "INVALID_REQUEST_PARAMETER", title)
    }

    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", "Not Found")
    }

    /// The same in v1's shape and words.
    pub(super) fn v1(mut self) -> Self {
        self.v1 = true;
        self
    }

    pub(super) fn no_content(id: &str) -> Self {
        let why = format!(
            "com.atlassian.confluence.api.service.exceptions.NotFoundException: \
             No content found with id: ContentId{{id={id}}}"
        );
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", why).v1()
    }

    /// 400 from v1, which names the exception.
    pub(super) fn exception(why: impl AsRef<str>) -> Self {
        let why =
            format!("com.atlassian.confluence.api.service.exceptions.BadRequestException: {}", why.as_ref());
        Self::bad_request(why).v1()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = if self.v1 {
            json!({
                "statusCode": self.status.as_u16(),
                "data": {"authorized": true, "valid": true, "errors": [], "successful": true},
                "message": self.title,
            })
        } else {
            json!({"errors": [{
                "status": self.status.as_u16(),
                "code": self.code,
                "title": self.title,
                "detail": null,
            }]})
        };
        let mut response = (self.status, Json(body)).into_response();
        response.extensions_mut().insert(Note { error: Some(self.title), ..Note::default() });
        response
    }
}

/// What a fault rule's code means here: an HTTP status, or a code that comes with 400.
pub(super) fn on_request(code: &str) -> Response {
    let status = code.parse().ok().and_then(|status| StatusCode::from_u16(status).ok());
    let refusal = match status {
        Some(status) => {
            let reason = status.canonical_reason().unwrap_or(code);
            Refusal::new(status, &reason.to_uppercase().replace(' ', "_"), reason)
        }
        None if code == "ratelimited" => {
            Refusal::new(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_REQUESTS", "Rate limit exceeded")
        }
        None => Refusal::new(StatusCode::BAD_REQUEST, code, code),
    };
    refusal.into_response()
}

/// A JSON body, refused in v2's shape.
pub(super) struct Body(pub(super) Value);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            let status = rejection.status();
            let reason = status.canonical_reason().unwrap_or("");
            Refusal::new(status, &reason.to_uppercase().replace(' ', "_"), reason).into_response()
        })?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| Refusal::bad_request(format!("Invalid message: {error}")).into_response())
    }
}

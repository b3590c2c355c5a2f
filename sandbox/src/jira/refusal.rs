//! How Jira says no: `{"errorMessages": […], "errors": {field: why}}`.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::adf;
use crate::log::Note;

/// Of a description or a comment, in characters.
const LONGEST_TEXT: usize = 32_767;

const NOT_A_DOCUMENT: &str =
    "Operation value must be an Atlassian Document (see the Atlassian Document Format)";

/// A request that Jira refuses.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    messages: Vec<String>,
    errors: BTreeMap<String, String>,
    /// What Jira keeps to itself, for whoever reads the sandbox's log.
    explanations: Vec<String>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, messages: vec![message.into()], errors: BTreeMap::new(), explanations: Vec::new() }
    }

    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, message)
    }

    pub(super) fn no_issue() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Issue does not exist or you do not have permission to see it.")
    }

    /// 400 with what is wrong, field by field.
    pub(super) fn fields(errors: BTreeMap<String, String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, messages: Vec::new(), errors, explanations: Vec::new() }
    }

    pub(super) fn field(name: &str, why: impl Into<String>) -> Self {
        Self::fields(BTreeMap::from([(name.to_owned(), why.into())]))
    }

    /// 400 for a value that should be a document. Jira only says what is wrong when it is no document at all;
    /// for a document that is wrong inside it says `INVALID_INPUT`.
    pub(super) fn document(field: &str, value: &Value) -> Option<Self> {
        let Err(invalid) = adf::validate(value) else {
            if adf::plain_text(value).encode_utf16().count() <= LONGEST_TEXT {
                return None;
            }
            let mut refusal = Self::bad_request("CONTENT_LIMIT_EXCEEDED");
            refusal.errors.insert(field.to_owned(), "CONTENT_LIMIT_EXCEEDED".to_owned());
            return Some(refusal);
        };
        let mut refusal = if adf::is_document(value) {
            let mut refusal = Self::bad_request("INVALID_INPUT");
            refusal.errors.insert(field.to_owned(), "INVALID_INPUT".to_owned());
            refusal
        } else if field == "comment" {
            Self::field(field, "Comment body is not valid!")
        } else {
            Self::field(field, NOT_A_DOCUMENT)
        };
        refusal.explanations.push(invalid.to_string());
        Some(refusal)
    }

    /// Both refusals at once; the first one's status.
    pub(super) fn and(mut self, other: Self) -> Self {
        for message in other.messages {
            if !self.messages.contains(&message) {
                self.messages.push(message);
            }
        }
        self.errors.extend(other.errors);
        self.explanations.extend(other.explanations);
        self
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let error = self
            .messages
            .first()
            .cloned()
            .or_else(|| self.errors.iter().next().map(|(field, why)| format!("{field}: {why}")));
        let note = Note { error, warnings: self.explanations };
        let body = Json(json!({"errorMessages": self.messages, "errors": self.errors}));
        let mut response = (self.status, body).into_response();
        response.extensions_mut().insert(note);
        response
    }
}

/// What a fault rule's code means here: an HTTP status, or a message that comes with 400.
pub(super) fn on_request(code: &str) -> Response {
    let status = code.parse().ok().and_then(|status| StatusCode::from_u16(status).ok());
    let refusal = match status {
        Some(status) => Refusal::new(status, status.canonical_reason().unwrap_or(code)),
        None if code == "ratelimited" => Refusal::new(StatusCode::TOO_MANY_REQUESTS, "Rate limit exceeded."),
        None => Refusal::bad_request(code),
    };
    refusal.into_response()
}

/// A JSON body, refused in Jira's words.
pub(super) struct Body(pub(super) Value);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let json = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.starts_with("application/json"));
        if !json {
            return Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Unsupported Media Type"));
        }
        let unreadable = || {
            Refusal::bad_request("There was an error parsing JSON. Check that your request body is valid.")
        };
        let bytes = Bytes::from_request(request, state).await.map_err(|_| unreadable())?;
        serde_json::from_slice(&bytes).map(Self).map_err(|_| unreadable())
    }
}

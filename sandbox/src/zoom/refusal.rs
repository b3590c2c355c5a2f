//! How Zoom says no: `{"code": …, "message": …}`.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::log::Note;

/// A request that Zoom refuses.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    code: u32,
    message: String,
    /// Fields that are wrong, and why.
    errors: Vec<(String, String)>,
    /// When the day's limit starts anew.
    retry_at: Option<Timestamp>,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, code: u32, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), errors: Vec::new(), retry_at: None }
    }

    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, 300, message)
    }

    pub(super) fn validation(errors: Vec<(String, String)>) -> Self {
        Self { errors, ..Self::bad_request("Validation Failed.") }
    }

    pub(super) fn no_user(user: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, 1001, format!("User does not exist: {user}."))
    }

    pub(super) fn no_meeting(id: u64) -> Self {
        Self::new(StatusCode::NOT_FOUND, 3001, format!("Meeting does not exist: {id}."))
    }

    pub(super) fn token(message: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, 124, message)
    }

    /// The day's limit of a user, in UTC. Zoom's `Retry-After` is then a time, not a number of seconds.
    pub(super) fn daily_limit(most: usize, retry_at: Timestamp) -> Self {
        let message = format!(
            "You have exceeded the daily rate limit ({most}) of Meeting Create/Update API requests permitted for \
             this specific user."
        );
        Self { retry_at: Some(retry_at), ..Self::new(StatusCode::TOO_MANY_REQUESTS, 429, message) }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut body = json!({"code": self.code, "message": self.message});
        if !self.errors.is_empty() {
            body["errors"] = self
                .errors
                .iter()
                .map(|(field, message)| json!({"field": field, "message": message}))
                .collect();
        }
        let mut response = (self.status, Json(body)).into_response();
        if let Some(at) = self.retry_at {
            let headers = response.headers_mut();
            headers.insert("x-ratelimit-category", HeaderValue::from_static("Medium"));
            headers.insert("x-ratelimit-type", HeaderValue::from_static("Daily-limit"));
            headers.insert("x-ratelimit-remaining", HeaderValue::from_static("0"));
            if let Ok(at) = HeaderValue::from_str(&at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()) {
                headers.insert(header::RETRY_AFTER, at);
            }
        }
        let warnings =
            self.errors.into_iter().map(|(field, message)| format!("{field}: {message}")).collect();
        response
            .extensions_mut()
            .insert(Note { error: Some(format!("{} {}", self.code, self.message)), warnings });
        response
    }
}

pub(super) async fn no_such_endpoint(method: Method, uri: Uri) -> Refusal {
    Refusal::new(
        StatusCode::NOT_FOUND,
        2300,
        format!("This API endpoint is not recognized: {method} {}", uri.path()),
    )
}

/// What a fault rule's code means here: one of Zoom's codes, or a message that comes with 400.
pub(super) fn on_request(code: &str) -> Response {
    let refusal = match code {
        "ratelimited" | "429" => Refusal::new(
            StatusCode::TOO_MANY_REQUESTS,
            429,
            "You have reached the maximum per-second rate limit for this API. Try again later.",
        ),
        "124" => Refusal::token("Access token is expired."),
        "1001" => Refusal::new(StatusCode::NOT_FOUND, 1001, "User does not exist."),
        "3001" => Refusal::new(StatusCode::NOT_FOUND, 3001, "Meeting does not exist."),
        _ => match code.parse() {
            Ok(number) => Refusal::new(StatusCode::BAD_REQUEST, number, "Bad Request"),
            Err(_) => Refusal::bad_request(code),
        },
    };
    refusal.into_response()
}

/// A JSON object as the body, refused in Zoom's words.
pub(super) struct Body(pub(super) Value);

impl<S: Send + Sync> FromRequest<S> for Body {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        let unreadable = || Refusal::bad_request("Request Body should be a valid JSON object.");
        let bytes = Bytes::from_request(request, state).await.map_err(|_| unreadable())?;
        serde_json::from_slice(&bytes).ok().filter(Value::is_object).map(Self).ok_or_else(unreadable)
    }
}

//! Server-to-server OAuth: an access token for the account's credentials, good for an hour.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sha2::{Digest, Sha256};
use url::form_urlencoded;

use super::refusal::Refusal;
use crate::core::Core;
use crate::log::Note;

/// `Authorization` of the app: client id `sandbox`, client secret `sandbox`.
pub(super) const BASIC: &str = "Basic c2FuZGJveDpzYW5kYm94";

const ACCOUNT: &str = "sandbox";
const LIFE: SignedDuration = SignedDuration::from_hours(1);

/// An access token that was granted.
#[derive(Debug)]
pub(super) struct Token {
    value: String,
    expires: Timestamp,
}

/// Parameters come in the query or as a form.
pub(super) async fn grant(
    State(core): State<Arc<Core>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match headers.get(header::AUTHORIZATION) {
        Some(given) if given == BASIC => {}
        given => {
            let status = if given.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::UNAUTHORIZED };
            return refused(status, "Invalid client_id or client_secret", "invalid_client");
        }
    }
    let query = query.unwrap_or_default();
    let parameter = |name: &str| {
        let mut all = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(&body));
        all.find(|(given, _)| given == name).map(|(_, value)| value.into_owned()).unwrap_or_default()
    };
    if parameter("grant_type") != "account_credentials" {
        return refused(StatusCode::BAD_REQUEST, "unsupported grant type", "unsupported_grant_type");
    }
    if parameter("account_id") != ACCOUNT {
        return refused(StatusCode::BAD_REQUEST, "Bad Request", "invalid_request");
    }
    let expires = core.clock.now().saturating_add(LIFE).unwrap_or(Timestamp::MAX);
    let mut zoom = core.zoom();
    let value = hex::encode(Sha256::digest(format!("{} {}", zoom.url, zoom.tokens.len())));
    let answer = json!({
        "access_token": value,
        "token_type": "bearer",
        // Zoom tells a second less than the hour.
        "expires_in": LIFE.as_secs() - 1,
        "scope": "meeting:read:admin meeting:write:admin",
        "api_url": zoom.url,
    });
    zoom.tokens.push(Token { value, expires });
    Json(answer).into_response()
}

fn refused(status: StatusCode, reason: &str, error: &str) -> Response {
    let mut response = (status, Json(json!({"reason": reason, "error": error}))).into_response();
    response
        .extensions_mut()
        .insert(Note { error: Some(error.to_owned()), warnings: vec![reason.to_owned()] });
    response
}

/// Lets holders of a token in.
pub(super) async fn authenticated(State(core): State<Arc<Core>>, request: Request, next: Next) -> Response {
    let given = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or("");
    let now = core.clock.now();
    let expires = core.zoom().tokens.iter().find(|token| token.value == given).map(|token| token.expires);
    match expires {
        None => Refusal::token("Invalid access token.").into_response(),
        Some(expires) if expires <= now => Refusal::token("Access token is expired.").into_response(),
        Some(_) => next.run(request).await,
    }
}

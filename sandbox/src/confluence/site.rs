//! The Confluence site itself: who may call it, and where its links lead.

use axum::extract::{Path, Request};
use axum::http::{Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::refusal::Refusal;
use crate::jira::BASIC;
use crate::log::Note;

pub(super) const ACCOUNT_ID: &str = "557058:5a6b7c8d-sandbox";

/// Lets the one account in, Jira's. Confluence answers others in plain text.
pub(super) async fn authenticated(request: Request, next: Next) -> Response {
    if request.headers().get(header::AUTHORIZATION).is_some_and(|given| given == BASIC) {
        return next.run(request).await;
    }
    let why = "Basic authentication with passwords is deprecated.  For more information, see: \
               https://developer.atlassian.com/cloud/confluence/deprecation-notice-basic-auth/";
    let mut response = (StatusCode::UNAUTHORIZED, why).into_response();
    response.extensions_mut().insert(Note { error: Some(why.to_owned()), ..Note::default() });
    response
}

pub(super) async fn no_such_endpoint(method: Method, uri: Uri) -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "NOT_FOUND", format!("No endpoint {method} {}.", uri.path()))
}

/// The link that people click: to the page on the sandbox's page, without credentials.
pub(super) async fn browse(Path((_, page, _)): Path<(String, String, String)>) -> Redirect {
    let open: String = form_urlencoded::byte_serialize(page.as_bytes()).collect();
    Redirect::to(&format!("/?tab=confluence&open={open}"))
}

/// The account, as v1 shows who did something.
pub(super) fn account() -> Value {
    json!({
        "type": "known",
        "accountId": ACCOUNT_ID,
        "accountType": "atlassian",
        "email": "sandbox@example.test",
        "publicName": "Muster (sandbox)",
        "displayName": "Muster (sandbox)",
    })
}

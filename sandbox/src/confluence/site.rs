//! The Confluence site itself: who may call it, and its one space.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::page::Page;
use super::query::{Query, listed};
use super::refusal::Refusal;
use super::view;
use crate::core::Core;
use crate::jira::BASIC;
use crate::log::Note;

pub(super) const ACCOUNT_ID: &str = "557058:5a6b7c8d-sandbox";
pub(super) const SPACE_ID: &str = "65538";
pub(super) const SPACE_KEY: &str = "SP";
pub(super) const HOME_ID: u64 = 65_540;

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

pub(super) async fn spaces(State(core): State<Arc<Core>>, query: Query) -> Result<Response, Refusal> {
    let confluence = core.confluence();
    let wanted = |name: &str, own: &str| {
        let wanted = query.list(name);
        wanted.is_empty() || wanted.iter().any(|given| given == own)
    };
    let mut spaces = Vec::new();
    if wanted("keys", SPACE_KEY) && wanted("ids", SPACE_ID) {
        spaces.push(space(&confluence.pages[0]));
    }
    listed(spaces, &query, "/wiki/api/v2/spaces", &confluence.url)
}

/// The space, given its home page.
pub(super) fn space(home: &Page) -> Value {
    json!({
        "id": SPACE_ID,
        "key": SPACE_KEY,
        "name": "Post-mortems",
        "type": "global",
        "status": "current",
        "authorId": ACCOUNT_ID,
        "spaceOwnerId": ACCOUNT_ID,
        "currentActiveAlias": SPACE_KEY,
        "createdAt": view::time(home.created),
        "homepageId": home.id.to_string(),
        "_links": {"webui": format!("/spaces/{SPACE_KEY}")},
    })
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

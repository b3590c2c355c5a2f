//! The Jira site itself: who may call it, its one project and what issues in it can be.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::refusal::Refusal;
use crate::core::Core;
use crate::log::Note;

/// `Authorization` of the one Atlassian account there is: `sandbox@example.test` with the API token `sandbox`.
pub(crate) const BASIC: &str = "Basic c2FuZGJveEBleGFtcGxlLnRlc3Q6c2FuZGJveA==";

pub(super) const ACCOUNT_ID: &str = "557058:5a6b7c8d-sandbox";
pub(super) const PROJECT_KEY: &str = "INC";
pub(super) const PROJECT_ID: &str = "10000";

/// What an issue can be.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct IssueType {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
}

pub(super) static ISSUE_TYPES: [IssueType; 5] = [
    IssueType { id: "10001", name: "Incident" },
    IssueType { id: "10002", name: "Task" },
    IssueType { id: "10003", name: "Follow-up" },
    IssueType { id: "10004", name: "Bug" },
    IssueType { id: "10005", name: "Story" },
];

/// How urgent an issue is; the default is Medium.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Priority {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
}

pub(super) static PRIORITIES: [Priority; 5] = [
    Priority { id: "1", name: "Highest" },
    Priority { id: "2", name: "High" },
    Priority { id: "3", name: "Medium" },
    Priority { id: "4", name: "Low" },
    Priority { id: "5", name: "Lowest" },
];

pub(super) static MEDIUM: &Priority = &PRIORITIES[2];

/// Lets the one account in. Jira answers others in plain text, with a challenge.
pub(super) async fn authenticated(request: Request, next: Next) -> Response {
    if request.headers().get(header::AUTHORIZATION).is_some_and(|given| given == BASIC) {
        return next.run(request).await;
    }
    let why = "Client must be authenticated to access this resource.";
    let mut response = (StatusCode::UNAUTHORIZED, why).into_response();
    let headers = response.headers_mut();
    headers.insert("x-seraph-loginreason", HeaderValue::from_static("AUTHENTICATED_FAILED"));
    headers
        .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("OAuth realm=\"https%3A%2F%2Fsandbox\""));
    response.extensions_mut().insert(Note { error: Some(why.to_owned()), ..Note::default() });
    response
}

pub(super) async fn no_such_endpoint(method: Method, uri: Uri) -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, format!("No endpoint {method} {}.", uri.path()))
}

/// The link that people click: to the issue on the sandbox's page, without credentials.
pub(super) async fn browse(Path(key): Path<String>) -> Redirect {
    let open: String = form_urlencoded::byte_serialize(key.as_bytes()).collect();
    Redirect::to(&format!("/?tab=jira&open={open}"))
}

pub(super) async fn myself(State(core): State<Arc<Core>>) -> Json<Value> {
    let mut account = account(&core.jira().url);
    account["emailAddress"] = json!("sandbox@example.test");
    account["timeZone"] = json!("Etc/UTC");
    account["locale"] = json!("en_US");
    Json(account)
}

pub(super) async fn project(
    State(core): State<Arc<Core>>,
    Path(id_or_key): Path<String>,
) -> Result<Json<Value>, Refusal> {
    known_project(&id_or_key)?;
    let jira = core.jira();
    let mut project = reference(&jira.url);
    project["issueTypes"] = ISSUE_TYPES.iter().map(|issue_type| issue_type.view(&jira.url)).collect();
    project["lead"] = account(&jira.url);
    project["simplified"] = json!(false);
    Ok(Json(project))
}

/// # Errors
/// 404 for any project but the one there is.
pub(super) fn known_project(id_or_key: &str) -> Result<(), Refusal> {
    // Keys are case sensitive here, unlike an issue's.
    if id_or_key == PROJECT_KEY || id_or_key == PROJECT_ID {
        return Ok(());
    }
    let why = format!("No project could be found with key '{id_or_key}'.");
    Err(Refusal::new(StatusCode::NOT_FOUND, why))
}

/// The project as an issue refers to it.
pub(super) fn reference(url: &str) -> Value {
    json!({
        "self": format!("{url}/rest/api/3/project/{PROJECT_ID}"),
        "id": PROJECT_ID,
        "key": PROJECT_KEY,
        "name": "Incidents",
        "projectTypeKey": "software",
    })
}

/// The account as an issue refers to it.
pub(super) fn account(url: &str) -> Value {
    json!({
        "self": format!("{url}/rest/api/3/user?accountId={ACCOUNT_ID}"),
        "accountId": ACCOUNT_ID,
        "accountType": "atlassian",
        "displayName": "Muster (sandbox)",
        "active": true,
    })
}

impl IssueType {
    pub(super) fn view(&self, url: &str) -> Value {
        json!({
            "self": format!("{url}/rest/api/3/issuetype/{}", self.id),
            "id": self.id,
            "name": self.name,
            "subtask": false,
        })
    }
}

impl Priority {
    pub(super) fn view(&self, url: &str) -> Value {
        json!({"self": format!("{url}/rest/api/3/priority/{}", self.id), "id": self.id, "name": self.name})
    }
}

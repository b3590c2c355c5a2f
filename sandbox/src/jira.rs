//! Jira Cloud's REST API v3, as far as Muster uses it: one project, `INC`, and its issues.

pub(crate) mod adf;
mod bulkfetch;
mod comments;
mod edit;
mod fields;
mod issue;
mod issues;
mod jql;
mod links;
mod properties;
mod query;
mod refusal;
mod search;
mod security;
mod site;
mod transitions;
mod view;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::Method;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::core::Core;
use crate::faults::System;
use crate::vendor::{Vendor, watched};
use issue::Issue;
use refusal::Refusal;
pub(crate) use site::BASIC;

/// The first issue's id; keys count from `INC-1`.
const FIRST_ID: u64 = 10_001;

/// What Jira holds.
#[derive(Debug)]
pub(crate) struct Jira {
    /// Where Jira is, without a slash at the end: `self` links and the links people click start so.
    url: String,
    /// In the order of their creation.
    issues: Vec<Issue>,
    last_comment_id: u64,
    last_link_id: u64,
    search_lag: Duration,
}

impl Jira {
    pub(crate) fn seeded(_now: Timestamp, url: &str) -> Self {
        Self {
            url: format!("{url}/jira"),
            issues: Vec::new(),
            last_comment_id: 10_000,
            last_link_id: 10_000,
            search_lag: Duration::ZERO,
        }
    }

    /// How long after its creation, by the sandbox's clock, a search finds an issue: none at the start.
    pub(crate) fn set_search_lag(&mut self, lag: Duration) {
        self.search_lag = lag;
    }

    pub(crate) fn dump(&self) -> Value {
        json!({
            "search_lag_seconds": self.search_lag.as_secs_f64(),
            "issues": self.issues.iter().map(|issue| view::dumped(issue, self)).collect::<Vec<_>>(),
        })
    }

    /// By id or key; keys in any case, as Jira takes them.
    fn find(&self, id_or_key: &str) -> Result<&Issue, Refusal> {
        self.position(id_or_key).map(|index| &self.issues[index])
    }

    fn find_mut(&mut self, id_or_key: &str) -> Result<&mut Issue, Refusal> {
        self.position(id_or_key).map(|index| &mut self.issues[index])
    }

    fn position(&self, id_or_key: &str) -> Result<usize, Refusal> {
        self.issues
            .iter()
            .position(|issue| issue.key.eq_ignore_ascii_case(id_or_key) || issue.id.to_string() == id_or_key)
            .ok_or_else(Refusal::no_issue)
    }

    fn next_comment_id(&mut self) -> u64 {
        self.last_comment_id += 1;
        self.last_comment_id
    }

    fn next_link_id(&mut self) -> u64 {
        self.last_link_id += 1;
        self.last_link_id
    }
}

/// Its API.
pub(crate) fn router(core: Arc<Core>) -> Router {
    let api = Router::new()
        .route("/issue", post(issues::create))
        .route("/issue/bulkfetch", post(bulkfetch::fetch))
        .route("/issue/{issue}", get(issues::get).put(issues::edit))
        .route("/issue/{issue}/comment", get(comments::list).post(comments::add))
        .route("/issue/{issue}/remotelink", get(links::remote_links).post(links::add_remote))
        .route("/issue/{issue}/transitions", get(transitions::list).post(transitions::perform))
        .route("/issue/{issue}/properties/{key}", get(properties::get).put(properties::set))
        .route("/issueLink", post(links::link_issues))
        .route("/search/jql", get(search::by_query).post(search::by_body))
        .route("/search", get(search::gone).post(search::gone))
        .route("/myself", get(site::myself))
        .route("/project/{project}", get(site::project))
        .route("/project/{project}/securitylevel", get(security::levels))
        .fallback(site::no_such_endpoint)
        .layer(from_fn(site::authenticated))
        .with_state(core.clone());
    let router = Router::new().nest("/rest/api/3", api);
    watched(router, Vendor { system: System::Jira, operation, refusal: refusal::on_request }, core)
        .route("/browse/{issue}", get(site::browse))
}

/// The specification's operation ids; both ways to search are `searchIssues`.
fn operation(method: &Method, path: &str) -> String {
    let path = path.strip_prefix("/rest/api/3/").unwrap_or(path);
    let segments: Vec<&str> = path.split('/').collect();
    let writes = *method != Method::GET;
    let name = match segments.as_slice() {
        ["issue"] => "createIssue",
        ["issue", "bulkfetch"] => "bulkFetchIssues",
        ["issue", _] if writes => "editIssue",
        ["issue", _] => "getIssue",
        ["issue", _, "comment"] if writes => "addComment",
        ["issue", _, "comment"] => "getComments",
        ["issue", _, "remotelink"] if writes => "createOrUpdateRemoteIssueLink",
        ["issue", _, "remotelink"] => "getRemoteIssueLinks",
        ["issue", _, "transitions"] if writes => "doTransition",
        ["issue", _, "transitions"] => "getTransitions",
        ["issue", _, "properties", _] if writes => "setIssueProperty",
        ["issue", _, "properties", _] => "getIssueProperty",
        ["issueLink"] => "linkIssues",
        ["search", "jql"] => "searchIssues",
        ["myself"] => "getCurrentUser",
        ["project", _] => "getProject",
        ["project", _, "securitylevel"] => "getSecurityLevelsForProject",
        _ => return format!("{method} {path}"),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests;

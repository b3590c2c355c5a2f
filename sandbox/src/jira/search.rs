//! `/search/jql`: finds issues some time after they were made.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::issue::Issue;
use super::jql::Jql;
use super::query::Query;
use super::refusal::{Body, Refusal};
use super::{Jira, view};
use crate::core::Core;

const USUAL_PAGE: usize = 50;
const LARGEST_PAGE: usize = 5000;
const MOST_RECONCILED: usize = 50;

/// What both ways to search ask for.
struct Search {
    jql: String,
    page_token: Option<String>,
    page_size: usize,
    fields: Vec<String>,
    properties: Vec<String>,
    /// Ids that the search must not be behind for.
    reconcile: Vec<String>,
}

pub(super) async fn by_query(State(core): State<Arc<Core>>, query: Query) -> Result<Json<Value>, Refusal> {
    let search = Search {
        jql: query.first("jql").unwrap_or("").to_owned(),
        page_token: query.first("nextPageToken").map(str::to_owned),
        page_size: query.number("maxResults")?.unwrap_or(USUAL_PAGE),
        fields: query.list("fields"),
        properties: query.list("properties"),
        reconcile: query.list("reconcileIssues"),
    };
    search.answer(&core)
}

pub(super) async fn by_body(State(core): State<Arc<Core>>, Body(body): Body) -> Result<Json<Value>, Refusal> {
    const KNOWN: [&str; 8] = [
        "expand",
        "fields",
        "fieldsByKeys",
        "jql",
        "maxResults",
        "nextPageToken",
        "properties",
        "reconcileIssues",
    ];
    let unknown = body.as_object().and_then(|body| body.keys().find(|key| !KNOWN.contains(&key.as_str())));
    if let Some(unknown) = unknown {
        return Err(Refusal::bad_request(format!("Invalid request payload: unknown property '{unknown}'.")));
    }
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let page_size = match body.get("maxResults") {
        None => USUAL_PAGE,
        Some(size) => size
            .as_u64()
            .and_then(|size| usize::try_from(size).ok())
            .ok_or_else(|| Refusal::bad_request("Invalid request payload: 'maxResults' must be a number."))?,
    };
    let search = Search {
        // No query is the same as an empty one.
        jql: text("jql").unwrap_or_default(),
        page_token: text("nextPageToken"),
        page_size,
        fields: list(&body, "fields"),
        properties: list(&body, "properties"),
        reconcile: list(&body, "reconcileIssues"),
    };
    search.answer(&core)
}

fn list(body: &Value, name: &str) -> Vec<String> {
    let texts = body.get(name).and_then(Value::as_array).into_iter().flatten();
    texts.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect()
}

/// The search that was: Atlassian removed it in 2025 (CHANGE-2046).
pub(super) async fn gone() -> Refusal {
    Refusal::new(
        StatusCode::GONE,
        "The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration \
         guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046",
    )
}

impl Search {
    fn answer(&self, core: &Core) -> Result<Json<Value>, Refusal> {
        let now = core.clock.now();
        let jql = Jql::parse(&self.jql, now).map_err(Refusal::bad_request)?;
        if !jql.is_bounded() {
            return Err(Refusal::bad_request(
                "Unbounded JQL queries are not allowed here. Please add a search restriction to your query.",
            ));
        }
        if self.reconcile.len() > MOST_RECONCILED {
            return Err(Refusal::bad_request("You can reconcile at most 50 issues."));
        }
        if self.page_size == 0 || self.page_size > LARGEST_PAGE {
            return Err(Refusal::bad_request(format!("'maxResults' must be between 1 and {LARGEST_PAGE}.")));
        }
        let start = self.start()?;
        let jira = core.jira();
        let mut found: Vec<&Issue> = jira
            .issues
            .iter()
            .filter(|issue| jira.is_indexed(issue, now) || self.reconcile.contains(&issue.id.to_string()))
            .filter(|issue| jql.matches(issue))
            .collect();
        jql.sort(&mut found);
        let last = found.len() <= start + self.page_size;
        let issues: Vec<Value> =
            found.iter().skip(start).take(self.page_size).map(|issue| self.view(issue, &jira)).collect();
        let mut answer = json!({"issues": issues, "isLast": last});
        if !last {
            answer["nextPageToken"] = json!(token(start + self.page_size));
        }
        Ok(Json(answer))
    }

    /// Only the id, unless fields or properties are asked for.
    fn view(&self, issue: &Issue, jira: &Jira) -> Value {
        if self.properties.is_empty() && self.fields.iter().all(|field| field == "id") {
            return json!({"id": issue.id.to_string()});
        }
        view::issue(issue, jira, &self.fields, &self.properties)
    }

    fn start(&self) -> Result<usize, Refusal> {
        let Some(token) = &self.page_token else { return Ok(0) };
        let start =
            hex::decode(token).ok().and_then(|bytes| <[u8; 8]>::try_from(bytes).ok()).map(u64::from_be_bytes);
        start
            .and_then(|start| usize::try_from(start).ok())
            .ok_or_else(|| Refusal::bad_request("The provided next page token is invalid or expired."))
    }
}

fn token(start: usize) -> String {
    hex::encode((start as u64).to_be_bytes())
}

impl Jira {
    fn is_indexed(&self, issue: &Issue, now: Timestamp) -> bool {
        let lag = SignedDuration::try_from(self.search_lag).unwrap_or(SignedDuration::MAX);
        now.duration_since(issue.created) >= lag
    }
}

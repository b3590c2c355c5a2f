//! Creating, reading and editing issues.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::edit::{self, Edit};
use super::issue::{Comment, Issue};
use super::query::Query;
use super::refusal::{Body, Refusal};
use super::site::PROJECT_KEY;
use super::transitions::Status;
use super::{FIRST_ID, Jira, fields, properties, view};
use crate::core::Core;

pub(super) async fn create(
    State(core): State<Arc<Core>>,
    Body(body): Body,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let fields = fields::of_new(&edit::object(&body, "fields")?)?;
    let properties = properties::in_body(&body)?;
    let now = core.clock.now();
    let mut jira = core.jira();
    let number = jira.issues.len() as u64;
    let issue = Issue {
        id: FIRST_ID + number,
        key: format!("{PROJECT_KEY}-{}", number + 1),
        created: now,
        updated: now,
        fields,
        status: Status::ToDo,
        resolved: None,
        comments: Vec::new(),
        remote_links: Vec::new(),
        links: Vec::new(),
        properties: properties.into_iter().collect(),
        changes: Vec::new(),
    };
    let created = json!({
        "id": issue.id.to_string(),
        "key": issue.key,
        "self": view::issue_url(&jira, &issue),
    });
    jira.issues.push(issue);
    Ok((StatusCode::CREATED, Json(created)))
}

pub(super) async fn get(
    State(core): State<Arc<Core>>,
    Path(issue): Path<String>,
    query: Query,
) -> Result<Json<Value>, Refusal> {
    let jira = core.jira();
    let issue = jira.find(&issue)?;
    let mut wanted = query.list("fields");
    if wanted.is_empty() {
        wanted.push("*all".to_owned());
    }
    Ok(Json(view::issue(issue, &jira, &wanted, &query.list("properties"))))
}

pub(super) async fn edit(
    State(core): State<Arc<Core>>,
    Path(issue): Path<String>,
    query: Query,
    Body(body): Body,
) -> Result<Response, Refusal> {
    let now = core.clock.now();
    let mut jira = core.jira();
    let index = jira.position(&issue)?;
    let edit = edit::checked(&body, &jira.issues[index].fields)?;
    jira.apply(index, edit, now);
    if query.first("returnIssue") == Some("true") {
        let issue = view::issue(&jira.issues[index], &jira, &["*all".to_owned()], &[]);
        return Ok(Json(issue).into_response());
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

impl Jira {
    /// Makes a checked change.
    pub(super) fn apply(&mut self, index: usize, edit: Edit, now: Timestamp) {
        for body in edit.comments {
            let id = self.next_comment_id();
            self.issues[index].comments.push(Comment { id, body, created: now });
        }
        let issue = &mut self.issues[index];
        issue.properties.extend(edit.properties);
        issue.change(now, edit.fields);
    }
}

//! Comments.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::issue::Comment;
use super::query::Query;
use super::refusal::{Body, Refusal};
use super::view;
use crate::core::Core;

pub(super) async fn add(
    State(core): State<Arc<Core>>,
    Path(issue): Path<String>,
    Body(body): Body,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let now = core.clock.now();
    let mut jira = core.jira();
    let index = jira.position(&issue)?;
    let body = body.get("body").unwrap_or(&Value::Null);
    if let Some(refusal) = Refusal::document("comment", body) {
        return Err(refusal);
    }
    let comment = Comment { id: jira.next_comment_id(), body: body.clone(), created: now };
    let added = view::comment(&comment, &jira.issues[index], &jira);
    jira.issues[index].comments.push(comment);
    jira.issues[index].updated = now;
    Ok((StatusCode::CREATED, Json(added)))
}

pub(super) async fn list(
    State(core): State<Arc<Core>>,
    Path(issue): Path<String>,
    query: Query,
) -> Result<Json<Value>, Refusal> {
    let newest_first = match query.first("orderBy") {
        None | Some("created" | "+created") => false,
        Some("-created") => true,
        Some(other) => return Err(Refusal::bad_request(format!("Cannot order comments by '{other}'."))),
    };
    let start = query.number("startAt")?.unwrap_or(0);
    let most = query.number("maxResults")?.unwrap_or(100);
    let jira = core.jira();
    let issue = jira.find(&issue)?;
    let mut comments: Vec<Value> =
        issue.comments.iter().map(|comment| view::comment(comment, issue, &jira)).collect();
    if newest_first {
        comments.reverse();
    }
    let total = comments.len();
    let page: Vec<Value> = comments.into_iter().skip(start).take(most).collect();
    Ok(Json(json!({"startAt": start, "maxResults": most, "total": total, "comments": page})))
}

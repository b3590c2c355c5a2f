//! Links: to things outside Jira, and between issues.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeMap;

use super::issue::{Comment, Link, LinkType, RemoteLink};
use super::query::Query;
use super::refusal::{Body, Refusal};
use super::view;
use crate::core::Core;

const LONGEST_GLOBAL_ID: usize = 255;

static LINK_TYPES: [LinkType; 4] = [
    LinkType { id: "10000", name: "Blocks", inward: "is blocked by", outward: "blocks" },
    LinkType { id: "10001", name: "Cloners", inward: "is cloned by", outward: "clones" },
    LinkType { id: "10002", name: "Duplicate", inward: "is duplicated by", outward: "duplicates" },
    LinkType { id: "10003", name: "Relates", inward: "relates to", outward: "relates to" },
];

/// 201 when it is new, 200 when the link with this `globalId` was replaced.
pub(super) async fn add_remote(
    State(core): State<Arc<Core>>,
    Path(issue): Path<String>,
    Body(body): Body,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str).filter(|text| !text.is_empty());
    let mut jira = core.jira();
    jira.position(&issue)?;
    let mut errors = BTreeMap::new();
    for (field, pointer) in [("title", "/object/title"), ("url", "/object/url")] {
        if text(pointer).is_none() {
            errors.insert(field.to_owned(), format!("'{field}' is required."));
        }
    }
    let global_id = text("/globalId").map(str::to_owned);
    if global_id.as_ref().is_some_and(|id| id.chars().count() > LONGEST_GLOBAL_ID) {
        errors.insert("globalId".to_owned(), "'globalId' must not be longer than 255 characters.".to_owned());
    }
    if !errors.is_empty() {
        return Err(Refusal::fields(errors));
    }
    let fresh_id = jira.next_link_id();
    let url = jira.url.clone();
    let issue = jira.find_mut(&issue)?;
    let known = global_id
        .as_ref()
        .and_then(|id| issue.remote_links.iter_mut().find(|link| link.global_id.as_ref() == Some(id)));
    let link = RemoteLink {
        id: known.as_ref().map_or(fresh_id, |link| link.id),
        global_id,
        application: body.get("application").cloned(),
        relationship: text("/relationship").map(str::to_owned),
        object: body["object"].clone(),
    };
    let answer = json!({"id": link.id, "self": view::remote_link_url(&url, &issue.key, link.id)});
    let status = match known {
        Some(known) => {
            *known = link;
            StatusCode::OK
        }
        None => {
            issue.remote_links.push(link);
            StatusCode::CREATED
        }
    };
    Ok((status, Json(answer)))
}

pub(super) async fn remote_links(
    State(core): State<Arc<Core>>,
    Path(issue): Path<String>,
    query: Query,
) -> Result<Json<Value>, Refusal> {
    let jira = core.jira();
    let issue = jira.find(&issue)?;
    let Some(global_id) = query.first("globalId") else {
        return Ok(Json(
            issue.remote_links.iter().map(|link| view::remote_link(link, issue, &jira)).collect(),
        ));
    };
    let link = issue.remote_links.iter().find(|link| link.global_id.as_deref() == Some(global_id));
    let link = link.ok_or_else(|| {
        Refusal::new(StatusCode::NOT_FOUND, format!("No remote link found with global ID '{global_id}'."))
    })?;
    Ok(Json(view::remote_link(link, issue, &jira)))
}

/// Answers 201 also when the link was there already, and makes no second one.
pub(super) async fn link_issues(
    State(core): State<Arc<Core>>,
    Body(body): Body,
) -> Result<StatusCode, Refusal> {
    let now = core.clock.now();
    let kind = link_type(&body)?;
    let comment = body.pointer("/comment/body");
    if let Some(refusal) = comment.and_then(|comment| Refusal::document("comment", comment)) {
        return Err(refusal);
    }
    let mut jira = core.jira();
    let inward = jira.position(end(&body, "inwardIssue")?)?;
    let outward = jira.position(end(&body, "outwardIssue")?)?;
    if inward == outward {
        return Err(Refusal::bad_request("You cannot link an issue to itself."));
    }
    let id = jira.next_link_id();
    let comment = comment.cloned().map(|body| Comment { id: jira.next_comment_id(), body, created: now });
    let (inward_key, outward_key) = (jira.issues[inward].key.clone(), jira.issues[outward].key.clone());
    let ends = [(inward, outward_key, true), (outward, inward_key, false)];
    for (index, other, is_outward) in ends {
        let link = Link { id, kind, outward: is_outward, other };
        let links = &mut jira.issues[index].links;
        if !links.iter().any(|known| Link { id, ..known.clone() } == link) {
            links.push(link);
        }
    }
    jira.issues[outward].comments.extend(comment);
    Ok(StatusCode::CREATED)
}

fn link_type(body: &Value) -> Result<&'static LinkType, Refusal> {
    let text = |name: &str| body.pointer(&format!("/type/{name}")).and_then(Value::as_str);
    let found = LINK_TYPES.iter().find(|kind| {
        text("id").map_or_else(|| text("name").is_some_and(|name| name == kind.name), |id| id == kind.id)
    });
    found.ok_or_else(|| {
        let name = text("name").or_else(|| text("id")).unwrap_or("null");
        Refusal::new(StatusCode::NOT_FOUND, format!("No issue link type with name '{name}' found."))
    })
}

fn end<'a>(body: &'a Value, name: &str) -> Result<&'a str, Refusal> {
    let end = body.get(name).and_then(|end| end.get("key").or_else(|| end.get("id")));
    end.and_then(Value::as_str)
        .ok_or_else(|| Refusal::bad_request(format!("'{name}' must have a key or an id.")))
}

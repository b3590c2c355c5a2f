//! Issues as JSON: as the API answers, and as the dump shows them.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::Jira;
use super::adf::plain_text;
use super::issue::{Comment, Issue, Link, RemoteLink};
use super::site;

/// Jira's own way to write a time.
pub(super) fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}

pub(super) fn issue_url(jira: &Jira, issue: &Issue) -> String {
    format!("{}/rest/api/3/issue/{}", jira.url, issue.id)
}

pub(super) fn remote_link_url(url: &str, key: &str, id: u64) -> String {
    format!("{url}/rest/api/3/issue/{key}/remotelink/{id}")
}

/// An issue with the fields wanted: names, `*all`, `*navigable`, and `-name` for all but that.
pub(super) fn issue(issue: &Issue, jira: &Jira, wanted: &[String], properties: &[String]) -> Value {
    let all = wanted.iter().any(|name| name == "*all" || name == "*navigable" || name.starts_with('-'));
    let mut fields = fields(issue, jira);
    fields.retain(|name, _| {
        let excluded = wanted.iter().any(|given| given.strip_prefix('-') == Some(name));
        (all || wanted.contains(name)) && !excluded
    });
    let mut view = json!({
        "expand": "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations",
        "id": issue.id.to_string(),
        "self": issue_url(jira, issue),
        "key": issue.key,
        "fields": fields,
    });
    if !properties.is_empty() {
        let all = properties.iter().any(|name| name == "*all");
        let kept = issue.properties.iter().filter(|(name, _)| all || properties.contains(name));
        view["properties"] =
            kept.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>().into();
    }
    view
}

fn fields(issue: &Issue, jira: &Jira) -> Map<String, Value> {
    let url = &jira.url;
    let own = &issue.fields;
    let comments: Vec<Value> = issue.comments.iter().map(|one| comment(one, issue, jira)).collect();
    let fields = json!({
        "project": site::reference(url),
        "issuetype": own.issue_type.view(url),
        "priority": own.priority.view(url),
        "summary": own.summary,
        "description": own.description,
        "labels": own.labels,
        "duedate": own.due,
        "assignee": own.assigned.then(|| site::account(url)),
        "security": own.security.map(|level| level.view(url)),
        "reporter": site::account(url),
        "creator": site::account(url),
        "status": issue.status.view(url),
        "resolution": issue.resolved.map(|_| json!({
            "self": format!("{url}/rest/api/3/resolution/10000"), "id": "10000", "name": "Done",
        })),
        "resolutiondate": issue.resolved.map(time),
        "created": time(issue.created),
        "updated": time(issue.updated),
        "issuelinks": issue.links.iter().filter_map(|link| issue_link(link, jira)).collect::<Vec<_>>(),
        "comment": {
            "comments": comments,
            "startAt": 0,
            "maxResults": issue.comments.len(),
            "total": issue.comments.len(),
        },
    });
    match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

pub(super) fn comment(comment: &Comment, issue: &Issue, jira: &Jira) -> Value {
    json!({
        "self": format!("{}/comment/{}", issue_url(jira, issue), comment.id),
        "id": comment.id.to_string(),
        "author": site::account(&jira.url),
        "updateAuthor": site::account(&jira.url),
        "body": comment.body,
        "created": time(comment.created),
        "updated": time(comment.created),
        "jsdPublic": true,
    })
}

pub(super) fn remote_link(link: &RemoteLink, issue: &Issue, jira: &Jira) -> Value {
    let mut view = json!({
        "id": link.id,
        "self": remote_link_url(&jira.url, &issue.key, link.id),
        "application": link.application.clone().unwrap_or_else(|| json!({})),
        "object": link.object,
    });
    if let Some(global_id) = &link.global_id {
        view["globalId"] = json!(global_id);
    }
    if let Some(relationship) = &link.relationship {
        view["relationship"] = json!(relationship);
    }
    view
}

fn issue_link(link: &Link, jira: &Jira) -> Option<Value> {
    let other = jira.find(&link.other).ok()?;
    let end = if link.outward { "outwardIssue" } else { "inwardIssue" };
    let url = &jira.url;
    let mut view = json!({
        "id": link.id.to_string(),
        "self": format!("{url}/rest/api/3/issueLink/{}", link.id),
        "type": {
            "id": link.kind.id,
            "name": link.kind.name,
            "inward": link.kind.inward,
            "outward": link.kind.outward,
            "self": format!("{url}/rest/api/3/issueLinkType/{}", link.kind.id),
        },
    });
    view[end] = json!({
        "id": other.id.to_string(),
        "key": other.key,
        "self": issue_url(jira, other),
        "fields": {
            "summary": other.fields.summary,
            "status": other.status.view(url),
            "issuetype": other.fields.issue_type.view(url),
        },
    });
    Some(view)
}

/// An issue as the dump shows it: flat, with documents as they came and as plain text.
pub(super) fn dumped(issue: &Issue, jira: &Jira) -> Value {
    let own = &issue.fields;
    let comments: Vec<Value> = issue
        .comments
        .iter()
        .map(|comment| {
            json!({
                "id": comment.id.to_string(),
                "created": comment.created,
                "body": comment.body,
                "text": plain_text(&comment.body),
            })
        })
        .collect();
    let links: Vec<Value> = issue
        .links
        .iter()
        .map(|link| {
            let how = if link.outward { link.kind.outward } else { link.kind.inward };
            json!({"type": link.kind.name, "how": how, "issue": link.other})
        })
        .collect();
    let remote_links: Vec<Value> = issue
        .remote_links
        .iter()
        .map(|link| {
            json!({
                "global_id": link.global_id,
                "relationship": link.relationship,
                "title": link.object.get("title"),
                "url": link.object.get("url"),
            })
        })
        .collect();
    let changes: Vec<Value> = issue
        .changes
        .iter()
        .map(|change| json!({"at": change.at, "field": change.field, "from": change.from, "to": change.to}))
        .collect();
    json!({
        "id": issue.id.to_string(),
        "key": issue.key,
        "url": format!("{}/browse/{}", jira.url, issue.key),
        "project": site::PROJECT_KEY,
        "type": own.issue_type.name,
        "priority": own.priority.name,
        "status": issue.status.name(),
        "summary": own.summary,
        "labels": own.labels,
        "due": own.due,
        "assigned": own.assigned,
        "security": own.security.map(|level| level.view(&jira.url)),
        "description": own.description,
        // For the page, which shows nothing where there is none.
        "description_text": own.description.as_ref().map(plain_text).unwrap_or_default(),
        "comments": comments,
        "remote_links": remote_links,
        "links": links,
        "properties": issue.properties,
        "created": issue.created,
        "updated": issue.updated,
        "resolved": issue.resolved,
        "changes": changes,
    })
}

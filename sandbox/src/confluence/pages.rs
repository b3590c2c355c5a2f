//! Creating, reading, listing and updating pages: v2.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::Value;

use super::Confluence;
use super::page::{Page, Version};
use super::query::{Query, listed, number};
use super::refusal::{Body, Refusal};
use super::space::Space;
use super::{body, view};
use crate::core::Core;

const LONGEST_TITLE: usize = 255;

pub(super) async fn create(
    State(core): State<Arc<Core>>,
    query: Query,
    Body(request): Body,
) -> Result<Json<Value>, Refusal> {
    let now = core.clock.now();
    let space = request.get("spaceId").and_then(Value::as_str);
    let space = number("spaceId", space.ok_or_else(|| Refusal::bad_request("spaceId must not be null"))?)?;
    let space = Space::with_id(space).ok_or_else(Refusal::not_found)?;
    let draft = is_draft(&request)?;
    let title = title(&request, draft)?;
    // A page may be made empty.
    let page_body = body::of_request(&request)?.unwrap_or_default();
    let mut confluence = core.confluence();
    let parent = match (parent(&request)?, query.first("root-level") == Some("true")) {
        (Some(_), true) => {
            return Err(Refusal::bad_request("A parentId may not be supplied for a root-level page"));
        }
        (None, true) => None,
        (given, false) => Some(given.unwrap_or(space.home)),
    };
    confluence.check_parent(parent, space)?;
    confluence.check_title_is_free(&title, space, draft, None)?;
    let page = Page { draft, ..Page::new(confluence.next_id(), space, parent, title, page_body, now) };
    let created = view::page(&page, &confluence, Some(page.body.representation.name()), true)?;
    confluence.pages.push(page);
    Ok(Json(created))
}

pub(super) async fn get(
    State(core): State<Arc<Core>>,
    Path(page): Path<String>,
    query: Query,
) -> Result<Json<Value>, Refusal> {
    let confluence = core.confluence();
    let page = confluence.find(number("id", &page)?)?;
    view::page(page, &confluence, query.first("body-format"), true).map(Json)
}

pub(super) async fn list(State(core): State<Arc<Core>>, query: Query) -> Result<Response, Refusal> {
    let confluence = core.confluence();
    let (ids, spaces) = (query.ids("id")?, query.ids("space-id")?);
    let drafts = query.list("status").iter().any(|status| status == "draft");
    let mut found: Vec<&Page> = confluence
        .pages
        .iter()
        .filter(|page| page.draft == drafts)
        .filter(|page| ids.is_empty() || ids.contains(&page.id))
        .filter(|page| spaces.is_empty() || spaces.contains(&page.space.id))
        .filter(|page| query.first("title").is_none_or(|title| title == page.title))
        .collect();
    sort(&mut found, query.first("sort").unwrap_or("id"))?;
    let format = query.first("body-format");
    let results: Result<Vec<Value>, Refusal> =
        found.into_iter().map(|page| view::page(page, &confluence, format, false)).collect();
    listed(results?, &query, "/wiki/api/v2/pages", &confluence.url)
}

pub(super) async fn update(
    State(core): State<Arc<Core>>,
    Path(page): Path<String>,
    Body(request): Body,
) -> Result<Json<Value>, Refusal> {
    let now = core.clock.now();
    let id = number("id", &page)?;
    let mut confluence = core.confluence();
    let before = confluence.find(id)?;
    let (current, space) = (before.version(), before.space);
    if request.get("id").and_then(Value::as_str) != Some(page.as_str()) {
        return Err(Refusal::bad_request("The id in the body must be that in the path"));
    }
    if request.get("status").is_none() {
        return Err(Refusal::bad_request("status must not be null"));
    }
    check_space(&request, space)?;
    let draft = is_draft(&request)?;
    let title = title(&request, draft)?;
    let page_body =
        body::of_request(&request)?.ok_or_else(|| Refusal::bad_request("body must not be null"))?;
    let version = request.pointer("/version/number").and_then(Value::as_u64);
    let version = version.ok_or_else(|| Refusal::bad_request("version.number must not be null"))?;
    if version != current as u64 + 1 {
        let why = format!(
            "Version must be incremented when updating a page. Current Version: [{current}]. \
             Provided version: [{version}]"
        );
        return Err(Refusal::new(StatusCode::CONFLICT, "CONFLICT", why));
    }
    let parent = parent(&request)?;
    confluence.check_parent(parent, space)?;
    confluence.check_title_is_free(&title, space, draft, Some(id))?;
    let page = confluence.find_mut(id)?;
    page.title = title;
    page.body = page_body;
    page.draft = draft;
    page.parent = parent.or(page.parent);
    let message = request.pointer("/version/message").and_then(Value::as_str).unwrap_or("").to_owned();
    page.versions.push(Version { at: now, message });
    let page = confluence.find(id)?;
    view::page(page, &confluence, Some(page.body.representation.name()), true).map(Json)
}

/// An update does not move a page to another space.
fn check_space(request: &Value, own: &Space) -> Result<(), Refusal> {
    let Some(given) = request.get("spaceId").and_then(Value::as_str) else { return Ok(()) };
    match Space::with_id(number("spaceId", given)?) {
        None => Err(Refusal::not_found()),
        Some(space) if space != own => Err(Refusal::bad_request("A page cannot be moved to another space")),
        Some(_) => Ok(()),
    }
}

fn is_draft(request: &Value) -> Result<bool, Refusal> {
    match request.get("status").map(Value::as_str) {
        None | Some(Some("current")) => Ok(false),
        Some(Some("draft")) => Ok(true),
        Some(_) => Err(Refusal::bad_request("status must be 'current' or 'draft'")),
    }
}

fn title(request: &Value, draft: bool) -> Result<String, Refusal> {
    let title = request.get("title").and_then(Value::as_str).unwrap_or("").trim();
    if title.is_empty() && !draft {
        return Err(Refusal::bad_request("Title is required to publish a page"));
    }
    if title.encode_utf16().count() > LONGEST_TITLE {
        return Err(Refusal::bad_request("Title exceeds the maximum length of 255 characters"));
    }
    Ok(title.to_owned())
}

fn parent(request: &Value) -> Result<Option<u64>, Refusal> {
    match request.get("parentId") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(id)) => number("parentId", id).map(Some),
        Some(_) => Err(Refusal::bad_request("parentId must be a string")),
    }
}

fn sort(pages: &mut [&Page], by: &str) -> Result<(), Refusal> {
    let (field, descending) = by.strip_prefix('-').map_or((by, false), |field| (field, true));
    match field {
        "id" | "created-date" => pages.sort_by_key(|page| (page.created, page.id)),
        "modified-date" => pages.sort_by_key(|page| page.updated()),
        "title" => pages.sort_by_key(|page| page.title.to_lowercase()),
        _ => {
            return Err(Refusal::parameter(format!(
                "Provided value {{{by}}} for 'sort' is not a valid sort"
            )));
        }
    }
    if descending {
        pages.reverse();
    }
    Ok(())
}

impl Confluence {
    /// A page's parent is a page of its space.
    fn check_parent(&self, parent: Option<u64>, space: &Space) -> Result<(), Refusal> {
        match parent {
            Some(parent) if self.find(parent)?.space != space => Err(Refusal::bad_request(format!(
                "The parent with id {parent} is not in the space {}",
                space.key
            ))),
            _ => Ok(()),
        }
    }

    /// Titles are unique in a space, whatever their case; drafts do not take one.
    fn check_title_is_free(
        &self,
        title: &str,
        space: &Space,
        draft: bool,
        own: Option<u64>,
    ) -> Result<(), Refusal> {
        let lower = title.to_lowercase();
        let mut others = self.pages.iter().filter(|page| page.space == space && Some(page.id) != own);
        if !draft && others.any(|page| !page.draft && page.title.to_lowercase() == lower) {
            return Err(Refusal::bad_request(
                "A page with this title already exists: A page already exists with the same TITLE in this space",
            ));
        }
        Ok(())
    }
}

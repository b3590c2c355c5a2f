//! Attachments: uploaded by v1, listed by v2, downloaded from the site.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::page::{Attachment, File, Page};
use super::query::{Query, listed, number};
use super::refusal::Refusal;
use super::{Confluence, view};
use crate::core::Core;
use crate::log::Note;

/// A new attachment; 400 when the page has one of this name.
pub(super) async fn create(
    state: State<Arc<Core>>,
    page: Path<String>,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, Response> {
    upload(state, page, &headers, form, false).await
}

/// A new attachment, or a new version of the one of this name.
pub(super) async fn create_or_update(
    state: State<Arc<Core>>,
    page: Path<String>,
    headers: HeaderMap,
    form: Multipart,
) -> Result<Response, Response> {
    upload(state, page, &headers, form, true).await
}

async fn upload(
    State(core): State<Arc<Core>>,
    Path(page): Path<String>,
    headers: &HeaderMap,
    form: Multipart,
    replace: bool,
) -> Result<Response, Response> {
    // Confluence writes no-check in newer places and takes both.
    if !headers.get("x-atlassian-token").is_some_and(|token| token == "nocheck" || token == "no-check") {
        let mut response = (StatusCode::FORBIDDEN, "XSRF check failed").into_response();
        let why = "the header X-Atlassian-Token: nocheck is missing".to_owned();
        response.extensions_mut().insert(Note { error: Some(why), ..Note::default() });
        return Err(response);
    }
    let form = Form::read(form).await.map_err(|error| {
        Refusal::new(error.status(), "BAD_REQUEST", error.body_text()).v1().into_response()
    })?;
    let mut warnings = Vec::new();
    if form.minor.is_none() {
        warnings.push("the form has no minorEdit, which the specification requires".to_owned());
    }
    let added = form.attach(&core, &page, replace).map_err(Refusal::into_response)?;
    let mut response = Json(added).into_response();
    response.extensions_mut().insert(Note { warnings, ..Note::default() });
    Ok(response)
}

/// The form of an upload.
#[derive(Default)]
struct Form {
    files: Vec<Upload>,
    /// One a file, in the same order.
    comments: Vec<String>,
    minor: Option<bool>,
}

struct Upload {
    name: String,
    media_type: String,
    content: Bytes,
}

impl Form {
    async fn read(mut form: Multipart) -> Result<Self, MultipartError> {
        let mut read = Self::default();
        while let Some(field) = form.next_field().await? {
            match field.name() {
                Some("file") => {
                    let name = field.file_name().unwrap_or("").to_owned();
                    let media_type = field.content_type().unwrap_or("application/octet-stream").to_owned();
                    read.files.push(Upload { name, media_type, content: field.bytes().await? });
                }
                Some("comment") => read.comments.push(field.text().await?),
                Some("minorEdit") => read.minor = Some(field.text().await? == "true"),
                _ => {}
            }
        }
        Ok(read)
    }

    fn attach(self, core: &Core, page: &str, replace: bool) -> Result<Value, Refusal> {
        if self.files.is_empty() || self.files.iter().any(|file| file.name.is_empty()) {
            return Err(Refusal::exception("A file with a name is required in the part 'file'"));
        }
        if !self.comments.is_empty() && self.comments.len() != self.files.len() {
            return Err(Refusal::exception("The number of files and comments must match"));
        }
        let now = core.clock.now();
        let mut confluence = core.confluence();
        let index = confluence.index_v1(page)?;
        let attached = |page: &Page, name: &str| page.attachments.iter().position(|one| one.name == name);
        if !replace
            && let Some(file) =
                self.files.iter().find(|file| attached(&confluence.pages[index], &file.name).is_some())
        {
            return Err(Refusal::exception(format!(
                "Cannot add a new attachment with same file name as an existing attachment: {}",
                file.name
            )));
        }
        let mut results = Vec::new();
        let mut comments = self.comments.into_iter();
        for upload in self.files {
            let file = File {
                at: now,
                media_type: upload.media_type,
                // A file may come without one.
                comment: comments.next().unwrap_or_default(),
                minor: self.minor.unwrap_or(false),
                content: upload.content,
            };
            let known = attached(&confluence.pages[index], &upload.name);
            let position = match known {
                Some(position) => {
                    confluence.pages[index].attachments[position].files.push(file);
                    position
                }
                None => {
                    let id = confluence.next_id();
                    let attachments = &mut confluence.pages[index].attachments;
                    attachments.push(Attachment { id, name: upload.name, created: now, files: vec![file] });
                    attachments.len() - 1
                }
            };
            let page = &confluence.pages[index];
            results.push(view::content(&page.attachments[position], page, &confluence.url));
        }
        Ok(json!({
            "size": results.len(),
            "results": results,
            "start": 0,
            "limit": results_limit(results.len()),
            "_links": {"base": confluence.url, "context": "/wiki"},
        }))
    }
}

/// v1 always states a limit of at least its usual page.
fn results_limit(size: usize) -> usize {
    size.max(50)
}

pub(super) async fn list(
    State(core): State<Arc<Core>>,
    Path(page): Path<String>,
    query: Query,
) -> Result<Response, Refusal> {
    let confluence = core.confluence();
    let page = confluence.find(number("id", &page)?)?;
    let attachments: Vec<Value> = page
        .attachments
        .iter()
        .filter(|one| query.first("filename").is_none_or(|name| name == one.name))
        .filter(|one| query.first("mediaType").is_none_or(|media_type| media_type == one.file().media_type))
        .map(|one| view::attachment(one, page))
        .collect();
    let path = format!("/wiki/api/v2/pages/{}/attachments", page.id);
    listed(attachments, &query, &path, &confluence.url)
}

/// v1's download only says where the content is.
pub(super) async fn redirect(
    State(core): State<Arc<Core>>,
    Path((page, attachment)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let confluence = core.confluence();
    let page = &confluence.pages[confluence.index_v1(&page)?];
    let id = attachment.strip_prefix("att").unwrap_or(&attachment);
    let found = page.attachments.iter().find(|one| one.id.to_string() == id);
    let found = found.ok_or_else(|| Refusal::no_content(&attachment))?;
    let location = format!("{}{}", confluence.url, view::download_link(found, page));
    Ok((StatusCode::FOUND, [(header::LOCATION, location)]).into_response())
}

pub(super) async fn download(
    State(core): State<Arc<Core>>,
    Path((page, name)): Path<(String, String)>,
    query: Query,
) -> Result<Response, Refusal> {
    let confluence = core.confluence();
    let page = confluence.find(number("id", &page)?)?;
    let attachment = page.attachments.iter().find(|one| one.name == name).ok_or_else(Refusal::not_found)?;
    let file = match query.first("version") {
        None => attachment.file(),
        Some(version) => {
            let index = usize::try_from(number("version", version)?).unwrap_or(usize::MAX).wrapping_sub(1);
            attachment.files.get(index).ok_or_else(Refusal::not_found)?
        }
    };
    let headers = [
        (header::CONTENT_TYPE, file.media_type.clone()),
        // Never shown in place: a file may hold anything.
        (header::CONTENT_DISPOSITION, "attachment".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    Ok((headers, file.content.clone()).into_response())
}

impl Confluence {
    /// A page's position, refused in v1's words.
    pub(super) fn index_v1(&self, id: &str) -> Result<usize, Refusal> {
        let position = self.pages.iter().position(|page| page.id.to_string() == id);
        position.ok_or_else(|| Refusal::no_content(id))
    }
}

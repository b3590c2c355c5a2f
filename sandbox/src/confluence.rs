//! Confluence Cloud's REST APIs v2 and v1, as far as Muster uses them: two spaces, `SP` and `PRIV`, their pages and
//! those pages' attachments.

mod attachments;
mod body;
mod labels;
mod page;
mod pages;
mod query;
mod refusal;
mod site;
mod space;
mod view;
mod xhtml;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::core::Core;
use crate::faults::System;
use crate::vendor::{Vendor, watched};
use page::Page;
use refusal::Refusal;
use space::SPACES;

/// Confluence refuses a larger page with 413.
const LARGEST_PAGE: usize = 5 << 20;

/// A site's usual limit on an attachment.
const LARGEST_ATTACHMENT: usize = 100 << 20;

/// What Confluence holds.
#[derive(Debug)]
pub(crate) struct Confluence {
    /// Where Confluence is, `/wiki` included, without a slash at the end.
    url: String,
    /// When its spaces were made.
    made: Timestamp,
    /// In the order of their creation; the first ones are the spaces' home pages.
    pages: Vec<Page>,
    last_id: u64,
}

impl Confluence {
    pub(crate) fn seeded(now: Timestamp, url: &str) -> Self {
        let pages = SPACES.iter().map(|space| Page::home(space, now)).collect();
        Self { url: format!("{url}/confluence/wiki"), made: now, pages, last_id: SPACES[0].home }
    }

    /// The pages people and programs made; the home pages are the spaces'.
    pub(crate) fn dump(&self) -> Value {
        let made = &self.pages[SPACES.len()..];
        json!({
            "spaces": SPACES.iter().map(|space| space.view(self.made)).collect::<Vec<_>>(),
            "pages": made.iter().map(|page| view::dumped(page, self)).collect::<Vec<_>>(),
        })
    }

    fn next_id(&mut self) -> u64 {
        // Ids rise, and not one by one.
        self.last_id += 32_768;
        self.last_id
    }

    fn find(&self, id: u64) -> Result<&Page, Refusal> {
        self.pages.iter().find(|page| page.id == id).ok_or_else(Refusal::not_found)
    }

    fn find_mut(&mut self, id: u64) -> Result<&mut Page, Refusal> {
        self.pages.iter_mut().find(|page| page.id == id).ok_or_else(Refusal::not_found)
    }
}

/// Its APIs.
pub(crate) fn router(core: Arc<Core>) -> Router {
    let v2 = Router::new()
        .route("/spaces", get(space::list))
        .route("/pages", get(pages::list).post(pages::create))
        .route("/pages/{page}", get(pages::get).put(pages::update))
        .route("/pages/{page}/attachments", get(attachments::list))
        .layer(DefaultBodyLimit::max(LARGEST_PAGE));
    let v1 = Router::new()
        .route("/child/attachment", post(attachments::create).put(attachments::create_or_update))
        .route("/child/attachment/{attachment}/download", get(attachments::redirect))
        .route("/label", post(labels::add))
        .layer(DefaultBodyLimit::max(LARGEST_ATTACHMENT));
    let router = Router::new()
        .nest("/wiki/api/v2", v2)
        .nest("/wiki/rest/api/content/{page}", v1)
        .route("/wiki/download/attachments/{page}/{name}", get(attachments::download))
        .fallback(site::no_such_endpoint)
        .layer(from_fn(site::authenticated))
        .with_state(core.clone());
    watched(router, Vendor { system: System::Confluence, operation, refusal: refusal::on_request }, core)
        .route("/wiki/spaces/{space}/pages/{page}/{title}", get(site::browse))
}

/// The specifications' operation ids.
fn operation(method: &Method, path: &str) -> String {
    let path = path.strip_prefix("/wiki/").unwrap_or(path);
    let segments: Vec<&str> = path.split('/').collect();
    let writes = *method != Method::GET;
    let name = match segments.as_slice() {
        ["api", "v2", "spaces"] => "getSpaces",
        ["api", "v2", "pages"] if writes => "createPage",
        ["api", "v2", "pages"] => "getPages",
        ["api", "v2", "pages", _] if writes => "updatePage",
        ["api", "v2", "pages", _] => "getPageById",
        ["api", "v2", "pages", _, "attachments"] => "getPageAttachments",
        ["rest", "api", "content", _, "child", "attachment"] if *method == Method::PUT => {
            "createOrUpdateAttachments"
        }
        ["rest", "api", "content", _, "child", "attachment"] => "createAttachment",
        ["rest", "api", "content", _, "child", "attachment", _, "download"] => "downloadAttachment",
        ["rest", "api", "content", _, "label"] => "addLabelsToContent",
        ["download", "attachments", ..] => "download",
        _ => return format!("{method} {path}"),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests;

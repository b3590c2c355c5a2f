//! A post-mortem written anew, as long as it is Muster's own: what people wrote is never written over.

use muster_workflows::contract::{
    System,
    page::{UpdatePage, Whose},
};
use reqwest::Method;
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::{Confluence, post_mortem};
use crate::failure::Failure;

/// Who looks at a page's history reads who wrote each version. By this Muster knows its own: the account may be shared.
const BY_MUSTER: &str = "Kept up to date by Muster";

/// What Confluence puts around words on which somebody comments.
const COMMENTED: &str = "<ac:inline-comment-marker";

/// Confluence's answer where a page is gone, or nobody lets Muster see it.
const NO_SUCH_PAGE: &str = "404";

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    status: String,
    title: String,
    version: Version,
    body: Body,
}

#[derive(Deserialize)]
struct Version {
    number: u64,
    #[serde(default)]
    message: String,
}

#[derive(Deserialize)]
struct Body {
    storage: Storage,
}

#[derive(Deserialize)]
struct Storage {
    value: String,
}

impl Confluence {
    pub(super) async fn write_anew(&self, update: &UpdatePage) -> Result<Whose, Failure> {
        let url = self.site.at(["api", "v2", "pages", &update.id]);
        let Some(page) = self.own(&url, &update.says.title).await? else { return Ok(Whose::Peoples) };
        let value = post_mortem::body(&update.says)?;
        if page.body.storage.value == value {
            return Ok(Whose::Musters);
        }
        let body = json!({
            "id": update.id,
            "status": "current",
            "title": page.title,
            "body": {"representation": "storage", "value": value},
            "version": {"number": page.version.number + 1, "message": BY_MUSTER},
        });
        match self.site.change(Method::PUT, url.clone(), &body).await {
            Ok(()) => Ok(Whose::Musters),
            // It may have been changed since it was read: Confluence then wants another number.
            Err(failure) if failure.code().is_some() => match self.own(&url, &update.says.title).await? {
                None => Ok(Whose::Peoples),
                Some(now) if now.version.number == page.version.number => Err(failure),
                Some(now) if now.body.storage.value == body["body"]["value"] => Ok(Whose::Musters),
                Some(_) => Err(Failure::unavailable(System::Page, "the page was changed meanwhile")),
            },
            Err(failure) => Err(failure),
        }
    }

    /// The page, if nobody but Muster has written it.
    async fn own(&self, url: &Url, title: &str) -> Result<Option<Page>, Failure> {
        let page: Page = match self.site.get(url.clone(), &[("body-format", "storage")]).await {
            Ok(page) => page,
            Err(failure) if failure.is(NO_SUCH_PAGE) => return Ok(None),
            Err(failure) => return Err(failure),
        };
        // Who comments on a sentence makes no version: the mark is in the page all the same.
        let is_own = (page.version.number == 1 || page.version.message == BY_MUSTER)
            && !page.body.storage.value.contains(COMMENTED);
        Ok(Some(page).filter(|page| is_own && page.status == "current" && page.title == title))
    }
}

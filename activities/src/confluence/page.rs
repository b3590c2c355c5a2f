//! A page, made once: titles are unique in a space, and this one has the reference in it.

use muster_workflows::contract::{
    System,
    page::{CreatePage, Page},
};
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::{Confluence, post_mortem};
use crate::failure::Failure;

#[derive(Deserialize)]
struct Spaces {
    results: Vec<Space>,
}

#[derive(Deserialize)]
struct Space {
    id: String,
}

#[derive(Deserialize)]
struct Pages {
    results: Vec<Existing>,
    #[serde(rename = "_links", default)]
    links: Base,
}

#[derive(Deserialize)]
struct Existing {
    id: String,
    #[serde(rename = "_links")]
    links: Links,
}

#[derive(Deserialize)]
struct Links {
    /// The page's path below the base.
    webui: String,
    /// Where the site is for people; a list has it once for all.
    #[serde(default)]
    base: Option<Url>,
}

#[derive(Default, Deserialize)]
struct Base {
    #[serde(default)]
    base: Option<Url>,
}

impl Confluence {
    /// Finds the page of this title in the space, or makes it.
    pub(super) async fn create_once(&self, input: &CreatePage) -> Result<Page, Failure> {
        let space = self.space(&input.plan.space).await?;
        if let Some(page) = self.titled(&space, &input.title).await? {
            return Ok(page);
        }
        let mut body = json!({
            "spaceId": space,
            "status": "current",
            "title": input.title,
            "body": {"representation": "storage", "value": post_mortem::body(input)?},
        });
        if let Some(parent) = &input.plan.parent {
            body["parentId"] = json!(parent);
        }
        match self.site.post::<Existing>(self.site.at(["api", "v2", "pages"]), &body).await {
            Ok(created) => self.page(created, None),
            // Another attempt may have made it in between; Confluence has no code that says so.
            Err(failure) if failure.code().is_some() => match self.titled(&space, &input.title).await? {
                Some(page) => Ok(page),
                None => Err(failure),
            },
            Err(failure) => Err(failure),
        }
    }

    /// The id of a space.
    async fn space(&self, key: &str) -> Result<String, Failure> {
        let url = self.site.at(["api", "v2", "spaces"]);
        let spaces: Spaces = self.site.get(url, &[("keys", key)]).await?;
        let space = spaces.results.into_iter().next();
        space.map(|space| space.id).ok_or_else(|| {
            Failure::refused(System::Page, "no_space", format!("there is no space {key} that Muster can see"))
        })
    }

    async fn titled(&self, space: &str, title: &str) -> Result<Option<Page>, Failure> {
        let url = self.site.at(["api", "v2", "pages"]);
        let query = [("space-id", space), ("title", title), ("status", "current")];
        let pages: Pages = self.site.get(url, &query).await?;
        let Pages { results, links } = pages;
        results.into_iter().next().map(|existing| self.page(existing, links.base)).transpose()
    }

    fn page(&self, existing: Existing, base: Option<Url>) -> Result<Page, Failure> {
        let base = existing.links.base.or(base).unwrap_or_else(|| self.site.url().clone());
        let url = format!("{}{}", base.as_str().trim_end_matches('/'), existing.links.webui);
        let url = Url::parse(&url).map_err(|error| {
            Failure::unexpected(System::Page, format!("the page's link {url:?}: {error}"))
        })?;
        Ok(Page { id: existing.id, url: url.into() })
    }
}

//! Links from an issue to what was made elsewhere.

use muster_workflows::domain::Link;
use reqwest::Method;
use serde_json::json;

use super::Jira;
use crate::failure::Failure;

/// Jira: characters of a link's title.
const LONGEST_TITLE: usize = 255;

impl Jira {
    /// Puts links on an issue. Jira replaces a link that has the same global id.
    pub(super) async fn put_links(&self, key: &str, links: &[Link]) -> Result<(), Failure> {
        for link in links {
            let title: String = link.name.chars().take(LONGEST_TITLE).collect();
            let body = json!({
                "globalId": global_id(key, link),
                "object": {"url": link.url, "title": title},
            });
            self.site.change(Method::POST, self.api(["issue", key, "remotelink"]), &body).await?;
        }
        Ok(())
    }
}

/// At most 255 characters, as a link of the same name has: a channel's is at most 80.
fn global_id(key: &str, link: &Link) -> String {
    let name: String = link.name.to_lowercase().chars().take(200).collect();
    format!("muster:{key}:{name}")
}

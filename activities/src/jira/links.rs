//! Links from an issue to what was made elsewhere, and to other issues.

use muster_workflows::{contract::ticket::RelateTickets, domain::Link};
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

impl Jira {
    /// Links two issues. Jira makes no second link of the same type between the same two.
    pub(super) async fn link_issues(&self, relate: &RelateTickets) -> Result<(), Failure> {
        let RelateTickets { from, to, link_type } = relate;
        let body = json!({
            "type": {"name": link_type}, "inwardIssue": {"key": from}, "outwardIssue": {"key": to},
        });
        self.site.change(Method::POST, self.api(["issueLink"]), &body).await
    }
}

/// At most 255 characters, as a link of the same name has: a channel's is at most 80.
fn global_id(key: &str, link: &Link) -> String {
    let name: String = link.name.to_lowercase().chars().take(200).collect();
    format!("muster:{key}:{name}")
}

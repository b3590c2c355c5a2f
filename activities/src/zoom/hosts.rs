//! What the hosts have to do already.

use futures::future::try_join;
use serde::Deserialize;
use url::Url;

use super::Zoom;
use crate::{failure::Failure, http::below};

/// Zoom: the largest page of meetings.
const PAGE: &str = "300";

/// A host with the meetings they have.
#[derive(Debug)]
pub(super) struct Host<'a> {
    /// E-mail or id.
    pub(super) user: &'a str,
    /// Meetings that are going on; one user can host one at a time.
    live: usize,
    /// All that are scheduled and not expired.
    pub(super) scheduled: Vec<Listed>,
}

/// A meeting as a list shows it.
#[derive(Debug, Deserialize)]
pub(super) struct Listed {
    pub(super) id: u64,
    #[serde(default)]
    pub(super) topic: String,
    pub(super) join_url: Url,
}

#[derive(Deserialize)]
struct List {
    meetings: Vec<Listed>,
    #[serde(default)]
    next_page_token: String,
}

impl Host<'_> {
    /// The less, the sooner the host is chosen.
    pub(super) fn load(&self) -> (usize, usize) {
        (self.live, self.scheduled.len())
    }
}

impl Zoom {
    /// What a host has to do.
    pub(super) async fn host<'a>(&self, user: &'a str) -> Result<Host<'a>, Failure> {
        let (live, scheduled) = try_join(self.list(user, "live"), self.list(user, "scheduled")).await?;
        Ok(Host { user, live: live.len(), scheduled })
    }

    async fn list(&self, user: &str, kind: &str) -> Result<Vec<Listed>, Failure> {
        let (mut meetings, mut token) = (Vec::new(), String::new());
        loop {
            let answer = self.send(|http, api| {
                let mut query = vec![("type", kind), ("page_size", PAGE)];
                if !token.is_empty() {
                    query.push(("next_page_token", &token));
                }
                http.get(below(api, ["users", user, "meetings"])).query(&query)
            });
            let list: List = answer.await?.json()?;
            meetings.extend(list.meetings);
            token = list.next_page_token;
            if token.is_empty() {
                return Ok(meetings);
            }
        }
    }
}

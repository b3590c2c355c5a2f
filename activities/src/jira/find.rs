//! Whether an incident has its issue already.
//!
//! Jira's search knows an issue some time after it was made. What is read by key comes from the database and is
//! never behind, and keys are numbered: so the newest issue that the search knows is taken, and the keys around and
//! behind it are read.

use muster_workflows::contract::System;
use serde::Deserialize;
use serde_json::json;

use super::{Jira, security::Level};
use crate::failure::Failure;

/// Jira: issues in one bulk fetch.
const BULK: u64 = 100;

/// The search may learn of a later issue before it learns of ours: so far before the newest it is not believed.
const OVERTAKEN: u64 = 40;

/// So many keys without an issue in a row are the end, and not issues that somebody deleted.
const GAP: u64 = 30;

/// What tells whether it is the one.
const FIELDS: [&str; 2] = ["labels", "security"];

#[derive(Deserialize)]
struct Issues {
    issues: Vec<Issue>,
}

#[derive(Deserialize)]
struct Issue {
    key: String,
    #[serde(default)]
    fields: Fields,
}

#[derive(Default, Deserialize)]
struct Fields {
    #[serde(default)]
    labels: Vec<String>,
    #[serde(default)]
    security: Option<Level>,
}

impl Jira {
    /// The key of the project's issue with this label, and with this security level, where there is one: anybody can label an
    /// issue of theirs.
    pub(super) async fn labelled(
        &self,
        project: &str,
        label: &str,
        level: Option<&str>,
    ) -> Result<Option<String>, Failure> {
        let in_project = format!("project = {}", quoted(project));
        let with_label = format!("{in_project} AND labels = {} ORDER BY created ASC", quoted(label));
        if let Some(issue) = self.search(&with_label).await?.into_iter().find(|issue| issue.is(label, level))
        {
            return Ok(Some(issue.key));
        }
        let newest = self.search(&format!("{in_project} ORDER BY created DESC")).await?;
        let newest = newest.first().map_or(Ok(0), |issue| number(&issue.key))?;
        self.labelled_behind(project, newest.saturating_sub(OVERTAKEN), label, level).await
    }

    /// Looks through the keys behind a number, as long as there are any.
    async fn labelled_behind(
        &self,
        project: &str,
        mut behind: u64,
        label: &str,
        level: Option<&str>,
    ) -> Result<Option<String>, Failure> {
        loop {
            let last = behind + BULK;
            let keys: Vec<String> = (behind + 1..=last).map(|number| format!("{project}-{number}")).collect();
            let issues = self.fetch(&keys).await?;
            if let Some(found) = issues.iter().find(|issue| issue.is(label, level)) {
                return Ok(Some(found.key.clone()));
            }
            let mut highest = behind;
            for issue in &issues {
                highest = highest.max(number(&issue.key)?);
            }
            if highest + GAP <= last {
                return Ok(None);
            }
            behind = last;
        }
    }

    async fn search(&self, jql: &str) -> Result<Vec<Issue>, Failure> {
        let body = json!({"jql": jql, "maxResults": 1, "fields": FIELDS});
        let found: Issues = self.site.post(self.api(["search", "jql"]), &body).await?;
        Ok(found.issues)
    }

    async fn fetch(&self, keys: &[String]) -> Result<Vec<Issue>, Failure> {
        let body = json!({"issueIdsOrKeys": keys, "fields": FIELDS});
        let found: Issues = self.site.post(self.api(["issue", "bulkfetch"]), &body).await?;
        Ok(found.issues)
    }
}

impl Issue {
    fn is(&self, label: &str, level: Option<&str>) -> bool {
        let has_level =
            level.is_none_or(|level| self.fields.security.as_ref().is_some_and(|has| has.id == level));
        has_level && self.fields.labels.iter().any(|candidate| candidate == label)
    }
}

pub(super) fn number(key: &str) -> Result<u64, Failure> {
    key.rsplit_once('-')
        .and_then(|(_, number)| number.parse().ok())
        .ok_or_else(|| Failure::unexpected(System::Ticket, format!("an issue's key has no number: {key:?}")))
}

/// A text in JQL.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

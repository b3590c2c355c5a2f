//! Follow-ups: what is left to do after an incident, each an issue.

use std::collections::BTreeMap;

use muster_workflows::contract::{
    chat::Quoted,
    ticket::{CreateFollowUp, FollowUpIssue, FollowUpsListed, ListFollowUps, Ticket},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Jira,
    adf::{blockquote, document, link, paragraph, text},
    find::{number, quoted},
    labels,
    transitions::Status,
};
use crate::failure::Failure;

/// What of an issue is shown.
const FIELDS: [&str; 3] = ["summary", "status", "assignee"];

#[derive(Deserialize)]
struct Found {
    issues: Vec<Issue>,
    #[serde(default, rename = "isLast")]
    is_last: Option<bool>,
}

#[derive(Deserialize)]
struct Issue {
    key: String,
    fields: Fields,
}

#[derive(Deserialize)]
struct Fields {
    summary: String,
    status: Status,
    #[serde(default)]
    assignee: Option<Account>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    display_name: String,
}

impl Jira {
    /// Finds the follow-up's issue, or makes it.
    pub(super) async fn create_follow_up_once(&self, input: &CreateFollowUp) -> Result<Ticket, Failure> {
        let label = labels::of_follow_up(&input.facts, input.nth);
        let fields = json!({
            "issuetype": {"name": input.issue_type},
            "summary": input.title,
            "description": description(input),
            "labels": labels::at_follow_up(&input.facts, &label),
        });
        self.make_once(&input.project, &label, fields, input.security_level.as_deref()).await
    }

    /// Those that are asked for: what Jira's search knows, and what is known to be there.
    pub(super) async fn follow_ups(&self, list: &ListFollowUps) -> Result<FollowUpsListed, Failure> {
        let which = match &list.of {
            // The incident's plan may have named another project than the present one.
            Some(reference) => format!("labels = {}", quoted(&labels::of_follow_ups(reference))),
            None => format!(
                "project = {} AND labels = {} AND labels != {} AND statusCategory != Done",
                quoted(&list.project),
                quoted(labels::FOLLOW_UP),
                quoted(labels::DRILL)
            ),
        };
        // Jira shows Muster also what not everybody may read.
        let shown = match list.private {
            true => String::new(),
            false => format!(" AND labels != {}", quoted(labels::PRIVATE)),
        };
        let jql = format!("{which}{shown} ORDER BY created DESC");
        let most = FollowUpsListed::MOST;
        let body = json!({"jql": jql, "maxResults": most, "fields": FIELDS});
        let found: Found = self.site.post(self.api(["search", "jql"]), &body).await?;
        let mut more = found.is_last == Some(false);
        let mut issues: BTreeMap<_, _> =
            found.issues.into_iter().map(|issue| (issue.key.clone(), issue)).collect();
        let unknown: Vec<_> = list.known.iter().filter(|key| !issues.contains_key(*key)).collect();
        if !unknown.is_empty() {
            let body = json!({"issueIdsOrKeys": unknown, "fields": FIELDS});
            let found: Found = self.site.post(self.api(["issue", "bulkfetch"]), &body).await?;
            issues.extend(found.issues.into_iter().map(|issue| (issue.key.clone(), issue)));
        }
        let mut issues: Vec<_> = issues
            .into_values()
            .map(|issue| Ok((number(&issue.key)?, self.shown(issue))))
            .collect::<Result<_, _>>()?;
        issues.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
        more |= issues.len() > most;
        Ok(FollowUpsListed { issues: issues.into_iter().take(most).map(|(_, issue)| issue).collect(), more })
    }

    fn shown(&self, issue: Issue) -> FollowUpIssue {
        let Issue { key, fields: Fields { summary, status, assignee } } = issue;
        let Ticket { key, url } = self.ticket(key);
        let (is_done, status) = (status.is_done(), status.name);
        FollowUpIssue {
            key,
            url,
            title: summary,
            status,
            is_done,
            assignee: assignee.map(|who| who.display_name),
        }
    }
}

fn description(input: &CreateFollowUp) -> Value {
    let (facts, by) = (&input.facts, &input.by);
    let about = format!("A follow-up of {}: {}. Asked for by {by}.", facts.reference, facts.title);
    let mut content = vec![paragraph(vec![text(&about)])];
    if let Some(Quoted { text: said, by, url }) = &input.about {
        content.push(blockquote(said.lines().filter(|line| !line.trim().is_empty()).map(text).collect()));
        content.push(paragraph(match url.as_str() {
            "" => vec![text(&format!("{by}, in Slack"))],
            url => vec![text(&format!("{by}, ")), link("in Slack", url)],
        }));
    }
    document(content)
}

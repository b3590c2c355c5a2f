//! What an issue gets as its incident ends, or goes on after that.

use jiff::SignedDuration;
use muster_workflows::{
    contract::ticket::{CloseTicket, ReopenTicket},
    domain::in_words,
};
use reqwest::Method;
use serde_json::{Value, json};

use super::{Jira, adf, labels};
use crate::failure::Failure;

impl Jira {
    /// Labels, links and comments before the move: some workflows let nobody edit what is done.
    pub(super) async fn close_out(&self, close: &CloseTicket) -> Result<(), Failure> {
        let key = close.key.as_str();
        let (now, before) = labels::at_close(close);
        let before = before.into_iter().map(|label| json!({"remove": label}));
        let labels: Vec<Value> = before.chain(now.into_iter().map(|label| json!({"add": label}))).collect();
        let body = json!({"update": {"labels": labels}});
        self.site.change(Method::PUT, self.api(["issue", key]), &body).await?;
        self.put_links(key, close.post_mortem.as_slice()).await?;
        let (reference, ending) = (&close.facts.reference, &close.resolved.ending);
        let opening = match close.before.len() {
            0 => format!("{reference} is {ending}."),
            reopened => format!("{reference} is {ending}, reopened {reopened}× before."),
        };
        self.comment_once(key, &opening, said(close)).await?;
        self.move_to(key, &close.plan.done_status).await
    }

    /// The comment before the move, as at the end.
    pub(super) async fn open_again(&self, reopen: &ReopenTicket) -> Result<(), Failure> {
        let ReopenTicket { key, plan, reference, by, nth } = reopen;
        let opening = match nth {
            1 => format!("{reference} is reopened: it goes on."),
            nth => format!("{reference} is reopened, {nth}× by now: it goes on."),
        };
        self.comment_once(key, &opening, vec![adf::text(&format!(" So said {by}."))]).await?;
        self.move_off(key, &plan.done_status).await
    }
}

fn said(close: &CloseTicket) -> Vec<Value> {
    let resolved = &close.resolved;
    let lasted = in_words(SignedDuration::from_secs(resolved.lasted_s));
    let mut content = vec![
        adf::text(&format!(" So said {} on ", resolved.by)),
        adf::time(resolved.at),
        adf::text(&format!(", after {lasted}.")),
    ];
    if let Some(origin) = &resolved.origin {
        content.push(adf::text(&format!(" Origin: {origin}.")));
    }
    if let Some(post_mortem) = &close.post_mortem {
        content.extend([adf::text(" "), adf::link(&post_mortem.name, &post_mortem.url)]);
    }
    content
}

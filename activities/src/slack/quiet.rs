//! When a person last wrote.

use jiff::Timestamp;
use muster_workflows::contract::chat::LatestMessage;

use super::{Said, Slack, Span, Ts};
use crate::failure::Failure;

impl Slack {
    /// The time of the latest message in a channel, thread replies included.
    ///
    /// A reply to an old message counts too: every thread whose parent is no older than `since` is seen.
    pub(super) async fn last_written(&self, input: &LatestMessage) -> Result<Option<Timestamp>, Failure> {
        let span = Span { channel: &input.channel, since: input.since };
        let (mut latest, mut cursor) = (None::<Ts>, None::<String>);
        loop {
            let page = self.history(span, cursor.as_deref()).await?;
            cursor = page.next();
            for said in page.messages {
                if said.is_by_a_person() {
                    latest = latest.max(Some(said.ts.clone()));
                }
                if said.latest_reply > latest {
                    latest = latest.max(self.last_reply(span, &said).await?);
                }
            }
            if cursor.is_none() {
                return latest.map(|ts| ts.time()).transpose();
            }
        }
    }

    /// The latest reply that a person wrote in a thread.
    async fn last_reply(&self, span: Span<'_>, parent: &Said) -> Result<Option<Ts>, Failure> {
        let (mut latest, mut cursor) = (None, None::<String>);
        loop {
            let page = self.replies(span, &parent.ts, cursor.as_deref()).await?;
            cursor = page.next();
            let by_people = page.messages.into_iter().filter(|said| said.is_reply() && said.is_by_a_person());
            latest = by_people.map(|said| Some(said.ts)).max().flatten().max(latest);
            if cursor.is_none() {
                return Ok(latest);
            }
        }
    }
}

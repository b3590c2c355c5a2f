//! When a person last wrote.

use jiff::Timestamp;
use muster_workflows::contract::chat::LatestMessage;

use super::{Said, Slack, Span, Ts};
use crate::failure::Failure;

impl Slack {
    /// The time of the latest message in a channel, thread replies included, if it is later than `after`. A thread
    /// can be as old as the channel and still be talked in, so the whole channel is read.
    pub(super) async fn last_written(&self, input: &LatestMessage) -> Result<Option<Timestamp>, Failure> {
        let span = Span { channel: &input.channel, since: input.since };
        let (mut latest, mut cursor) = (input.after, None::<String>);
        loop {
            let page = self.history(span, cursor.as_deref()).await?;
            cursor = page.next();
            for said in page.messages {
                if said.is_by_a_person() {
                    latest = latest.max(said.ts.time()?);
                }
                let replied = said.latest_reply.as_ref().map(Ts::time).transpose()?;
                if replied.is_some_and(|replied| replied > latest)
                    && let Some(reply) = self.last_reply(span, &said).await?
                {
                    latest = latest.max(reply.time()?);
                }
            }
            if cursor.is_none() {
                return Ok((latest > input.after).then_some(latest));
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

//! The prompt, by which Slack arbitrates between regions that share nothing else.

use jiff::SignedDuration;
use muster_workflows::contract::{
    System,
    chat::{Post, Posted, Prompted, Update},
};
use serde_json::json;

use super::{Slack, api::Done, posts::Keyed};
use crate::failure::Failure;

/// A form that stayed open while no region answered can be submitted to another one much later, as the same
/// declaration with a later time.
const FORM_STAYS_OPEN: SignedDuration = SignedDuration::from_hours(24);

impl Slack {
    /// Posts the prompt, unless it is there, and reads back: the lowest `ts` with its key owns the incident, and
    /// another region's prompt is deleted by that region.
    pub(super) async fn prompt_once(&self, post: &Post) -> Result<Prompted, Failure> {
        let channel = self.channel_id(&post.channel).await?;
        let since = post.since.saturating_sub(FORM_STAYS_OPEN).unwrap_or(post.since);
        let mut prompts = self.keyed(&channel, &post.key, since).await?;
        let is_new = prompts.is_empty();
        if is_new {
            self.post_message(&channel, &post.key, &post.message).await?;
            prompts = self.keyed(&channel, &post.key, since).await?;
        }
        prompts.sort_by(|one, other| one.ts.cmp(&other.ts));
        let is_own = |prompt: &Keyed| prompt.author.as_ref() == Some(&post.key.author);
        let Some(first) = prompts.first() else {
            // What was just posted is not in the history yet.
            return Err(Failure::unavailable(System::Chat, "the prompt cannot be read back yet"));
        };
        // An attempt that overlapped with another, for all that is done against it, leaves two of its own.
        for extra in prompts.iter().skip(1).filter(|prompt| is_own(prompt)) {
            self.delete(&channel, &extra.ts.0).await?;
        }
        if !is_own(first) {
            return Ok(Prompted::Superseded);
        }
        let posted = Posted { channel, ts: first.ts.0.clone() };
        if !is_new {
            // A workflow that was reset asks again what its prompt says is decided.
            let (key, message) = (post.key.clone(), post.message.clone());
            self.replace(&Update { posted: posted.clone(), key, message }).await?;
        }
        Ok(Prompted::Owned(posted))
    }

    async fn delete(&self, channel: &str, ts: &str) -> Result<(), Failure> {
        match self.api.post::<_, Done>("chat.delete", &json!({"channel": channel, "ts": ts})).await {
            Err(failure) if failure.is("message_not_found") => Ok(()),
            result => result.map(drop),
        }
    }
}

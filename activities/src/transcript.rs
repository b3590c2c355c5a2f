//! What people wrote in an incident channel, read from Slack and attached in Confluence, page by page.

#![allow(missing_docs, reason = "the macro adds a constant for each activity")]

use std::sync::Arc;

use muster_workflows::contract::{
    System,
    transcript::{AttachTranscript, Attached, activity},
};
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::{
    attempt::attempt,
    confluence::{Confluence, Upload},
    failure::Failure,
    slack::Slack,
};

mod channel;
mod spool;

use channel::{Reader, Written};
use spool::Spool;

/// The activity between Slack and Confluence.
pub struct Transcript {
    slack: Arc<Slack>,
    confluence: Arc<Confluence>,
}

impl Transcript {
    /// A client; reaches nobody yet.
    pub fn new(slack: Arc<Slack>, confluence: Arc<Confluence>) -> Self {
        Self { slack, confluence }
    }

    async fn attach_anew(&self, input: &AttachTranscript) -> Result<Attached, Failure> {
        let mut spool = Spool::new()?;
        let written = Reader::new(&self.slack, input).read_into(&mut spool).await?;
        let title = format!(
            "Transcript of {}: {} messages by {} people. Times are in UTC.\n\n",
            input.reference, written.messages, written.people
        );
        let (content, length) = spool.in_order(&title).await?;
        let name = format!("{}-transcript.md", input.reference);
        let id = self.confluence.attach(&input.page, Upload { name, content, length }).await?;
        let Written { messages, people, first_at, marked } = written;
        Ok(Attached { id, messages, people, first_at, marked })
    }
}

#[activities]
impl Transcript {
    /// See [`activity::Attach`].
    #[activity(definition = activity::Attach)]
    pub async fn attach(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: AttachTranscript,
    ) -> Result<Attached, ActivityError> {
        attempt(&ctx, System::Transcript, self.attach_anew(&input)).await
    }
}

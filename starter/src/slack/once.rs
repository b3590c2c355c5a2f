//! What is written to somebody once, though the answer may be lost, and nobody waits for it.

use std::{collections::HashMap, time::Duration};

use jiff::Timestamp;
use serde::Deserialize;
use slack_morphism::prelude::*;

use super::{
    client::{Slack, within},
    problem::SlackTrouble,
};

/// How long Slack has where nobody waits.
const PATIENCE: Duration = Duration::from_secs(60);

/// Seconds by which Slack's clock may differ.
const CLOCKS_DIFFER: i64 = 300;

/// Slack's message metadata of what is written once, and what is in it.
const MARKED: &str = "muster_once";
const MARK: &str = "mark";

#[derive(Deserialize)]
struct History {
    messages: Vec<Written>,
}

#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    metadata: Option<Metadata>,
}

#[derive(Deserialize)]
struct Metadata {
    event_type: String,
    #[serde(default)]
    event_payload: serde_json::Map<String, serde_json::Value>,
}

impl Written {
    fn is_marked(&self, mark: &str) -> bool {
        self.metadata.as_ref().is_some_and(|metadata| {
            metadata.event_type == MARKED && metadata.event_payload.get(MARK).is_some_and(|is| is == mark)
        })
    }
}

impl Slack {
    /// Writes somebody a direct message, unless one with this mark is there since a moment. Nobody waits for it.
    pub(super) async fn write_once(
        &self,
        user: &str,
        mark: &str,
        since: Timestamp,
        content: SlackMessageContent,
    ) -> Result<(), SlackTrouble> {
        within(PATIENCE, async {
            let session = self.session();
            let open = SlackApiConversationsOpenRequest::new().with_users(vec![user.into()]);
            let opened: SlackApiConversationsOpenResponse<SlackBasicChannelInfo> =
                session.conversations_open(&open).await?;
            let channel = opened.channel.id;
            let since = since.as_second().saturating_sub(CLOCKS_DIFFER).max(0).to_string();
            let history =
                [("channel", channel.value().as_str()), ("oldest", &since), ("include_all_metadata", "true")];
            let history: Vec<_> = history.into_iter().map(|(name, value)| (name, Some(value))).collect();
            let history: History =
                session.http_session_api.http_get("conversations.history", &history, None).await?;
            if history.messages.iter().any(|message| message.is_marked(mark)) {
                return Ok(());
            }
            let payload = HashMap::from([(MARK.to_owned(), mark.to_owned())]);
            let metadata =
                SlackMessageMetadata { event_type: MARKED.to_owned(), event_payload: Some(payload) };
            let message = SlackApiChatPostMessageRequest::new(channel, content.with_metadata(metadata));
            session.chat_post_message(&message).await.map(drop)
        })
        .await
    }
}

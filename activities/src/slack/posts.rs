//! Messages: found by their key, posted once, replaced.

use std::collections::HashMap;

use jiff::Timestamp;
use muster_workflows::contract::chat::{
    Message, MessageKey, Post, Posted, Purpose, Update, UpdateEach, interaction,
};
use serde::{Deserialize, Serialize};
use slack_morphism::prelude::{SlackMessageContent, SlackMessageMetadata};

use super::{Slack, Span, Ts, api::Done, messages};
use crate::{failure::Failure, on_its_way::noted};

/// A message with the key that was looked for.
#[derive(Debug)]
pub(super) struct Keyed {
    pub(super) ts: Ts,
    /// Who posted it.
    pub(super) author: Option<String>,
}

#[derive(Serialize)]
struct PostMessage<'a> {
    channel: &'a str,
    #[serde(flatten)]
    content: SlackMessageContent,
    unfurl_links: bool,
    unfurl_media: bool,
}

#[derive(Serialize)]
struct UpdateMessage<'a> {
    channel: &'a str,
    ts: &'a str,
    #[serde(flatten)]
    content: SlackMessageContent,
}

#[derive(Deserialize)]
struct PostedMessage {
    channel: String,
    ts: String,
}

impl Slack {
    /// Posts a message; if it looks first, unless one with its key is there.
    pub(super) async fn post_once(&self, post: &Post, look_first: bool) -> Result<Posted, Failure> {
        let channel = self.channel_id(&post.channel).await?;
        if look_first && let Some(found) = self.lowest(&channel, &post.key, post.since).await? {
            return Ok(Posted { channel, ts: found.0 });
        }
        self.post_message(&channel, &post.key, &post.message).await
    }

    /// Looks for a message by its key.
    pub(super) async fn find_in(
        &self,
        channel: &str,
        key: &MessageKey,
        since: Timestamp,
    ) -> Result<Option<Posted>, Failure> {
        let channel = self.channel_id(channel).await?;
        let mut found = self.keyed(&channel, key, since).await?;
        if key.purpose == Purpose::Prompt {
            // Another region may have one for the same declaration.
            found.retain(|prompt| prompt.author.as_ref() == Some(&key.author));
        }
        let lowest = found.into_iter().map(|keyed| keyed.ts).min();
        Ok(lowest.map(|ts| Posted { channel, ts: ts.0 }))
    }

    /// The `ts` of the earliest message with this key in a channel.
    pub(super) async fn lowest(
        &self,
        channel: &str,
        key: &MessageKey,
        since: Timestamp,
    ) -> Result<Option<Ts>, Failure> {
        let keyed = self.keyed(channel, key, since).await?;
        Ok(keyed.into_iter().map(|keyed| keyed.ts).min())
    }

    /// All messages of Muster's with this key in a channel.
    pub(super) async fn keyed(
        &self,
        channel: &str,
        key: &MessageKey,
        since: Timestamp,
    ) -> Result<Vec<Keyed>, Failure> {
        let identity = self.identity().await?;
        let purpose = key.purpose.to_string();
        let span = Span::to_search(channel, since);
        let (mut keyed, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let page = self.history(span, cursor.as_deref()).await?;
            cursor = page.next();
            for said in page.messages {
                // Anybody's app can write this metadata; only Muster's own messages count.
                let own = said.user.as_deref() == Some(&identity.user_id)
                    || (said.bot_id.is_some() && said.bot_id == identity.bot_id);
                let mark = |name| said.marked(interaction::METADATA, name);
                if own
                    && mark(interaction::DECLARATION) == Some(key.declaration.as_str())
                    && mark(interaction::PURPOSE) == Some(&purpose)
                {
                    let author = mark(interaction::AUTHOR).map(str::to_owned);
                    keyed.push(Keyed { ts: said.ts, author });
                }
            }
            if cursor.is_none() {
                return Ok(keyed);
            }
        }
    }

    pub(super) async fn post_message(
        &self,
        channel: &str,
        key: &MessageKey,
        message: &Message,
    ) -> Result<Posted, Failure> {
        let content = marked(message, key);
        let arguments = PostMessage { channel, content, unfurl_links: false, unfurl_media: false };
        let posted: PostedMessage = noted(self.api.post("chat.postMessage", &arguments)).await?;
        Ok(Posted { channel: posted.channel, ts: posted.ts })
    }

    /// Replaces the content of several messages. One that is gone does not stop the others.
    pub(super) async fn replace_each(&self, update: &UpdateEach) -> Result<Vec<String>, Failure> {
        let UpdateEach { posted, key, message } = update;
        let mut not = Vec::new();
        for posted in posted {
            match self.put_in_place(posted, key, message).await {
                Ok(()) => {}
                Err(failure) if failure.is_for_now() => return Err(failure),
                Err(failure) => not.push(format!("{}: {}", posted.channel, failure.words())),
            }
        }
        Ok(not)
    }

    /// Replaces a message's content.
    pub(super) async fn replace(&self, update: &Update) -> Result<(), Failure> {
        self.put_in_place(&update.posted, &update.key, &update.message).await
    }

    async fn put_in_place(
        &self,
        Posted { channel, ts }: &Posted,
        key: &MessageKey,
        message: &Message,
    ) -> Result<(), Failure> {
        let content = marked(message, key);
        let arguments = UpdateMessage { channel, ts, content };
        noted(self.api.post::<_, Done>("chat.update", &arguments)).await.map(drop)
    }
}

/// The message with its key as Slack's message metadata.
fn marked(message: &Message, key: &MessageKey) -> SlackMessageContent {
    let payload = HashMap::from([
        (interaction::DECLARATION.to_owned(), key.declaration.to_string()),
        (interaction::PURPOSE.to_owned(), key.purpose.to_string()),
        (interaction::AUTHOR.to_owned(), key.author.clone()),
    ]);
    let metadata =
        SlackMessageMetadata { event_type: interaction::METADATA.to_owned(), event_payload: Some(payload) };
    messages::render(message, &key.declaration).with_metadata(metadata)
}

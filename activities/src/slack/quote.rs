//! What somebody wrote, read for who is to do something about it.

use muster_workflows::{
    contract::{
        System,
        chat::{Posted, Quoted},
    },
    domain::cut,
};
use serde::Deserialize;

use super::{Said, Slack, Ts};
use crate::failure::Failure;

#[derive(Deserialize)]
struct Thread {
    messages: Vec<Said>,
}

#[derive(Deserialize)]
struct Permalink {
    permalink: String,
}

impl Slack {
    pub(super) async fn read(&self, message: &Posted) -> Result<Quoted, Failure> {
        let Posted { channel, ts } = message;
        // Of a thread, Slack gives its first message along with what is asked for.
        let one = [
            ("channel", channel.as_str()),
            ("ts", ts),
            ("oldest", ts),
            ("latest", ts),
            ("inclusive", "true"),
        ];
        let thread: Thread = self.api.get("conversations.replies", &one).await?;
        let said = thread.messages.into_iter().find(|said| said.ts.0 == *ts).ok_or_else(|| {
            Failure::refused(System::Chat, "message_not_found", "message_not_found: it was deleted")
        })?;
        let url = self.permalink(channel, &said.ts).await?;
        let by = self.author(&said).await?.to_string();
        let text = self.plain(&said.text).await?;
        Ok(Quoted { text: cut(text.trim(), Quoted::MOST_CHARS), by, url })
    }

    /// Where a message opens.
    pub(crate) async fn permalink(&self, channel: &str, ts: &Ts) -> Result<String, Failure> {
        let link = [("channel", channel), ("message_ts", ts.0.as_str())];
        let Permalink { permalink } = self.api.get("chat.getPermalink", &link).await?;
        Ok(permalink)
    }
}

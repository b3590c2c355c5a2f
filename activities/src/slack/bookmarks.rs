//! The tabs at the top of a channel.

use muster_workflows::contract::chat::Bookmark;
use serde::Deserialize;
use serde_json::json;

use super::{Slack, api::Done};
use crate::{failure::Failure, on_its_way::noted};

#[derive(Deserialize)]
struct Listed {
    bookmarks: Vec<Existing>,
}

#[derive(Deserialize)]
struct Existing {
    #[serde(default)]
    link: Option<String>,
}

impl Slack {
    pub(super) async fn add_missing_bookmarks(&self, input: &Bookmark) -> Result<(), Failure> {
        let channel = input.channel.as_str();
        let listed: Listed = self.api.get("bookmarks.list", &[("channel_id", channel)]).await?;
        for link in &input.links {
            if listed.bookmarks.iter().any(|existing| existing.link.as_deref() == Some(&link.url)) {
                continue;
            }
            let arguments =
                json!({"channel_id": channel, "title": link.name, "type": "link", "link": link.url});
            noted(self.api.post::<_, Done>("bookmarks.add", &arguments)).await?;
        }
        Ok(())
    }
}

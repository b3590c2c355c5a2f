//! Channels: made, adopted, named, archived.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use muster_workflows::contract::{
    System,
    chat::{Channel, OpenChannel, SetTopic},
};
use serde::Deserialize;
use serde_json::json;

use super::{
    Slack,
    api::{Done, ResponseMetadata},
    identity::Identity,
};
use crate::{failure::Failure, on_its_way::noted};

/// Slack's advice for pages.
const PAGE: &str = "200";
/// How long the id of a name is believed: a channel can be renamed.
const BELIEVED: Duration = Duration::from_secs(600);
/// Slack: kinds of conversations.
const PUBLIC: &str = "public_channel";
const PRIVATE: &str = "private_channel";
/// Slack: characters of a channel's name.
const LONGEST_NAME: usize = 80;

#[derive(Debug, Clone, Deserialize)]
pub(super) struct Info {
    pub(super) id: String,
    pub(super) name: String,
    /// Unix seconds.
    created: i64,
    creator: String,
    #[serde(default)]
    pub(super) is_archived: bool,
}

#[derive(Deserialize)]
struct Created {
    channel: Info,
}

#[derive(Deserialize)]
struct Conversations {
    channels: Vec<Info>,
    #[serde(default)]
    response_metadata: ResponseMetadata,
}

/// What became of a wish for a name.
enum Wish {
    Granted(Info),
    /// Somebody else has it.
    Taken,
    /// It is taken, and Slack does not list the channel among ours. It may yet: its lists lag behind.
    Unlisted,
}

impl Slack {
    /// Makes the channel, or adopts the one of that name if Muster made it. Where somebody else has the name, which
    /// the reference in it makes a rare mischief, Muster makes do with the next. An attempt that others come after
    /// leaves it to them to find out that Slack will not list it.
    pub(super) async fn create_or_adopt(
        &self,
        open: &OpenChannel,
        is_last_look: bool,
    ) -> Result<Channel, Failure> {
        let OpenChannel { name, private } = open;
        let identity = self.identity().await?;
        let info = match self.wish(name, *private, identity).await? {
            Wish::Granted(info) => info,
            Wish::Unlisted if !is_last_look => {
                let words = "name_taken, and it is not known yet by whom";
                return Err(Failure::unavailable(System::Chat, words));
            }
            Wish::Taken | Wish::Unlisted => {
                let stem: String = name.chars().take(LONGEST_NAME - "-2".len()).collect();
                match self.wish(&format!("{stem}-2"), *private, identity).await? {
                    Wish::Granted(info) => info,
                    Wish::Taken | Wish::Unlisted => {
                        return Err(Failure::refused(System::Chat, "name_taken", "name_taken"));
                    }
                }
            }
        };
        described(info, identity)
    }

    async fn wish(&self, name: &str, is_private: bool, identity: &Identity) -> Result<Wish, Failure> {
        let arguments = json!({"name": name, "is_private": is_private});
        match self.api.post::<_, Created>("conversations.create", &arguments).await {
            Ok(created) => Ok(Wish::Granted(created.channel)),
            // Slack does not say whose it is.
            Err(failure) if failure.is("name_taken") => {
                let types = if is_private { PRIVATE } else { PUBLIC };
                Ok(match self.listed("users.conversations", types, |info| info.name == name).await? {
                    Some(info) if info.creator == identity.user_id => Wish::Granted(info),
                    Some(_) => Wish::Taken,
                    None => Wish::Unlisted,
                })
            }
            Err(failure) => Err(failure),
        }
    }

    /// The public channel that is meant, if Muster is in it.
    pub(super) async fn joined(&self, is_meant: impl Fn(&Info) -> bool) -> Result<Option<Info>, Failure> {
        self.listed("users.conversations", PUBLIC, is_meant).await
    }

    /// The channel that is meant, whoever is in it.
    pub(super) async fn public(&self, is_meant: impl Fn(&Info) -> bool) -> Result<Option<Info>, Failure> {
        self.listed("conversations.list", PUBLIC, is_meant).await
    }

    async fn listed(
        &self,
        method: &str,
        types: &str,
        is_meant: impl Fn(&Info) -> bool,
    ) -> Result<Option<Info>, Failure> {
        let mut cursor = String::new();
        loop {
            let arguments = [("types", types), ("limit", PAGE), ("cursor", &cursor)];
            let page: Conversations = self.api.get(method, &arguments).await?;
            if let Some(found) = page.channels.into_iter().find(&is_meant) {
                return Ok(Some(found));
            }
            cursor = page.response_metadata.next_cursor;
            if cursor.is_empty() {
                return Ok(None);
            }
        }
    }

    /// The id of a channel that is named by id or by `#name`; a person's id names the direct messages with them.
    pub(super) async fn channel_id(&self, channel: &str) -> Result<String, Failure> {
        if channel.starts_with(['U', 'W']) {
            return self.direct(channel).await;
        }
        let Some(name) = channel.strip_prefix('#') else { return Ok(channel.to_owned()) };
        if let Some((id, since)) = self.channel_ids.lock().await.get(name)
            && since.elapsed() < BELIEVED
        {
            return Ok(id.clone());
        }
        let joined = self.joined(|info| info.name == name).await?;
        let info = joined.filter(|info| !info.is_archived).ok_or_else(|| {
            let words =
                format!("channel_not_found: Muster is in no channel {channel}; create it and invite Muster");
            Failure::refused(System::Chat, "channel_not_found", words)
        })?;
        self.channel_ids.lock().await.insert(name.to_owned(), (info.id.clone(), Instant::now()));
        Ok(info.id)
    }

    pub(super) async fn change_topic(&self, input: &SetTopic) -> Result<(), Failure> {
        let arguments = json!({"channel": input.channel, "topic": input.topic});
        noted(self.api.post::<_, Done>("conversations.setTopic", &arguments)).await.map(drop)
    }

    /// Archives a channel; one that is archived stays so.
    pub(super) async fn archive(&self, channel: &str) -> Result<(), Failure> {
        match self.api.post::<_, Done>("conversations.archive", &json!({"channel": channel})).await {
            Err(failure) if failure.is("already_archived") => Ok(()),
            result => result.map(drop),
        }
    }
}

fn described(info: Info, identity: &Identity) -> Result<Channel, Failure> {
    let unexpected = |error: String| Failure::unexpected(System::Chat, error);
    let url =
        identity.url.join(&format!("archives/{}", info.id)).map_err(|error| unexpected(error.to_string()))?;
    let created_at = Timestamp::from_second(info.created).map_err(|error| unexpected(error.to_string()))?;
    Ok(Channel { id: info.id, name: info.name, url: url.into(), created_at })
}

//! Channels.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::Link;

/// A channel to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenChannel {
    /// Its name, which contains the reference.
    pub name: String,
    /// Whether only those see it who are invited.
    #[serde(default)]
    pub private: bool,
}

/// A channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// Slack's id.
    pub id: String,
    /// Its name, without `#`.
    pub name: String,
    /// Where it opens.
    pub url: String,
    /// When it was made, by Slack's clock.
    pub created_at: Timestamp,
}

impl Channel {
    /// The id of the channel that opens there: by Slack's own links (`/archives/C…`), or as a browser shows it
    /// (`/client/T…/C…`). A link to a message is one to its channel.
    pub fn id_in(url: &str) -> Option<&str> {
        let behind = match url.split_once("/archives/") {
            Some((_, id)) => id,
            None => url.split_once("/client/")?.1.split_once('/')?.1,
        };
        let end =
            behind.find(|c: char| !c.is_ascii_uppercase() && !c.is_ascii_digit()).unwrap_or(behind.len());
        Some(&behind[..end]).filter(|id| id.starts_with(['C', 'G']) && (2..=20).contains(&id.len()))
    }
}

/// A topic for a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetTopic {
    /// The channel's id.
    pub channel: String,
    /// At most 250 characters.
    pub topic: String,
}

/// Links for the top of a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bookmark {
    /// The channel's id.
    pub channel: String,
    /// The links, in order.
    pub links: Vec<Link>,
}

/// A channel to listen to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatestMessage {
    /// The channel's id.
    pub channel: String,
    /// How far back to read: to the channel's beginning, because a reply in an old thread counts too.
    pub since: Timestamp,
    /// Messages up to this moment do not matter.
    pub after: Timestamp,
}

/// A channel to archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveChannel {
    /// The channel's id.
    pub channel: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_is_known_by_any_of_its_addresses() {
        for (url, id) in [
            ("https://acme.slack.com/archives/C0123ABC", Some("C0123ABC")),
            ("https://acme.slack.com/archives/C0123ABC/p1795780408670136?thread_ts=1.2", Some("C0123ABC")),
            ("https://app.slack.com/client/T0123/C0123ABC", Some("C0123ABC")),
            ("https://app.slack.com/client/T0123/G0123ABC/thread/1", Some("G0123ABC")),
            ("https://acme.slack.com/archives/", None),
            ("https://acme.slack.com/archives/D0123ABC", None),
            ("https://acme.slack.com/archives/C0123%27%20OR", Some("C0123")),
            ("https://app.slack.com/client/T0123", None),
            ("https://example.test/C0123ABC", None),
        ] {
            assert_eq!(Channel::id_in(url), id, "{url}");
        }
        assert_eq!(Channel::id_in(&format!("https://acme.slack.com/archives/C{}", "0".repeat(3_000))), None);
    }
}

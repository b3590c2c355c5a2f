//! What the app hears of: the events it has subscribed to, as far as its scopes go.

use serde_json::Value;

use super::Slack;
use super::channel::Channel;

/// Whether an event comes to an app with these subscriptions and scopes.
pub(super) fn brings(event: &Value, subscribed: &[String], scopes: &[String], slack: &Slack) -> bool {
    let has = |all: &[String], name: &str| all.iter().any(|one| one == name);
    has(subscribed, &name(event)) && scope(event, slack).is_none_or(|scope| has(scopes, scope))
}

/// The name under which an app subscribes to an event: to messages by the kind of their conversation.
fn name(event: &Value) -> String {
    let text = |name: &str| event[name].as_str().unwrap_or_default();
    match (text("type"), text("channel_type")) {
        ("message", "im") => "message.im".to_owned(),
        ("message", kind) => format!("message.{kind}s"),
        (kind, _) => kind.to_owned(),
    }
}

/// What an event asks for, as its page in Slack's documentation has it. Who joins a channel is told by what the
/// channel is.
fn scope(event: &Value, slack: &Slack) -> Option<&'static str> {
    let channel = event["channel"].as_str().and_then(|id| slack.channel(id));
    Some(match (event["type"].as_str()?, channel.map(Channel::event_type)) {
        ("app_mention", _) => "app_mentions:read",
        ("reaction_added", _) => "reactions:read",
        ("message", Some("im")) => "im:history",
        ("message", Some("group")) => "groups:history",
        ("message", _) => "channels:history",
        ("member_joined_channel", Some("group")) | ("group_archive" | "group_unarchive", _) => "groups:read",
        ("member_joined_channel" | "channel_archive" | "channel_created" | "channel_unarchive", _) => {
            "channels:read"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use serde_json::json;

    use super::*;

    #[test]
    fn an_event_comes_by_its_subscription_and_its_scope() {
        let (name, creator) = ("inc-1".to_owned(), "U0MUSTER".to_owned());
        let mut slack = Slack::seeded(Timestamp::UNIX_EPOCH, 0);
        slack.channels.push(Channel::new("C0INC".to_owned(), name, creator, true, Timestamp::UNIX_EPOCH));
        let message = json!({"type": "message", "channel": "C0INC", "channel_type": "group"});
        let joined = json!({"type": "member_joined_channel", "channel": "C0INC", "channel_type": "C"});
        let elsewhere = json!({"type": "member_joined_channel", "channel": "C0GENERAL", "channel_type": "C"});
        for (event, subscription, scope, other) in [
            (&message, "message.groups", "groups:history", "channels:history"),
            (&joined, "member_joined_channel", "groups:read", "channels:read"),
            (&elsewhere, "member_joined_channel", "channels:read", "groups:read"),
        ] {
            let comes = |subscription: &str, scope: &str| {
                brings(event, &[subscription.to_owned()], &[scope.to_owned()], &slack)
            };
            assert!(comes(subscription, scope));
            assert!(!comes(subscription, other), "{event}");
            assert!(!comes("message.channels", scope), "{event}");
        }
    }
}

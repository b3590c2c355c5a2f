//! What the app may do: Slack refuses what its manifest does not ask for.

use serde_json::Value;

use super::Slack;
use super::answer::Refusal;
use super::args::Args;
use super::channel::Channel;

/// Whether the app may call a method with these arguments.
///
/// # Errors
/// Slack's `missing_scope`, with what is needed.
pub(super) fn check(granted: &[String], method: &str, args: &Args, slack: &Slack) -> Result<(), Refusal> {
    let is_missing = |scope: &&&str| !granted.iter().any(|granted| granted == **scope);
    match needed(method, args, slack).iter().find(is_missing) {
        None => Ok(()),
        Some(scope) => {
            let mut refusal = Refusal::from("missing_scope");
            refusal.fields.insert("needed".to_owned(), Value::from(*scope));
            refusal.fields.insert("provided".to_owned(), Value::from(granted.join(",")));
            Err(refusal)
        }
    }
}

/// As the page of each method in Slack's documentation has it.
fn needed(method: &str, args: &Args, slack: &Slack) -> Vec<&'static str> {
    let of_channel = |public, private, direct| match kind(args, slack) {
        "group" => private,
        "im" => direct,
        _ => public,
    };
    match method {
        "bookmarks.add" => vec!["bookmarks:write"],
        "bookmarks.list" => vec!["bookmarks:read"],
        "chat.delete" | "chat.postEphemeral" | "chat.postMessage" | "chat.update" => vec!["chat:write"],
        "conversations.archive"
        | "conversations.invite"
        | "conversations.setPurpose"
        | "conversations.setTopic"
        | "conversations.unarchive" => vec![of_channel("channels:manage", "groups:write", "im:write")],
        "conversations.create" if args.flag("is_private") => vec!["groups:write"],
        "conversations.create" => vec!["channels:manage"],
        "conversations.history" | "conversations.replies" => {
            vec![of_channel("channels:history", "groups:history", "im:history")]
        }
        "conversations.info" | "conversations.members" => {
            vec![of_channel("channels:read", "groups:read", "im:read")]
        }
        "conversations.join" => vec!["channels:join"],
        "conversations.open" => vec!["im:write"],
        "conversations.list" | "users.conversations" => types(args),
        "pins.add" => vec!["pins:write"],
        "pins.list" => vec!["pins:read"],
        "reactions.add" => vec!["reactions:write"],
        "team.info" => vec!["team:read"],
        "usergroups.list" | "usergroups.users.list" => vec!["usergroups:read"],
        "users.info" | "users.list" => vec!["users:read"],
        "users.lookupByEmail" => vec!["users:read.email"],
        _ => vec![],
    }
}

/// What the channel is, as events name it: its id does not tell a private channel from a public one. One that the
/// app does not see counts as public, as does one that is not there: what is missing must not betray that it is.
fn kind(args: &Args, slack: &Slack) -> &'static str {
    let visible = args.text("channel").and_then(|id| slack.visible(&id));
    visible.map_or("channel", Channel::event_type)
}

/// One scope for each kind of conversation that is asked for; public channels, unless something else is.
fn types(args: &Args) -> Vec<&'static str> {
    let types = args.text("types").unwrap_or_else(|| "public_channel".to_owned());
    let scope = |kind| match kind {
        "private_channel" => "groups:read",
        "im" => "im:read",
        "mpim" => "mpim:read",
        _ => "channels:read",
    };
    types.split(',').map(str::trim).map(scope).collect()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use jiff::Timestamp;

    use super::*;
    use crate::slack::{BOT_USER, args::Body};

    /// With two private channels: the app is in one of them.
    fn slack() -> Slack {
        let now = Timestamp::UNIX_EPOCH;
        let mut slack = Slack::seeded(now, 0);
        for (id, creator) in [("C0OURS", BOT_USER), ("C0THEIRS", "U0ADA")] {
            slack.channels.push(Channel::new(
                id.to_owned(),
                id.to_lowercase(),
                creator.to_owned(),
                true,
                now,
            ));
        }
        slack
    }

    #[test]
    fn a_private_channel_takes_the_scopes_of_private_channels() {
        let mut slack = slack();
        let direct = slack.direct_channel("U0ADA", Timestamp::UNIX_EPOCH);
        let of = |method: &str, query: &str| {
            let uri = format!("/?{query}").parse().unwrap();
            let args = Args::read(&uri, &HeaderMap::new(), b"", Body::Any).unwrap();
            needed(method, &args, &slack)
        };
        assert_eq!(of("conversations.create", "name=a&is_private=true"), ["groups:write"]);
        assert_eq!(of("conversations.create", "name=a&is_private=false"), ["channels:manage"]);
        let writing =
            ["archive", "invite", "setPurpose", "setTopic", "unarchive"].map(|name| (name, "write"));
        let reading = [("history", "history"), ("replies", "history"), ("info", "read"), ("members", "read")];
        for (method, kind) in writing.into_iter().chain(reading) {
            let of = |channel: &str| of(&format!("conversations.{method}"), &format!("channel={channel}"))[0];
            let public =
                if kind == "write" { "channels:manage".to_owned() } else { format!("channels:{kind}") };
            assert_eq!(of("C0OURS"), format!("groups:{kind}"), "{method}");
            assert_eq!(of(&direct), format!("im:{kind}"), "{method}");
            for channel in ["C0INCIDENTS", "C0THEIRS", "C0NOWHERE"] {
                assert_eq!(of(channel), public, "{method} {channel}");
            }
        }
    }
}

//! What the app may do: Slack refuses what its manifest does not ask for.

use serde_json::Value;

use super::answer::Refusal;
use super::args::Args;

/// Whether the app may call a method with these arguments.
///
/// # Errors
/// Slack's `missing_scope`, with what is needed.
pub(super) fn check(granted: &[String], method: &str, args: &Args) -> Result<(), Refusal> {
    let is_missing = |scope: &&&str| !granted.iter().any(|granted| granted == **scope);
    match needed(method, args).iter().find(is_missing) {
        None => Ok(()),
        Some(scope) => {
            let mut refusal = Refusal::from("missing_scope");
            refusal.fields.insert("needed".to_owned(), Value::from(*scope));
            refusal.fields.insert("provided".to_owned(), Value::from(granted.join(",")));
            Err(refusal)
        }
    }
}

/// As the page of each method in Slack's documentation has it. What a channel is shows in its id.
fn needed(method: &str, args: &Args) -> Vec<&'static str> {
    let channel = args.text("channel").unwrap_or_default();
    let of_channel = |public, direct| if channel.starts_with('D') { direct } else { public };
    match method {
        "bookmarks.add" => vec!["bookmarks:write"],
        "bookmarks.list" => vec!["bookmarks:read"],
        "chat.delete" | "chat.postEphemeral" | "chat.postMessage" | "chat.update" => vec!["chat:write"],
        "conversations.archive"
        | "conversations.create"
        | "conversations.invite"
        | "conversations.setPurpose"
        | "conversations.setTopic"
        | "conversations.unarchive" => vec!["channels:manage"],
        "conversations.history" | "conversations.replies" => {
            vec![of_channel("channels:history", "im:history")]
        }
        "conversations.info" | "conversations.members" => vec![of_channel("channels:read", "im:read")],
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

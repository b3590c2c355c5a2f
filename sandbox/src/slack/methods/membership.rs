//! Who is in a channel.

use serde_json::{Value, json};

use super::Call;
use super::conversations::{channel_json, visible, writable};
use super::listing::{metadata, page};
use crate::slack::answer::{Refusal, Reply};
use crate::slack::channel::Channel;
use crate::slack::person::{Kind, Person};
use crate::slack::{BOT_USER, TEAM};

/// Slack's limit of users in one invitation.
const MOST_INVITED: usize = 100;

pub(super) fn join(call: &mut Call<'_>) -> Reply {
    let channel = visible(call)?;
    if channel.is_private {
        return Err("method_not_supported_for_channel_type".into());
    }
    if channel.is_archived {
        return Err("is_archived".into());
    }
    let (id, was_member) = (channel.id.clone(), channel.has_member(BOT_USER));
    call.slack.join(&id, BOT_USER, None, call.core.clock.slack_ts());
    let mut answer = json!({"channel": channel_json(call, &id)});
    if was_member {
        answer["response_metadata"] = json!({"warnings": ["already_in_channel"]});
    }
    Ok(answer)
}

/// Nobody is invited where one cannot be, unless `force` is given or those who cannot are deactivated
/// (docs.slack.dev, conversations.invite, "Partially failed calls").
pub(super) fn invite(call: &mut Call<'_>) -> Reply {
    let users = call.args.list("users");
    let force = call.args.flag("force");
    let id = writable(call)?.id.clone();
    if users.is_empty() {
        return Err("no_user".into());
    }
    if users.len() > MOST_INVITED {
        let message = format!("[ERROR] no more than {MOST_INVITED} items allowed [json-pointer:/users]");
        return Err(Refusal::explained("invalid_arguments", vec![message]));
    }
    let (mut invited, mut refused, mut binding) = (Vec::new(), Vec::new(), false);
    for user in users {
        let obstacle = match (call.slack.channel(&id), call.slack.person(&user)) {
            (Some(channel), Some(person)) => {
                binding |= !person.deleted && obstacle(person, channel).is_some();
                obstacle(person, channel)
            }
            _ => {
                binding = true;
                Some("user_not_found")
            }
        };
        match obstacle {
            Some(error) => refused.push(json!({"user": user, "ok": false, "error": error})),
            None => invited.push(user),
        }
    }
    if force || !binding {
        for user in &invited {
            call.slack.join(&id, user, Some(BOT_USER), call.core.clock.slack_ts());
        }
    }
    let first_error = refused.first().and_then(|refused| refused["error"].as_str()).map(str::to_owned);
    match first_error {
        None => Ok(json!({"channel": channel_json(call, &id)})),
        Some(_) if force && !invited.is_empty() => {
            Ok(json!({"channel": channel_json(call, &id), "errors": refused}))
        }
        Some(error) => {
            let mut refusal = Refusal::from(error.as_str());
            refusal.fields.insert("errors".to_owned(), Value::Array(refused));
            Err(refusal)
        }
    }
}

/// Why somebody cannot be invited.
fn obstacle(person: &Person, channel: &Channel) -> Option<&'static str> {
    if person.id == BOT_USER {
        Some("cant_invite_self")
    } else if person.deleted {
        Some("cant_invite")
    } else if channel.has_member(&person.id) {
        Some("already_in_channel")
    } else if person.team_id != TEAM && !channel.shared_with.contains(&person.team_id) {
        Some("no_external_invite_permission")
    } else if person.kind == Kind::UltraRestricted {
        Some("ura_max_channels")
    } else {
        None
    }
}

pub(super) fn members(call: &mut Call<'_>) -> Reply {
    let limit = call.args.limit(100, 1000)?;
    let members = visible(call)?.members.clone();
    let (members, next) = page(call, members, limit)?;
    Ok(json!({"members": members, "response_metadata": metadata(next)}))
}

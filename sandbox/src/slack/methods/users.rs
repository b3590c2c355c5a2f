//! `users.*`.

use serde_json::json;

use super::Call;
use super::conversations::listed;
use super::listing::{metadata, page};
use crate::slack::answer::Reply;
use crate::slack::{BOT_USER, TEAM};

pub(super) fn info(call: &mut Call<'_>) -> Reply {
    let id = call.args.text("user").ok_or("user_not_found")?;
    let person = call.slack.person(&id).ok_or("user_not_found")?;
    Ok(json!({"user": person.json()}))
}

pub(super) fn list(call: &mut Call<'_>) -> Reply {
    let limit = call.args.limit(usize::MAX, 1000)?;
    let people = call.slack.people.iter().filter(|person| person.team_id == TEAM).collect();
    let (people, next) = page(call, people, limit)?;
    let members: Vec<_> = people.into_iter().map(|person| person.json()).collect();
    Ok(json!({"members": members, "cache_ts": call.now.as_second(), "response_metadata": metadata(next)}))
}

pub(super) fn lookup_by_email(call: &mut Call<'_>) -> Reply {
    let email = call.args.text("email").ok_or("users_not_found")?;
    let found = call.slack.people.iter().find(|person| {
        !person.deleted
            && !person.is_stranger()
            && person.email.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(email.trim()))
    });
    found.map(|person| json!({"user": person.json()})).ok_or_else(|| "users_not_found".into())
}

pub(super) fn conversations(call: &mut Call<'_>) -> Reply {
    let user = call.args.text("user").unwrap_or_else(|| BOT_USER.to_owned());
    if call.slack.person(&user).is_none() {
        return Err("user_not_found".into());
    }
    listed(call, |channel| channel.has_member(&user) && channel.is_visible_to(BOT_USER))
}

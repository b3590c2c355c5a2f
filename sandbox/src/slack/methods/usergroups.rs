//! `usergroups.*`.

use serde_json::{Value, json};

use super::Call;
use crate::slack::answer::Reply;

pub(super) fn list(call: &mut Call<'_>) -> Reply {
    let (users, count) = (call.args.flag("include_users"), call.args.flag("include_count"));
    let groups: Vec<Value> = call.slack.groups.iter().map(|group| group.json(users, count)).collect();
    Ok(json!({"usergroups": groups}))
}

pub(super) fn users(call: &mut Call<'_>) -> Reply {
    let id = call.args.required("usergroup")?;
    let group = call.slack.groups.iter().find(|group| group.id == id).ok_or("no_such_subteam")?;
    Ok(json!({"users": group.users}))
}

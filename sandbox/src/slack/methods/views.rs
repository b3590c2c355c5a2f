//! `views.*`.

use serde_json::{Value, json};

use super::Call;
use crate::slack::answer::{Refusal, Reply};
use crate::slack::blocks;

/// Slack's limit of a view's JSON, in bytes.
const LARGEST: usize = 250 * 1024;

pub(super) fn open(call: &mut Call<'_>) -> Reply {
    let content = content(call, None)?;
    let user = exchange(call)?;
    let id = call.slack.open_view(&user, content, call.now);
    shown(call, &id)
}

pub(super) fn push(call: &mut Call<'_>) -> Reply {
    let content = content(call, None)?;
    let user = exchange(call)?;
    let id = call.slack.push_view(&user, content, call.now)?;
    shown(call, &id)
}

pub(super) fn update(call: &mut Call<'_>) -> Reply {
    let (id, external) = (call.args.text("view_id"), call.args.text("external_id"));
    if id.is_none() && external.is_none() {
        return Err(Refusal::missing("view_id"));
    }
    let found = call.slack.views.iter().find(|view| {
        id.as_deref() == Some(&view.id)
            || (external.is_some() && view.content["external_id"].as_str() == external.as_deref())
    });
    let view = found.ok_or("not_found")?;
    if call.args.text("hash").is_some_and(|hash| hash != view.hash) {
        return Err("hash_conflict".into());
    }
    let id = view.id.clone();
    let content = content(call, Some(&id))?;
    call.slack.replace_view(&id, content, call.now);
    shown(call, &id)
}

pub(super) fn publish(call: &mut Call<'_>) -> Reply {
    let user = call.args.required("user_id")?;
    if call.slack.person(&user).is_none() {
        return Err(Refusal::explained("invalid_arguments", vec!["invalid `user_id`".to_owned()]));
    }
    let content = content(call, None)?;
    if let (Some(hash), Some(home)) = (call.args.text("hash"), call.slack.home(&user))
        && hash != home.hash
    {
        return Err("hash_conflict".into());
    }
    let id = call.slack.publish_home(&user, content, call.now);
    shown(call, &id)
}

fn shown(call: &Call<'_>, id: &str) -> Reply {
    Ok(json!({"view": call.slack.view(id).ok_or("not_found")?.json()}))
}

fn exchange(call: &mut Call<'_>) -> Result<String, Refusal> {
    let trigger = call
        .args
        .text("trigger_id")
        .ok_or_else(|| Refusal::explained("invalid_arguments", vec!["invalid `trigger_id`".to_owned()]))?;
    Ok(call.slack.triggers.exchange(&trigger, call.now)?)
}

/// The view sent, checked; `replaces` is the one that may have the same external id.
fn content(call: &mut Call<'_>, replaces: Option<&str>) -> Result<Value, Refusal> {
    let view = call.args.json("view", "invalid_arguments")?.ok_or_else(|| Refusal::missing("view"))?;
    if view.to_string().len() > LARGEST {
        return Err("view_too_large".into());
    }
    let external = view["external_id"].as_str().filter(|id| !id.is_empty());
    let is_other = |id: &str| replaces != Some(id);
    if external.is_some()
        && call
            .slack
            .views
            .iter()
            .any(|other| is_other(&other.id) && other.content["external_id"].as_str() == external)
    {
        return Err("duplicate_external_id".into());
    }
    blocks::view(view, call.slack)
}

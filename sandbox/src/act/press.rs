//! Pressing buttons and choosing from menus, in messages and in views.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::payload::{channel, interaction, response_url};
use super::shown::{Shown, failure};
use super::who::Seen;
use super::{Refused, form, refused};
use crate::core::Core;
use crate::slack::deliver;
use crate::slack::person::Person;
use crate::slack::request::Request;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Press {
    #[serde(rename = "as")]
    who: String,
    /// With `ts`: where the message is.
    channel: Option<String>,
    ts: Option<String>,
    /// Instead of them, where it is in a view.
    view_id: Option<String>,
    block_id: Option<String>,
    action_id: String,
    /// What is chosen, for menus and pickers.
    value: Option<Value>,
}

pub(super) async fn press(core: &Arc<Core>, press: Press) -> Result<Value, Refused> {
    let since = core.clock.slack_ts();
    let (person, payload) = payload(core, &press)?;
    let answer = deliver::send(core, &Request::Interaction(payload)).await;
    let trouble = "The app did not answer. Slack shows a warning beside the button.";
    let failure = failure(&answer, trouble, trouble);
    Ok(Shown::to(core, &person.id, &since, failure).json())
}

fn payload(core: &Core, press: &Press) -> Result<(Person, Value), Refused> {
    let now = core.clock.now();
    let mut slack = core.slack();
    let person = slack.client_user(&press.who)?;
    let mut payload = interaction("block_actions", &person);
    let blocks = match (&press.view_id, &press.channel, &press.ts) {
        (Some(view_id), _, _) => {
            let view = slack.view(view_id).filter(|view| view.user == person.id);
            let view = view.ok_or_else(|| Refused(format!("{} has no view {view_id}", person.handle)))?;
            payload["container"] = json!({"type": "view", "view_id": view_id});
            payload["view"] = view.json();
            view.blocks().to_vec()
        }
        (None, Some(place), Some(ts)) => {
            let place = slack.place(place, &person, now)?;
            let seen = slack.seen(&place, &person, ts)?;
            let is_ephemeral = matches!(seen, Seen::Ephemeral(_));
            payload["container"] = json!({
                "type": "message", "message_ts": ts, "channel_id": place.id, "is_ephemeral": is_ephemeral,
            });
            payload["channel"] = channel(&place);
            payload["state"] = json!({"values": {}});
            let url_id = slack.issue_response_url(&person.id, &place.id, Some(ts), now);
            payload["response_url"] = response_url(core, &url_id).into();
            let blocks = seen.blocks();
            // Slack does not send back what one person alone sees.
            if let Seen::Message(message) = seen {
                payload["message"] = message;
            }
            blocks
        }
        _ => return refused("name a channel and a ts, or a view_id"),
    };
    let (block_id, element) = find(&blocks, press)
        .ok_or_else(|| Refused(format!("{} sees nothing called {}", person.handle, press.action_id)))?;
    payload["actions"] = json!([action(&block_id, &element, press.value.as_ref(), core.clock.slack_ts())?]);
    payload["trigger_id"] = slack.triggers.issue(&person.id, now).into();
    Ok((person, payload))
}

/// The element of this action, with its block's id.
fn find(blocks: &[Value], press: &Press) -> Option<(String, Value)> {
    blocks
        .iter()
        .filter(|block| press.block_id.is_none() || press.block_id.as_deref() == block["block_id"].as_str())
        .flat_map(|block| form::elements(block).map(move |element| (block, element)))
        .find(|(_, element)| element["action_id"] == press.action_id)
        .and_then(|(block, element)| Some((block["block_id"].as_str()?.to_owned(), element.clone())))
}

fn action(block_id: &str, element: &Value, value: Option<&Value>, ts: String) -> Result<Value, Refused> {
    let mut action = json!({
        "type": element["type"], "block_id": block_id, "action_id": element["action_id"], "action_ts": ts,
    });
    if element["type"] == "button" {
        for name in ["text", "value", "style", "url"] {
            if !element[name].is_null() {
                action[name] = element[name].clone();
            }
        }
        return Ok(action);
    }
    let entry = form::entry(element, value).map_err(Refused)?;
    for (name, chosen) in entry.as_object().into_iter().flatten() {
        action[name] = chosen.clone();
    }
    if !element["placeholder"].is_null() {
        action["placeholder"] = element["placeholder"].clone();
    }
    Ok(action)
}

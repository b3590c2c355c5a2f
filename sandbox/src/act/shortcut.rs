//! Shortcuts: from anywhere, and on a message.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::payload::{channel, interaction, response_url};
use super::shown::{Shown, failure};
use super::who::Seen;
use super::{Refused, refused};
use crate::core::Core;
use crate::slack::deliver;
use crate::slack::person::Person;
use crate::slack::request::Request;

const TROUBLE: &str = "We had some trouble connecting. Try again?";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Global {
    #[serde(rename = "as")]
    who: String,
    callback_id: String,
}

pub(super) async fn global(core: &Arc<Core>, shortcut: Global) -> Result<Value, Refused> {
    let since = core.clock.slack_ts();
    let (person, payload) = {
        let mut slack = core.slack();
        let person = slack.client_user(&shortcut.who)?;
        own_workspace(&person)?;
        let mut payload = interaction("shortcut", &person);
        payload["callback_id"] = shortcut.callback_id.into();
        payload["action_ts"] = core.clock.slack_ts().into();
        payload["trigger_id"] = slack.triggers.issue(&person.id, core.clock.now()).into();
        (person, payload)
    };
    deliver(core, &person, &since, payload).await
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OnMessage {
    #[serde(rename = "as")]
    who: String,
    channel: String,
    ts: String,
    callback_id: String,
}

pub(super) async fn on_message(core: &Arc<Core>, shortcut: OnMessage) -> Result<Value, Refused> {
    let now = core.clock.now();
    let since = core.clock.slack_ts();
    let (person, payload) = {
        let mut slack = core.slack();
        let person = slack.client_user(&shortcut.who)?;
        own_workspace(&person)?;
        let place = slack.place(&shortcut.channel, &person, now)?;
        let Seen::Message(message) = slack.seen(&place, &person, &shortcut.ts)? else {
            return refused("Slack offers no shortcuts on what one person alone sees");
        };
        let mut payload = interaction("message_action", &person);
        payload["callback_id"] = shortcut.callback_id.into();
        payload["action_ts"] = core.clock.slack_ts().into();
        payload["message_ts"] = shortcut.ts.as_str().into();
        payload["message"] = message;
        payload["channel"] = channel(&place);
        let url_id = slack.issue_response_url(&person.id, &place.id, Some(&shortcut.ts), now);
        payload["response_url"] = json!(response_url(core, &url_id));
        payload["trigger_id"] = slack.triggers.issue(&person.id, now).into();
        (person, payload)
    };
    deliver(core, &person, &since, payload).await
}

/// An app's shortcuts are offered in its own workspace alone.
fn own_workspace(person: &Person) -> Result<(), Refused> {
    if person.is_stranger() { refused(format!("{} is offered no shortcuts", person.handle)) } else { Ok(()) }
}

async fn deliver(core: &Arc<Core>, person: &Person, since: &str, payload: Value) -> Result<Value, Refused> {
    let answer = deliver::send(core, &Request::Interaction(payload)).await;
    Ok(Shown::to(core, &person.id, since, failure(&answer, TROUBLE, TROUBLE)).json())
}

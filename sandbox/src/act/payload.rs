//! What Slack sends the app of a person's doing.

use serde_json::{Value, json};

use crate::core::Core;
use crate::slack::channel::Channel;
use crate::slack::person::Person;
use crate::slack::{APP, TEAM, VERIFICATION_TOKEN};

/// The fields that all interactions share.
pub(super) fn interaction(kind: &str, person: &Person) -> Value {
    json!({
        "type": kind,
        "token": VERIFICATION_TOKEN,
        "api_app_id": APP,
        "team": {"id": TEAM, "domain": "sandbox"},
        "enterprise": null,
        "is_enterprise_install": false,
        "user": person.interactor(),
    })
}

/// The channel as interactions and commands name it.
pub(super) fn channel_name(channel: &Channel) -> &str {
    match channel.event_type() {
        "im" => "directmessage",
        "group" => "privategroup",
        _ => &channel.name,
    }
}

pub(super) fn channel(channel: &Channel) -> Value {
    json!({"id": channel.id, "name": channel_name(channel)})
}

pub(super) fn response_url(core: &Core, id: &str) -> String {
    format!("{}/slack/response/{id}", core.url)
}

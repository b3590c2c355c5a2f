//! Everything that Slack holds, for tests and for the page.

use muster_slack_app::{App, Input};
use serde_json::{Value, json};

use super::channel::Channel;
use super::person::Person;
use super::{APP, BOT, BOT_USER, Slack, TEAM};

impl Slack {
    pub(crate) fn dump(&self) -> Value {
        let views: Vec<Value> = self
            .views
            .iter()
            .map(|view| {
                let mut json = view.json();
                json["user"] = view.user.as_str().into();
                json["errors"] = json!(view.errors);
                json
            })
            .collect();
        json!({
            "team": {"id": TEAM, "name": "Sandbox", "domain": "sandbox"},
            "app": {"id": APP, "bot_id": BOT, "bot_user_id": BOT_USER},
            "people": self.people.iter().map(Person::json).collect::<Vec<_>>(),
            "groups": self.groups.iter().map(|group| group.json(true, true)).collect::<Vec<_>>(),
            "channels": self.channels.iter().map(Channel::dump).collect::<Vec<_>>(),
            "ephemerals": self.ephemerals.iter().map(|ephemeral| ephemeral.json()).collect::<Vec<_>>(),
            "views": views,
            "steps": steps(),
            "message_shortcuts": message_shortcuts(),
            "functions": self.executions,
            "deliveries": self.deliveries,
        })
    }
}

/// What is offered on a message.
fn message_shortcuts() -> Value {
    let offered = App::current().message_shortcuts();
    offered.map(|(id, name)| json!({"callback_id": id, "name": name})).collect()
}

/// The app's steps, of which people make Slack Workflows. Lists: what is filled in has an order.
fn steps() -> Value {
    let input = |(name, input): (&String, &Input)| {
        json!({
            "name": name, "type": input.kind, "title": input.title, "description": input.description,
            "is_required": input.is_required,
        })
    };
    let functions = App::current().functions().iter().map(|(id, function)| {
        json!({
            "callback_id": id, "title": function.title, "description": function.description,
            "inputs": function.inputs.iter().map(input).collect::<Vec<_>>(),
        })
    });
    functions.collect()
}

impl Channel {
    fn dump(&self) -> Value {
        let mut json = self.json();
        json["is_private"] = self.is_private.into();
        json["is_archived"] = self.is_archived.into();
        json["members"] = json!(self.members);
        json["bookmarks"] = json!(self.bookmarks);
        json["pins"] =
            self.pins.iter().map(|pin| json!({"ts": pin.ts, "user": pin.by, "created": pin.at})).collect();
        json["messages"] = self.messages_json(&self.messages, true).into();
        json
    }
}

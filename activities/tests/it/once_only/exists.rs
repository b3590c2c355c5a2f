//! What there is of something, without its ids and times.

use serde_json::Value;

use crate::world::World;

/// What the sandbox holds at a path of its dump.
pub(super) fn all(world: &World, path: &str) -> Vec<Value> {
    let dump = world.sandbox.dump();
    dump.pointer(path).and_then(Value::as_array).unwrap_or_else(|| panic!("{path}")).clone()
}

/// One field of each.
pub(super) fn each(things: &[Value], field: &str) -> Vec<Value> {
    things.iter().map(|thing| thing[field].clone()).collect()
}

/// The purposes of Muster's messages in a channel.
pub(super) fn said(channel: &Value) -> Vec<Value> {
    let messages = channel["messages"].as_array().expect("a channel has messages");
    let purposes = messages.iter().map(|message| message["metadata"]["event_payload"]["purpose"].clone());
    purposes.filter(|purpose| !purpose.is_null()).collect()
}

/// How many notices of this kind Slack wrote in a channel.
pub(super) fn notices(channel: &Value, kind: &str) -> usize {
    let messages = channel["messages"].as_array().expect("a channel has messages");
    messages.iter().filter(|message| message["subtype"] == kind).count()
}

//! The sandbox's dump, as far as the play reads it.

use serde_json::Value;

/// What Muster's messages say they are for, in their metadata.
pub(super) fn purpose(message: &Value) -> Option<&str> {
    message["metadata"]["event_payload"]["purpose"].as_str()
}

pub(super) fn channels(dump: &Value) -> impl Iterator<Item = &Value> {
    list(&dump["slack"]["channels"])
}

/// The channels that Muster made.
pub(super) fn incident_channels(dump: &Value) -> impl Iterator<Item = &Value> {
    let muster = &dump["slack"]["app"]["bot_user_id"];
    channels(dump).filter(move |channel| channel["creator"] == *muster && channel["is_im"] != true)
}

pub(super) fn messages(channel: &Value) -> impl Iterator<Item = &Value> {
    list(&channel["messages"])
}

/// Muster's messages for a purpose, in all channels.
pub(super) fn said<'a>(dump: &'a Value, wanted: &'a str) -> impl Iterator<Item = &'a Value> {
    channels(dump).flat_map(messages).filter(move |message| purpose(message) == Some(wanted))
}

/// Whether people can press this under a message.
pub(super) fn has_button(message: &Value, action: &str) -> bool {
    list(&message["blocks"])
        .flat_map(|block| list(&block["elements"]))
        .any(|element| element["action_id"] == action)
}

pub(super) fn meetings(dump: &Value) -> impl Iterator<Item = &Value> {
    list(&dump["zoom"]["meetings"])
}

pub(super) fn issues(dump: &Value) -> impl Iterator<Item = &Value> {
    list(&dump["jira"]["issues"])
}

pub(super) fn pages(dump: &Value) -> impl Iterator<Item = &Value> {
    list(&dump["confluence"]["pages"])
}

pub(super) fn attachments(page: &Value) -> impl Iterator<Item = &Value> {
    list(&page["attachments"])
}

/// The members of a user group.
pub(super) fn members<'a>(dump: &'a Value, handle: &str) -> impl Iterator<Item = &'a Value> {
    let group = list(&dump["slack"]["groups"]).find(|group| group["handle"] == handle);
    group.into_iter().flat_map(|group| list(&group["users"]))
}

/// What somebody is called.
pub(super) fn name<'a>(dump: &'a Value, user: &'a str) -> &'a str {
    let person = list(&dump["slack"]["people"]).find(|person| person["id"] == user);
    person.and_then(|person| person["real_name"].as_str()).unwrap_or(user)
}

/// A text with names instead of mentions.
pub(super) fn named(dump: &Value, text: &str) -> String {
    list(&dump["slack"]["people"]).fold(text.to_owned(), |text, person| {
        let mention = format!("<@{}>", person["id"].as_str().unwrap_or_default());
        text.replace(&mention, person["real_name"].as_str().unwrap_or(&mention))
    })
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

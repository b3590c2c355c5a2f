//! What is entered in a form: from simple values to Slack's `view.state.values`, with the checks that Slack's
//! client makes before it sends anything.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// What is entered, by block id: a text or option value, several, or an object of them by action id.
pub(super) type Values = BTreeMap<String, Value>;

/// The elements of a block that people can use.
pub(super) fn elements(block: &Value) -> impl Iterator<Item = &Value> {
    let single = ["element", "accessory"].into_iter().filter_map(|name| block.get(name));
    let several = block.get("elements").and_then(Value::as_array).into_iter().flatten();
    single.chain(several).filter(|element| element.get("action_id").is_some())
}

/// Slack's `view.state.values`.
///
/// # Errors
/// What Slack's client says at which block.
pub(super) fn state(
    blocks: &[Value],
    values: &Values,
    checked: bool,
) -> Result<Value, BTreeMap<String, String>> {
    let (mut state, mut errors) = (Map::new(), BTreeMap::new());
    for block in blocks {
        let Some(block_id) = block["block_id"].as_str() else { continue };
        let mut entries = Map::new();
        for element in elements(block).filter(|element| keeps_state(element)) {
            let Some(action_id) = element["action_id"].as_str() else { continue };
            let given = values.get(block_id).map(|given| given.get(action_id).unwrap_or(given));
            match entry(element, given) {
                Ok(entry) => {
                    let complaint = complaint(block, element, &entry).filter(|_| checked);
                    if let Some(complaint) = complaint {
                        errors.insert(block_id.to_owned(), complaint);
                    }
                    entries.insert(action_id.to_owned(), entry);
                }
                Err(error) => {
                    errors.insert(block_id.to_owned(), error);
                }
            }
        }
        if !entries.is_empty() {
            state.insert(block_id.to_owned(), Value::Object(entries));
        }
    }
    for block_id in values.keys().filter(|id| !blocks.iter().any(|block| block["block_id"] == id.as_str())) {
        errors.insert(block_id.clone(), "the form has no such block".to_owned());
    }
    if errors.is_empty() { Ok(Value::Object(state)) } else { Err(errors) }
}

fn keeps_state(element: &Value) -> bool {
    !matches!(element["type"].as_str(), Some("button" | "overflow" | "image") | None)
}

/// An element's entry in the state: what is given, or else what it holds at first.
///
/// # Errors
/// When what is given is not one of its options.
pub(super) fn entry(element: &Value, given: Option<&Value>) -> Result<Value, String> {
    let kind = &element["type"];
    let given = given.filter(|given| !given.is_null());
    let (field, value) = match kind.as_str() {
        Some("static_select" | "radio_buttons" | "overflow" | "external_select") => {
            ("selected_option", one_option(element, given)?)
        }
        Some("multi_static_select" | "checkboxes" | "multi_external_select") => {
            ("selected_options", several_options(element, given)?)
        }
        Some("users_select") => ("selected_user", plain(element, given, "initial_user")),
        Some("channels_select") => ("selected_channel", plain(element, given, "initial_channel")),
        Some("conversations_select") => {
            ("selected_conversation", plain(element, given, "initial_conversation"))
        }
        Some("multi_users_select") => ("selected_users", list(element, given, "initial_users")),
        Some("multi_channels_select") => ("selected_channels", list(element, given, "initial_channels")),
        Some("multi_conversations_select") => {
            ("selected_conversations", list(element, given, "initial_conversations"))
        }
        Some("datepicker") => ("selected_date", plain(element, given, "initial_date")),
        Some("timepicker") => ("selected_time", plain(element, given, "initial_time")),
        Some("datetimepicker") => ("selected_date_time", plain(element, given, "initial_date_time")),
        _ => ("value", plain(element, given, "initial_value")),
    };
    let mut entry = json!({"type": kind});
    entry[field] = value;
    Ok(entry)
}

/// An empty text counts as nothing, as in Slack's client.
fn plain(element: &Value, given: Option<&Value>, initial: &str) -> Value {
    let value = given.cloned().unwrap_or_else(|| element[initial].clone());
    if value == "" { Value::Null } else { value }
}

fn list(element: &Value, given: Option<&Value>, initial: &str) -> Value {
    match given {
        Some(Value::Array(items)) => json!(items),
        Some(item) => json!([item]),
        None => element[initial].as_array().map_or_else(|| json!([]), |items| json!(items)),
    }
}

fn one_option(element: &Value, given: Option<&Value>) -> Result<Value, String> {
    match given {
        None => Ok(element["initial_option"].clone()),
        Some(value) if value == "" => Ok(Value::Null),
        Some(value) => option(element, value),
    }
}

fn several_options(element: &Value, given: Option<&Value>) -> Result<Value, String> {
    match given {
        None => Ok(element["initial_options"].as_array().map_or_else(|| json!([]), |options| json!(options))),
        Some(Value::Array(values)) => values.iter().map(|value| option(element, value)).collect(),
        Some(value) if value == "" => Ok(json!([])),
        Some(value) => Ok(json!([option(element, value)?])),
    }
}

fn option(element: &Value, value: &Value) -> Result<Value, String> {
    let groups = element["option_groups"].as_array().into_iter().flatten();
    let grouped = groups.filter_map(|group| group["options"].as_array()).flatten();
    let all = element["options"].as_array().into_iter().flatten().chain(grouped);
    all.into_iter()
        .find(|option| option["value"] == *value)
        .cloned()
        .ok_or_else(|| format!("there is no option {value}"))
}

/// What Slack's client says of an entry before it sends the form.
fn complaint(block: &Value, element: &Value, entry: &Value) -> Option<String> {
    if block["type"] != "input" {
        return None;
    }
    let (_, value) = entry.as_object()?.iter().find(|(name, _)| *name != "type")?;
    let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    if is_empty {
        return (block["optional"] != true).then(|| "Please complete this required field.".to_owned());
    }
    let text = value.as_str()?;
    let length = text.chars().count() as u64;
    if let Some(most) = element["max_length"].as_u64().filter(|most| length > *most) {
        return Some(format!("Must be at most {most} characters."));
    }
    if let Some(least) = element["min_length"].as_u64().filter(|least| length < *least) {
        return Some(format!("Must be at least {least} characters."));
    }
    match element["type"].as_str() {
        Some("number_input") if text.parse::<f64>().is_err() => Some("Please enter a number.".to_owned()),
        Some("email_text_input") if !text.contains('@') => Some("Please enter a valid email.".to_owned()),
        Some("url_text_input") if url::Url::parse(text).is_err() => {
            Some("Please enter a valid URL.".to_owned())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks() -> Vec<Value> {
        let option = |value: &str| json!({"text": {"type": "plain_text", "text": value}, "value": value});
        vec![
            json!({"type": "input", "block_id": "title",
                "element": {"type": "plain_text_input", "action_id": "t", "max_length": 5}}),
            json!({"type": "input", "block_id": "severity", "element": {"type": "static_select",
                "action_id": "s", "options": [option("1"), option("2")], "initial_option": option("2")}}),
            json!({"type": "input", "block_id": "services", "optional": true, "element": {
                "type": "multi_static_select", "action_id": "m", "options": [option("api"), option("web")]}}),
        ]
    }

    fn values(values: Value) -> Values {
        serde_json::from_value(values).unwrap()
    }

    #[test]
    fn the_client_refuses_what_it_would() {
        let errors = |given: Value| state(&blocks(), &values(given), true).unwrap_err();
        assert_eq!(errors(json!({}))["title"], "Please complete this required field.");
        assert_eq!(errors(json!({"title": ""}))["title"], "Please complete this required field.");
        assert_eq!(errors(json!({"title": "sixsix"}))["title"], "Must be at most 5 characters.");
        assert_eq!(errors(json!({"title": "x", "severity": "9"}))["severity"], "there is no option \"9\"");
        assert_eq!(errors(json!({"title": "x", "name": "y"}))["name"], "the form has no such block");
        assert!(state(&blocks(), &values(json!({"title": "sixsix"})), false).is_ok());
    }

    #[test]
    fn the_state_is_slacks() {
        let state = state(&blocks(), &values(json!({"title": "a & b", "services": ["web"]})), true).unwrap();
        assert_eq!(state["title"]["t"], json!({"type": "plain_text_input", "value": "a & b"}));
        assert_eq!(state["severity"]["s"]["selected_option"]["value"], "2");
        assert_eq!(state["services"]["m"]["selected_options"][0]["text"]["text"], "web");
    }

    #[test]
    fn checkboxes_hold_the_options_that_are_ticked() {
        let option = |value: &str| {
            let text = |text: String| json!({"type": "plain_text", "text": text});
            let (label, description) = (text(format!("Option {value}")), text("What it does".to_owned()));
            json!({"text": label, "value": value, "description": description})
        };
        let (private, urgent) = (option("private"), option("urgent"));
        let block = |optional: bool, initial: &Value| {
            json!({"type": "input", "block_id": "flags", "optional": optional, "element": {
                "type": "checkboxes", "action_id": "f", "options": [private, urgent], "initial_options": initial}})
        };
        let ticked = |optional: bool, initial: &Value, given: Value| {
            state(&[block(optional, initial)], &values(given), true).map(|state| state["flags"]["f"].clone())
        };
        let (none, both) = (json!(null), json!([private, urgent]));
        for (initial, given, held) in [
            (&none, json!({"flags": "private"}), json!([private])),
            (&none, json!({"flags": ["urgent", "private"]}), json!([urgent, private])),
            (&none, json!({"flags": {"f": ["urgent"]}}), json!([urgent])),
            (&both, json!({}), both.clone()),
            (&both, json!({"flags": []}), json!([])),
            (&both, json!({"flags": ""}), json!([])),
        ] {
            let expected = json!({"type": "checkboxes", "selected_options": held});
            assert_eq!(ticked(true, initial, given.clone()).unwrap(), expected, "{given}");
        }
        for given in [json!({}), json!({"flags": []}), json!({"flags": ""})] {
            let refused = ticked(false, &none, given).unwrap_err();
            assert_eq!(refused["flags"], "Please complete this required field.");
        }
        let refused = ticked(true, &none, json!({"flags": ["private", "public"]})).unwrap_err();
        assert_eq!(refused["flags"], "there is no option \"public\"");
    }
}

//! Block elements.

use serde_json::Value;

use super::check::{Check, Need};
use super::{composition, select};

/// What an `actions` block takes.
pub(super) const IN_ACTIONS: &[&str] = &[
    "button",
    "checkboxes",
    "channels_select",
    "conversations_select",
    "datepicker",
    "datetimepicker",
    "external_select",
    "overflow",
    "radio_buttons",
    "static_select",
    "timepicker",
    "users_select",
];

/// What an `input` block takes.
pub(super) const IN_INPUT: &[&str] = &[
    "channels_select",
    "checkboxes",
    "conversations_select",
    "datepicker",
    "datetimepicker",
    "email_text_input",
    "external_select",
    "multi_channels_select",
    "multi_conversations_select",
    "multi_external_select",
    "multi_static_select",
    "multi_users_select",
    "number_input",
    "plain_text_input",
    "radio_buttons",
    "static_select",
    "timepicker",
    "url_text_input",
    "users_select",
];

/// What a `section` takes as its accessory.
pub(super) const IN_SECTION: &[&str] = &[
    "button",
    "channels_select",
    "checkboxes",
    "conversations_select",
    "datepicker",
    "external_select",
    "image",
    "multi_channels_select",
    "multi_conversations_select",
    "multi_external_select",
    "multi_static_select",
    "multi_users_select",
    "overflow",
    "radio_buttons",
    "static_select",
    "timepicker",
    "users_select",
];

/// Checks an element where only those of `allowed` types may be.
pub(super) fn check(check: &mut Check, element: &Value, at: &str, allowed: &[&str]) {
    let Some(kind) = element["type"].as_str() else {
        check.missing("type", at);
        return;
    };
    if !allowed.contains(&kind) {
        check.error(&format!("unsupported type: {kind}"), &format!("{at}/type"));
        return;
    }
    if kind == "image" {
        check.string(element, "image_url", at, 3000, Need::Required);
        check.string(element, "alt_text", at, 2000, Need::Required);
        return;
    }
    check.action_id(element, at);
    check.plain(element, "placeholder", at, 150, Need::Optional);
    composition::confirm(check, element, at);
    match kind {
        "button" => button(check, element, at),
        "plain_text_input" | "email_text_input" | "url_text_input" => text_input(check, element, at),
        "number_input" => number_input(check, element, at),
        "datepicker" => matching(check, element, "initial_date", at, is_date, "a date (YYYY-MM-DD)"),
        "timepicker" => matching(check, element, "initial_time", at, is_time, "a time (HH:mm)"),
        "datetimepicker" => {
            let initial = &element["initial_date_time"];
            let is_unix_seconds = |seconds: i64| (1_000_000_000..=9_999_999_999).contains(&seconds);
            if !initial.is_null() && !initial.as_i64().is_some_and(is_unix_seconds) {
                check.error("must be a Unix timestamp of 10 digits", &format!("{at}/initial_date_time"));
            }
        }
        _ => select::check(check, element, kind, at),
    }
}

fn button(check: &mut Check, button: &Value, at: &str) {
    check.only(
        button,
        &["type", "text", "action_id", "url", "value", "style", "confirm", "accessibility_label"],
        at,
    );
    check.plain(button, "text", at, 75, Need::Required);
    check.string(button, "value", at, 2000, Need::Optional);
    check.string(button, "url", at, 3000, Need::Optional);
    check.string(button, "accessibility_label", at, 75, Need::Optional);
    check.word(button, "style", at, &["primary", "danger"]);
}

fn text_input(check: &mut Check, input: &Value, at: &str) {
    let length = |name: &str| input[name].as_u64();
    for (name, least) in [("min_length", 0), ("max_length", 1)] {
        if !input[name].is_null() && !length(name).is_some_and(|n| (least..=3000).contains(&n)) {
            check.error(&format!("must be between {least} and 3000"), &format!("{at}/{name}"));
        }
    }
    if let (Some(min), Some(max)) = (length("min_length"), length("max_length"))
        && min > max
    {
        check.error("must not be more than max_length", &format!("{at}/min_length"));
    }
    check.string(input, "initial_value", at, 3000, Need::Optional);
    let initial_length = input["initial_value"].as_str().map_or(0, |text| text.chars().count() as u64);
    if length("max_length").is_some_and(|max| initial_length > max) {
        check.error("must not be longer than max_length", &format!("{at}/initial_value"));
    }
}

fn number_input(check: &mut Check, input: &Value, at: &str) {
    if !input["is_decimal_allowed"].is_boolean() {
        check.missing("is_decimal_allowed", at);
    }
}

fn matching(check: &mut Check, element: &Value, name: &str, at: &str, is: fn(&str) -> bool, what: &str) {
    let value = &element[name];
    if !value.is_null() && !value.as_str().is_some_and(is) {
        check.error(&format!("must be {what}"), &format!("{at}/{name}"));
    }
}

fn is_date(text: &str) -> bool {
    text.parse::<jiff::civil::Date>().is_ok()
}

fn is_time(text: &str) -> bool {
    text.len() == 5 && text.parse::<jiff::civil::Time>().is_ok()
}

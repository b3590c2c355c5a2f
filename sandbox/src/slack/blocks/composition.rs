//! Composition objects: options and confirmation dialogs.

use std::collections::BTreeSet;

use serde_json::Value;

use super::check::{Check, Need};

/// Which text an option may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OptionText {
    Plain,
    Any,
}

/// Checks options and that their values differ.
pub(super) fn options(check: &mut Check, options: &[Value], at: &str, text: OptionText) {
    let mut values = BTreeSet::new();
    for (index, option) in options.iter().enumerate() {
        let pointer = format!("{at}/{index}");
        check.only(option, &["text", "value", "description", "url"], &pointer);
        match text {
            OptionText::Plain => {
                check.plain(option, "text", &pointer, 75, Need::Required);
                check.plain(option, "description", &pointer, 75, Need::Optional);
            }
            OptionText::Any => {
                check.any_text(option, "text", &pointer, 75, Need::Required);
                check.any_text(option, "description", &pointer, 75, Need::Optional);
            }
        }
        check.string(option, "value", &pointer, 150, Need::Required);
        if let Some(value) = option["value"].as_str()
            && !values.insert(value)
        {
            check.error(&format!("value \"{value}\" already exists"), &format!("{pointer}/value"));
        }
    }
}

/// Checks the element's confirmation dialog, if it has one.
pub(super) fn confirm(check: &mut Check, element: &Value, at: &str) {
    let Some(confirm) = check.field(element, "confirm", at, Need::Optional) else { return };
    let pointer = format!("{at}/confirm");
    check.only(confirm, &["title", "text", "confirm", "deny", "style"], &pointer);
    check.plain(confirm, "title", &pointer, 100, Need::Required);
    check.any_text(confirm, "text", &pointer, 300, Need::Required);
    check.plain(confirm, "confirm", &pointer, 30, Need::Required);
    check.plain(confirm, "deny", &pointer, 30, Need::Required);
    check.word(confirm, "style", &pointer, &["primary", "danger"]);
}

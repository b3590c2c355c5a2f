//! Elements with options to choose from.

use serde_json::Value;

use super::check::{Check, Need};
use super::composition::{self, OptionText};

/// Checks menus, radio buttons and checkboxes.
pub(super) fn check(check: &mut Check, element: &Value, kind: &str, at: &str) {
    match kind {
        "static_select" | "multi_static_select" => {
            let options = menu_options(check, element, at);
            initial(check, element, &options, at);
        }
        "radio_buttons" | "checkboxes" => {
            let options = list(check, element, at, 10, OptionText::Any);
            initial(check, element, &options, at);
        }
        "overflow" => {
            list(check, element, at, 5, OptionText::Plain);
        }
        _ => {}
    }
    if !element["max_selected_items"].is_null()
        && element["max_selected_items"].as_u64().is_none_or(|most| most == 0)
    {
        check.error("must be more than 0", &format!("{at}/max_selected_items"));
    }
}

fn list(check: &mut Check, element: &Value, at: &str, most: usize, text: OptionText) -> Vec<Value> {
    let options = check.items(element, "options", at, 1, most).to_vec();
    composition::options(check, &options, &format!("{at}/options"), text);
    options
}

fn menu_options(check: &mut Check, element: &Value, at: &str) -> Vec<Value> {
    if element["option_groups"].is_null() {
        return list(check, element, at, 100, OptionText::Plain);
    }
    if !element["options"].is_null() {
        check.error("must not define both `options` and `option_groups`", at);
    }
    let mut all = Vec::new();
    for (index, group) in check.items(element, "option_groups", at, 1, 100).iter().enumerate() {
        let pointer = format!("{at}/option_groups/{index}");
        check.plain(group, "label", &pointer, 75, Need::Required);
        all.extend(list(check, group, &pointer, 100, OptionText::Plain));
    }
    all
}

/// What is chosen at first must be one of the options, word for word.
fn initial(check: &mut Check, element: &Value, options: &[Value], at: &str) {
    let one = element.get("initial_option").filter(|option| !option.is_null());
    let several = element["initial_options"].as_array();
    // Slack refuses a list of none too: an app leaves it out (slackapi/bolt-js#482).
    if several.is_some_and(Vec::is_empty) {
        check.error("must be one of the options", &format!("{at}/initial_options"));
    }
    for option in one.into_iter().chain(several.into_iter().flatten()) {
        if !options.contains(option) {
            let name = if one.is_some() { "initial_option" } else { "initial_options" };
            check.error("must be one of the options", &format!("{at}/{name}"));
        }
    }
}

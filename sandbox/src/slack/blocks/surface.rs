//! Where blocks are shown, and what a view is around its blocks.

use serde_json::Value;

use super::check::{Check, Need};

/// Where blocks are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Surface {
    Message,
    Modal,
    Home,
}

/// Checks a view's own fields (docs.slack.dev, "View").
pub(super) fn check_view(check: &mut Check, view: &Value) {
    let at = "/view";
    if !view.is_object() {
        check.error("must be an object", at);
        return;
    }
    match view["type"].as_str() {
        Some("modal") => {
            check.plain(view, "title", at, 24, Need::Required);
            check.plain(view, "submit", at, 24, Need::Optional);
            check.plain(view, "close", at, 24, Need::Optional);
            let asks = view["blocks"].as_array().into_iter().flatten().any(|block| block["type"] == "input");
            if asks && view["submit"].is_null() {
                check.missing("submit", at);
            }
        }
        Some("home") => {}
        Some(other) => check.error(&format!("unsupported type: {other}"), &format!("{at}/type")),
        None => check.missing("type", at),
    }
    if !view["blocks"].is_array() {
        check.missing("blocks", at);
    }
    check.string(view, "callback_id", at, 255, Need::Optional);
    check.string(view, "external_id", at, 255, Need::Optional);
    check.string(view, "private_metadata", at, 3000, Need::Optional);
}

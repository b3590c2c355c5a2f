//! The app's home tab.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Refused, refused};
use crate::core::Core;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Home {
    #[serde(rename = "as")]
    who: String,
}

/// Somebody opens it. Slack tells the app, and shows what the app publishes whenever that comes.
pub(super) fn open(core: &Arc<Core>, home: &Home) -> Result<Value, Refused> {
    let (now, ts) = (core.clock.now(), core.clock.slack_ts());
    let mut slack = core.slack();
    let person = slack.client_user(&home.who)?;
    if person.is_stranger() {
        return refused(format!("{} is shown no apps of another workspace", person.handle));
    }
    let channel = slack.direct_channel(&person.id, now);
    let mut event = json!({
        "type": "app_home_opened", "user": person.id, "channel": channel, "tab": "home", "event_ts": ts,
    });
    let published = slack.home(&person.id).map(|view| view.json());
    if let Some(view) = &published {
        event["view"] = view.clone();
    }
    slack.outbox.push(event);
    Ok(json!({"ok": true, "view": published}))
}

//! The envelope in which events come to the app.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{APP, BOT_USER, Slack, TEAM};

/// The old verification token, which signatures have replaced; Slack still sends it.
pub(crate) const VERIFICATION_TOKEN: &str = "sandbox-verification-token";

impl Slack {
    /// Puts an event into its envelope, with an id of its own.
    pub(super) fn envelope(&mut self, event: Value, now: Timestamp) -> Value {
        let event_id = self.new_id("Ev");
        let channel = event["channel"].as_str().and_then(|id| self.channel(id));
        let is_shared = channel.is_some_and(|channel| !channel.shared_with.is_empty());
        json!({
            "token": VERIFICATION_TOKEN,
            "team_id": TEAM,
            "context_team_id": TEAM,
            "context_enterprise_id": null,
            "api_app_id": APP,
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": now.as_second(),
            "authorizations": [{
                "enterprise_id": null, "team_id": TEAM, "user_id": BOT_USER, "is_bot": true,
                "is_enterprise_install": false,
            }],
            "is_ext_shared_channel": is_shared,
            "event_context": format!("4-{event_id}"),
        })
    }
}

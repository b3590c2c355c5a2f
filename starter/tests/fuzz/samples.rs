//! Slack's own samples. Every field is there and none is filled in: what Muster reads is filled in here, so that they
//! do something.

use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

/// Something that Slack sends.
pub(crate) struct Sample {
    /// The last part of the path at which it comes.
    pub(crate) path: &'static str,
    /// The payload.
    pub(crate) payload: Value,
}

/// One of each that Muster reads.
pub(crate) fn all(response_url: &str) -> Vec<Sample> {
    let press = filled(
        include_str!("../samples/BlockActionPayload.json"),
        json!({"user": {"id": "U0ADA"}, "trigger_id": "1.2.3", "response_url": response_url,
            "actions": [{"action_id": "confirm", "value": "V0FORM"}]}),
    );
    let field = |value: Value| json!({"type": "plain_text_input", "value": value});
    let submission = filled(
        include_str!("../samples/ViewSubmissionPayload.json"),
        json!({"user": {"id": "U0ADA"}, "team": {"id": "T0HOME"}, "view": {"id": "V0FORM", "callback_id": "declare",
            "root_view_id": "V0ROOT", "state": {"values": {
            "title": {"title": field("Checkout is down".into())},
            "severity": {"severity": {"type": "static_select", "selected_option": {"value": "1"}}},
            "services": {"services": {"type": "multi_static_select", "selected_options": [{"value": "checkout"}]}},
            "since": {"since": {"type": "datetimepicker", "selected_date_time": 1_500_000_000}},
        }}}}),
    );
    // There is no sample of it; these are its fields as Slack documents them.
    let shortcut = json!({"type": "shortcut", "token": "", "action_ts": "1.2", "callback_id": "declare_incident",
        "team": {"id": "T0HOME", "domain": "home"}, "user": {"id": "U0ADA", "username": "ada", "team_id": "T0HOME"},
        "is_enterprise_install": false, "enterprise": null, "trigger_id": "1.2.3"});
    let command = filled(
        include_str!("../samples/SlashCommandPayload.json"),
        json!({"user_id": "U0ADA", "trigger_id": "1.2.3", "command": "/incident", "text": ""}),
    );
    let event = |sample: &str, kind: &str| {
        let event = json!({"type": kind, "channel": "D0ADA", "channel_type": "im", "user": "U0ADA",
            "text": "resolve it", "bot_id": null, "edited": null, "subtype": null});
        filled(sample, json!({"type": "event_callback", "event_id": "Ev1", "event": event}))
    };
    // There is no sample of it either.
    let step = json!({"type": "event_callback", "event_id": "Ev2", "team_id": "T0HOME", "event": {
        "type": "function_executed", "function": {"id": "Fn1", "callback_id": "start_incident"},
        "inputs": {"title": "Checkout is down", "severity": "1", "person": "U0ADA"},
        "function_execution_id": "Fx1", "workflow_execution_id": "Wx1", "event_ts": "1.2",
        "bot_access_token": "xwfp-1"}});
    let challenge = json!({"token": "", "challenge": "3eZbrw1aB", "type": "url_verification"});
    [
        ("interactions", press),
        ("interactions", submission),
        ("interactions", shortcut),
        ("commands", command),
        ("events", event(include_str!("../samples/MessagePayload.json"), "message")),
        ("events", event(include_str!("../samples/AppMentionPayload.json"), "app_mention")),
        ("events", step),
        ("events", challenge),
    ]
    .map(|(path, payload)| Sample { path, payload })
    .into()
}

impl Sample {
    /// Without the parts that are most of it and that Muster does not read.
    pub(crate) fn small(&self) -> Self {
        let mut payload = self.payload.clone();
        without_large(&mut payload);
        Self { path: self.path, payload }
    }
}

fn without_large(value: &mut Value) {
    if let Value::Object(fields) = value {
        for name in ["attachments", "blocks", "bot_profile", "message"] {
            fields.remove(name);
        }
    }
    match value {
        Value::Object(fields) => fields.values_mut().for_each(without_large),
        Value::Array(items) => items.iter_mut().for_each(without_large),
        _ => {}
    }
}

fn filled(sample: &str, with: Value) -> Value {
    let mut sample = serde_json::from_str(sample).unwrap();
    fill(&mut sample, with);
    sample
}

fn fill(value: &mut Value, with: Value) {
    match (value, with) {
        (Value::Object(fields), Value::Object(with)) => {
            for (name, with) in with {
                fill(fields.entry(name).or_insert(Value::Null), with);
            }
        }
        (Value::Array(items), Value::Array(with)) => {
            for (item, with) in items.iter_mut().zip(with) {
                fill(item, with);
            }
        }
        (value, with) => *value = with,
    }
}

/// A payload's JSON as it stands in the body of a request.
pub(crate) fn body(path: &str, json: &str) -> String {
    match path {
        "interactions" => Serializer::new(String::new()).append_pair("payload", json).finish(),
        "events" => json.to_owned(),
        // A form, each field of which is text. What has no fields is sent as it is.
        _ => match serde_json::from_str(json) {
            Ok(Value::Object(fields)) => {
                let pairs = fields.iter().map(|(name, value)| match value {
                    Value::String(text) => (name, text.clone()),
                    other => (name, other.to_string()),
                });
                Serializer::new(String::new()).extend_pairs(pairs).finish()
            }
            _ => json.to_owned(),
        },
    }
}

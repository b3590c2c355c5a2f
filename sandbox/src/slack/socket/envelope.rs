//! The envelopes in which Slack sends something over a socket, and their acknowledgements.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::slack::deliver::{Answer, Failure, Retry};
use crate::slack::request::Request;

/// What is sent, to be acknowledged by its id.
#[derive(Debug)]
pub(in crate::slack) struct Envelope {
    pub(super) id: String,
    pub(super) json: Value,
    /// Whether the acknowledgement may carry what would be the body of an HTTP answer.
    pub(super) accepts_payload: bool,
}

impl Envelope {
    pub(in crate::slack) fn of(request: &Request, retry: Option<&Retry>) -> Self {
        let id = Uuid::new_v4().to_string();
        let (kind, payload, accepts_payload) = match request {
            Request::Event(envelope) => ("events_api", envelope.clone(), false),
            Request::Command(fields) => ("slash_commands", object(fields), true),
            Request::Interaction(payload) => {
                ("interactive", payload.clone(), payload["type"] == "view_submission")
            }
        };
        let mut json = json!({
            "envelope_id": id,
            "type": kind,
            "accepts_response_payload": accepts_payload,
            "payload": payload,
        });
        if kind == "events_api" {
            json["retry_attempt"] = retry.map_or(0, |retry| retry.number).into();
            json["retry_reason"] = retry.map_or("", reason).into();
        }
        Self { id, json, accepts_payload }
    }
}

fn object(fields: &[(&str, String)]) -> Value {
    fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str())))
        .collect::<Map<_, _>>()
        .into()
}

fn reason(retry: &Retry) -> &'static str {
    match retry.after {
        Failure::Timeout => "timeout",
        Failure::Connection(_) | Failure::NoApp => "connection_failed",
        Failure::Status { .. } => "http_error",
    }
}

/// The app's acknowledgement of an envelope.
#[derive(Debug, Deserialize)]
pub(super) struct Acknowledgement {
    pub(super) envelope_id: String,
    payload: Option<Value>,
}

impl Acknowledgement {
    /// What an HTTP answer would have been.
    pub(super) fn answer(self, accepts_payload: bool) -> Answer {
        match self.payload.filter(|_| accepts_payload) {
            Some(payload) => Answer { is_json: true, body: payload.to_string() },
            None => Answer { is_json: false, body: String::new() },
        }
    }
}

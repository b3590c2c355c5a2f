//! How a method answers: HTTP 200 with `ok: true` or `ok: false` and an error code.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::log::Note;

/// What a method answers, without `ok`.
pub(crate) type Reply = Result<Value, Refusal>;

/// A refusal with Slack's error code.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) error: String,
    /// What exactly was wrong, as `response_metadata.messages`.
    pub(crate) messages: Vec<String>,
    /// Further fields of the answer.
    pub(crate) fields: Map<String, Value>,
}

impl Refusal {
    pub(crate) fn explained(error: &str, messages: Vec<String>) -> Self {
        Self { error: error.to_owned(), messages, fields: Map::new() }
    }

    pub(crate) fn missing(argument: &str) -> Self {
        Self::explained("invalid_arguments", vec![format!("[ERROR] missing required field: {argument}")])
    }
}

impl From<&str> for Refusal {
    fn from(error: &str) -> Self {
        Self::explained(error, Vec::new())
    }
}

/// The HTTP answer, with its note for the log of calls.
pub(crate) fn respond(reply: Reply) -> Response {
    let (body, note) = match reply {
        Ok(mut body) => {
            let warnings = strings(&body["response_metadata"]["warnings"]);
            if let Some(body) = body.as_object_mut() {
                body.insert("ok".to_owned(), true.into());
                if !warnings.is_empty() {
                    body.insert("warning".to_owned(), warnings.join(",").into());
                }
            }
            (body, Note { error: None, warnings })
        }
        Err(refusal) => {
            let mut body = json!({"ok": false, "error": refusal.error});
            if !refusal.messages.is_empty() {
                body["response_metadata"] = json!({"messages": refusal.messages});
            }
            if let Some(body) = body.as_object_mut() {
                body.extend(refusal.fields);
            }
            (body, Note { error: Some(refusal.error), warnings: refusal.messages })
        }
    };
    let mut response = Json(body).into_response();
    response.extensions_mut().insert(note);
    response
}

/// Slack's shape of error, for faults and rate limits.
pub(crate) fn refuse(error: &str) -> Response {
    respond(Err(Refusal::from(error)))
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

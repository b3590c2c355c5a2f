//! Entity properties: what apps keep with an issue.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::refusal::Refusal;
use crate::core::Core;

const LONGEST_KEY: usize = 255;
const LARGEST_VALUE: usize = 32_768;

pub(super) async fn get(
    State(core): State<Arc<Core>>,
    Path((issue, key)): Path<(String, String)>,
) -> Result<Json<Value>, Refusal> {
    let jira = core.jira();
    let value = jira.find(&issue)?.properties.get(&key).ok_or_else(|| {
        Refusal::new(StatusCode::NOT_FOUND, format!("The property with key '{key}' does not exist."))
    })?;
    Ok(Json(json!({"key": key, "value": value})))
}

/// The body is the value itself. 201 when it is new, 200 when it replaces another.
pub(super) async fn set(
    State(core): State<Arc<Core>>,
    Path((issue, key)): Path<(String, String)>,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let mut jira = core.jira();
    let issue = jira.find_mut(&issue)?;
    let value = serde_json::from_slice(&body)
        .map_err(|_| Refusal::bad_request("The value of the property must be valid, non-empty JSON."))?;
    check(&key, body.len())?;
    let replaced = issue.properties.insert(key, value);
    Ok(if replaced.is_some() { StatusCode::OK } else { StatusCode::CREATED })
}

/// `properties` of a create or an edit.
pub(super) fn in_body(body: &Value) -> Result<Vec<(String, Value)>, Refusal> {
    let Some(all) = body.get("properties").and_then(Value::as_array) else { return Ok(Vec::new()) };
    let mut properties = Vec::with_capacity(all.len());
    for property in all {
        let key = property.get("key").and_then(Value::as_str).unwrap_or("");
        let value = property.get("value").cloned().unwrap_or(Value::Null);
        check(key, value.to_string().len())?;
        properties.push((key.to_owned(), value));
    }
    Ok(properties)
}

fn check(key: &str, size: usize) -> Result<(), Refusal> {
    if key.is_empty() || key.chars().count() > LONGEST_KEY {
        return Err(Refusal::bad_request("The property key must have 1 to 255 characters."));
    }
    if size > LARGEST_VALUE {
        return Err(Refusal::bad_request(format!(
            "The property value cannot be longer than {LARGEST_VALUE} characters."
        )));
    }
    Ok(())
}

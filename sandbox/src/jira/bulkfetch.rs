//! Issues by key, many at once. Read from the database: never behind, as the search is.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::refusal::{Body, Refusal};
use super::view;
use crate::core::Core;

const MOST: usize = 100;
const MOST_PROPERTIES: usize = 5;

/// Issues that are not there are left out, and are no errors.
pub(super) async fn fetch(State(core): State<Arc<Core>>, Body(body): Body) -> Result<Json<Value>, Refusal> {
    let wanted = texts(&body, "issueIdsOrKeys")?;
    if wanted.is_empty() || wanted.len() > MOST {
        return Err(Refusal::bad_request(format!("Between 1 and {MOST} issue IDs or keys must be given.")));
    }
    let properties = texts(&body, "properties")?;
    if properties.len() > MOST_PROPERTIES {
        return Err(Refusal::bad_request(format!("At most {MOST_PROPERTIES} properties can be requested.")));
    }
    let mut fields = texts(&body, "fields")?;
    if fields.is_empty() {
        fields.push("*navigable".to_owned());
    }
    let jira = core.jira();
    let mut found: Vec<usize> = wanted.iter().filter_map(|wanted| jira.position(wanted).ok()).collect();
    found.sort_unstable();
    found.dedup();
    let issues: Vec<Value> = found
        .into_iter()
        .map(|index| view::issue(&jira.issues[index], &jira, &fields, &properties))
        .collect();
    Ok(Json(json!({"issues": issues, "issueErrors": []})))
}

fn texts(body: &Value, name: &str) -> Result<Vec<String>, Refusal> {
    let refuse =
        || Refusal::bad_request(format!("Invalid request payload: '{name}' must be a list of strings."));
    match body.get(name) {
        None | Some(Value::Null) => Ok(Vec::new()),
        Some(Value::Array(items)) => {
            items.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(refuse)).collect()
        }
        Some(_) => Err(refuse()),
    }
}

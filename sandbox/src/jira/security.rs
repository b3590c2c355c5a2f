//! Issue security: who sees an issue. The project has a scheme of two levels, and an issue one of them or none.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::fields::by_id_or_name;
use super::refusal::Refusal;
use super::site;
use crate::core::Core;

/// A level of the project's issue security scheme.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct SecurityLevel {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) description: &'static str,
}

static LEVELS: [SecurityLevel; 2] = [
    SecurityLevel {
        id: "10100",
        name: "Private incidents",
        description: "Security and whoever works on the incident",
    },
    SecurityLevel { id: "10101", name: "Staff only", description: "Everybody in the company" },
];

pub(super) async fn levels(
    State(core): State<Arc<Core>>,
    Path(id_or_key): Path<String>,
) -> Result<Json<Value>, Refusal> {
    site::known_project(&id_or_key)?;
    let jira = core.jira();
    let levels: Vec<Value> = LEVELS.iter().map(|level| level.view(&jira.url)).collect();
    Ok(Json(json!({"levels": levels})))
}

/// The level that a create or an edit gives; null takes it away.
///
/// # Errors
/// Jira's words for what is no level: a number, say, as an id is a string.
pub(super) fn given(value: &Value) -> Result<Option<&'static SecurityLevel>, Refusal> {
    if value.is_null() {
        return Ok(None);
    }
    if !["id", "name"].iter().any(|name| value.get(name).is_some_and(Value::is_string)) {
        let why = "Could not find valid 'id' or 'name' in security level object.";
        return Err(Refusal::field("security", why));
    }
    by_id_or_name(value, &LEVELS, |level| (level.id, level.name))
        .map(Some)
        .ok_or_else(|| Refusal::field("security", "Specify a valid value for Security Level"))
}

impl SecurityLevel {
    pub(super) fn view(&self, url: &str) -> Value {
        json!({
            "self": format!("{url}/rest/api/3/securitylevel/{}", self.id),
            "id": self.id,
            "name": self.name,
            "description": self.description,
        })
    }
}

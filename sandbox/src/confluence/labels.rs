//! Labels on pages: v1.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::page::Label;
use super::refusal::{Body, Refusal};
use crate::core::Core;

const LONGEST: usize = 255;

/// What Confluence does not take in a label.
const INVALID: &str = ":;,. ?&[]()#^*@!<>";

/// Adds one label or several; those there are stay.
pub(super) async fn add(
    State(core): State<Arc<Core>>,
    Path(page): Path<String>,
    Body(body): Body,
) -> Result<Json<Value>, Refusal> {
    let mut confluence = core.confluence();
    let index = confluence.index_v1(&page)?;
    let given = match body {
        Value::Array(labels) => labels,
        label => vec![label],
    };
    let given: Vec<Label> = given.iter().map(label).collect::<Result<_, _>>()?;
    let labels = &mut confluence.pages[index].labels;
    for label in given {
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    let results: Vec<Value> = labels
        .iter()
        .enumerate()
        .map(|(index, label)| {
            json!({"id": (index + 1).to_string(), "prefix": label.prefix, "name": label.name, "label": label.name})
        })
        .collect();
    Ok(Json(json!({
        "size": results.len(),
        "start": 0,
        "limit": results.len().max(200),
        "results": results,
        "_links": {"base": confluence.url, "context": "/wiki"},
    })))
}

fn label(value: &Value) -> Result<Label, Refusal> {
    let text = |name: &str| {
        let text = value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        text.ok_or_else(|| Refusal::exception(format!("A label must have a {name}")))
    };
    let (prefix, name) = (text("prefix")?, text("name")?);
    if name.contains(|c: char| c.is_whitespace() || INVALID.contains(c)) {
        return Err(Refusal::exception(format!("Label contains invalid characters: {name}")));
    }
    if name.chars().count() > LONGEST {
        return Err(Refusal::exception("Label is too long"));
    }
    Ok(Label { prefix: prefix.to_owned(), name: name.to_lowercase() })
}

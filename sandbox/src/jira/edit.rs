//! A change of an issue: `fields`, `update` and `properties`, as edits and transitions carry them.

use serde_json::{Map, Value};

use super::fields::{self, Problems};
use super::issue::Fields;
use super::properties;
use super::refusal::Refusal;

/// A checked change, not yet made: nothing of a refused request happens.
#[derive(Debug)]
pub(super) struct Edit {
    pub(super) fields: Fields,
    pub(super) comments: Vec<Value>,
    pub(super) properties: Vec<(String, Value)>,
}

/// The parts of a body that change an issue.
///
/// # Errors
/// All that Jira would refuse, together.
pub(super) fn checked(body: &Value, before: &Fields) -> Result<Edit, Refusal> {
    let set = object(body, "fields")?;
    let update = object(body, "update")?;
    let mut edit =
        Edit { fields: before.clone(), comments: Vec::new(), properties: properties::in_body(body)? };
    let mut problems = Problems::default();
    for (name, value) in &set {
        if update.contains_key(name) {
            let why = format!("Field '{name}' cannot appear in both 'fields' and 'update'");
            problems.take(Err(Refusal::field(name, why)));
        } else {
            problems.take(fields::set(&mut edit.fields, name, value));
        }
    }
    for (name, operations) in &update {
        problems.take(edit.update(name, operations));
    }
    problems.into_result().map(|()| edit)
}

/// An object of the body, empty if it is not there.
pub(super) fn object(body: &Value, name: &str) -> Result<Map<String, Value>, Refusal> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(object)) => Ok(object.clone()),
        Some(_) => Err(Refusal::bad_request(format!("'{name}' must be an object"))),
    }
}

impl Edit {
    fn update(&mut self, name: &str, operations: &Value) -> Result<(), Refusal> {
        if name != "comment" && !fields::is_field(name) {
            return Err(fields::unknown(name));
        }
        let operations = operations.as_array().ok_or_else(|| {
            Refusal::field(name, format!("Field '{name}' must have an array of operations"))
        })?;
        for operation in operations {
            for (verb, value) in operation.as_object().into_iter().flatten() {
                self.operate(name, verb, value)?;
            }
        }
        Ok(())
    }

    fn operate(&mut self, name: &str, verb: &str, value: &Value) -> Result<(), Refusal> {
        match (name, verb) {
            ("labels", "add") => {
                let label = fields::label(value)?;
                if !self.fields.labels.contains(&label) {
                    self.fields.labels.push(label);
                }
            }
            ("labels", "remove") => {
                let label = fields::label(value)?;
                self.fields.labels.retain(|kept| *kept != label);
            }
            ("comment", "add") => {
                let body = value.get("body").unwrap_or(&Value::Null);
                if let Some(refusal) = Refusal::document("comment", body) {
                    return Err(refusal);
                }
                self.comments.push(body.clone());
            }
            (_, "set") if name != "comment" => fields::set(&mut self.fields, name, value)?,
            _ => {
                return Err(Refusal::field(
                    name,
                    format!("Field '{name}' does not support operation '{verb}'"),
                ));
            }
        }
        Ok(())
    }
}

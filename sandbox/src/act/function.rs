//! A Slack Workflow that comes to one of the app's steps.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Refused;
use crate::core::Core;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Step {
    callback_id: String,
    #[serde(default)]
    inputs: Map<String, Value>,
}

pub(super) fn function(core: &Arc<Core>, step: Step) -> Result<Value, Refused> {
    let ts = core.clock.slack_ts();
    let id = core.slack().execute_function(&step.callback_id, Value::Object(step.inputs), ts);
    Ok(json!({"ok": true, "function_execution_id": id}))
}

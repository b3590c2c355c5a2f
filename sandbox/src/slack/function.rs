//! Steps of Slack Workflows that the app runs: `function_executed`, answered by `functions.complete*`.

use serde::Serialize;
use serde_json::{Value, json};

use super::{APP, BOT, BOT_USER, Slack};

/// One run of a step.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Execution {
    pub(crate) id: String,
    pub(crate) callback_id: String,
    pub(crate) inputs: Value,
    /// None until the app has answered.
    pub(crate) outcome: Option<Outcome>,
}

/// What the app answered.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    Success(Value),
    Error(String),
}

/// The token of one execution, which is good until that is completed.
fn token(execution: &str) -> String {
    format!("xwfp-{execution}")
}

impl Slack {
    /// Whether a token is that of an execution that is under way.
    pub(super) fn is_of_an_execution(&self, given: &str) -> bool {
        self.executions.iter().any(|execution| execution.outcome.is_none() && token(&execution.id) == given)
    }

    /// A Slack Workflow has come to the app's step; returns the execution's id.
    pub(crate) fn execute_function(&mut self, callback_id: &str, inputs: Value, ts: String) -> String {
        let id = self.new_unique_id("Fx");
        let function_id = format!("Fn0{}", callback_id.to_uppercase().replace('_', ""));
        self.outbox.push(json!({
            "type": "function_executed",
            "function": {
                "id": function_id, "callback_id": callback_id, "title": callback_id, "type": "app",
                "app_id": APP, "input_parameters": [], "output_parameters": [],
            },
            "inputs": inputs,
            "function_execution_id": id,
            "workflow_execution_id": format!("Wx{}", &id[2..]),
            "event_ts": ts,
            "bot_access_token": token(&id),
            "bot_id": BOT,
            "bot_user_id": BOT_USER,
        }));
        self.executions.push(Execution {
            id: id.clone(),
            callback_id: callback_id.to_owned(),
            inputs,
            outcome: None,
        });
        id
    }
}

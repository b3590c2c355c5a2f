//! `functions.*`: what a step of a Slack Workflow answers.

use serde_json::{Value, json};

use super::Call;
use crate::slack::answer::{Refusal, Reply};
use crate::slack::function::Outcome;

pub(super) fn complete_success(call: &mut Call<'_>) -> Reply {
    let outputs =
        call.args.json("outputs", "invalid_arguments")?.ok_or_else(|| Refusal::missing("outputs"))?;
    if !outputs.is_object() {
        return Err("parameter_validation_failed".into());
    }
    complete(call, Outcome::Success(outputs))
}

pub(super) fn complete_error(call: &mut Call<'_>) -> Reply {
    let error = call.args.required("error")?;
    complete(call, Outcome::Error(error))
}

fn complete(call: &mut Call<'_>, outcome: Outcome) -> Result<Value, Refusal> {
    let id = call.args.required("function_execution_id")?;
    let execution = call
        .slack
        .executions
        .iter_mut()
        .find(|execution| execution.id == id)
        .ok_or("function_execution_not_found")?;
    if execution.outcome.is_some() {
        return Err("execution_not_in_running_state".into());
    }
    execution.outcome = Some(outcome);
    Ok(json!({}))
}

//! Submitting and closing forms.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use super::Refused;
use super::form::{self, Values};
use super::payload::interaction;
use super::shown::{Shown, failure};
use crate::core::Core;
use crate::slack::deliver::{self, Answer};
use crate::slack::person::Person;
use crate::slack::request::Request;
use crate::slack::view::View;
use crate::slack::{Slack, blocks};

const TROUBLE: &str = "We had some trouble connecting. Try again?";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Submission {
    #[serde(rename = "as")]
    who: String,
    view_id: String,
    #[serde(default)]
    values: Values,
    /// Leaves out what Slack's client checks, as another client may.
    #[serde(default)]
    unchecked: bool,
}

pub(super) async fn submit(core: &Arc<Core>, submission: Submission) -> Result<Value, Refused> {
    let now = core.clock.now();
    let since = core.clock.slack_ts();
    let (person, payload) = {
        let mut slack = core.slack();
        let (person, mut view) = front(&slack, &submission.who, &submission.view_id)?;
        match form::state(view.blocks(), &submission.values, !submission.unchecked) {
            Ok(state) => {
                set_errors(&mut slack, &view.id, BTreeMap::new());
                view.values = state;
            }
            Err(complaints) => {
                set_errors(&mut slack, &view.id, complaints);
                drop(slack);
                return Ok(Shown::to(core, &person.id, &since, None).json());
            }
        }
        if let Some(open) = slack.view_mut(&view.id) {
            open.values = view.values.clone();
        }
        let mut payload = interaction("view_submission", &person);
        payload["trigger_id"] = slack.triggers.issue(&person.id, now).into();
        payload["view"] = view.json();
        payload["response_urls"] = Value::Array(Vec::new());
        (person, payload)
    };
    let answer = deliver::send(core, &Request::Interaction(payload)).await;
    let failure = match &answer {
        Ok(answer) => follow(core, &person, &submission.view_id, answer).err(),
        Err(_) => failure(&answer, TROUBLE, TROUBLE),
    };
    Ok(Shown::to(core, &person.id, &since, failure).json())
}

/// Does with the form what the app answered; says what Slack says where it cannot.
fn follow(core: &Core, person: &Person, view_id: &str, answer: &Answer) -> Result<(), String> {
    let now = core.clock.now();
    let mut slack = core.slack();
    if answer.body.trim().is_empty() {
        slack.close_view(view_id);
        return Ok(());
    }
    let trouble = |_| TROUBLE.to_owned();
    let said: Value = serde_json::from_str(&answer.body).map_err(|_| TROUBLE.to_owned())?;
    match said["response_action"].as_str() {
        None if said.as_object().is_some_and(serde_json::Map::is_empty) => slack.close_view(view_id),
        Some("clear") => slack.close_views(&person.id),
        Some("errors") => {
            let errors = field_errors(&slack, view_id, &said["errors"]).ok_or_else(|| TROUBLE.to_owned())?;
            set_errors(&mut slack, view_id, errors);
        }
        Some("update") => {
            let content = blocks::view(said["view"].clone(), &mut slack).map_err(trouble)?;
            slack.replace_view(view_id, content, now);
        }
        Some("push") => {
            let content = blocks::view(said["view"].clone(), &mut slack).map_err(trouble)?;
            slack.push_view(&person.id, content, now).map_err(|_| TROUBLE.to_owned())?;
        }
        _ => return Err(TROUBLE.to_owned()),
    }
    Ok(())
}

/// The app's errors by field; none where one names no input of the form, which Slack does not take.
fn field_errors(slack: &Slack, view_id: &str, errors: &Value) -> Option<BTreeMap<String, String>> {
    let errors: BTreeMap<String, String> = serde_json::from_value(errors.clone()).ok()?;
    let blocks = slack.view(view_id)?.content["blocks"].as_array()?;
    let is_input =
        |id: &String| blocks.iter().any(|block| block["type"] == "input" && block["block_id"] == id.as_str());
    (!errors.is_empty() && errors.keys().all(is_input)).then_some(errors)
}

fn set_errors(slack: &mut Slack, view_id: &str, errors: BTreeMap<String, String>) {
    if let Some(view) = slack.view_mut(view_id) {
        view.errors = errors;
    }
}

/// The form of this id, where this person has it open.
fn front(slack: &Slack, who: &str, view_id: &str) -> Result<(Person, View), Refused> {
    let person = slack.client_user(who)?;
    let view = slack.view(view_id).filter(|view| view.user == person.id && !view.is_home()).cloned();
    let view = view.ok_or_else(|| Refused(format!("{who} has no form {view_id} open")))?;
    Ok((person, view))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Close {
    #[serde(rename = "as")]
    who: String,
    view_id: String,
}

pub(super) async fn close(core: &Arc<Core>, close: Close) -> Result<Value, Refused> {
    let since = core.clock.slack_ts();
    let (person, view) = {
        let mut slack = core.slack();
        let (person, view) = front(&slack, &close.who, &close.view_id)?;
        if view.flag("clear_on_close") {
            slack.close_views(&person.id);
        } else {
            slack.close_view(&view.id);
        }
        (person, view)
    };
    if view.flag("notify_on_close") {
        let mut payload = interaction("view_closed", &person);
        payload["view"] = view.json();
        payload["is_cleared"] = view.flag("clear_on_close").into();
        let answer = deliver::send(core, &Request::Interaction(payload)).await;
        if let Err(failure) = answer {
            tracing::debug!(?failure, "the app did not take a view_closed, of which Slack shows nothing");
        }
    }
    Ok(Shown::to(core, &person.id, &since, None).json())
}

//! What Slack's client shows a person after they did something.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use crate::core::Core;
use crate::slack::deliver::{Answer, Failure};

/// What a person is shown.
#[derive(Debug, Default, Serialize)]
pub(super) struct Shown {
    /// Whether the app took it and complained of nothing.
    ok: bool,
    /// Messages for them alone that came since.
    ephemerals: Vec<Value>,
    /// The form in front of them.
    view: Option<Value>,
    /// What is wrong with which field (block id) of it.
    errors: BTreeMap<String, String>,
    /// What Slack says where the app did not answer as it should.
    failure: Option<String>,
}

impl Shown {
    /// What this person is shown, with ephemeral messages after `since`.
    pub(super) fn to(core: &Core, person: &str, since: &str, failure: Option<String>) -> Self {
        let slack = core.slack();
        let ephemerals = slack
            .ephemerals
            .iter()
            .filter(|ephemeral| ephemeral.user == person && ephemeral.ts.as_str() > since)
            .map(|ephemeral| ephemeral.json())
            .collect();
        let front = slack.front_view(person);
        let errors = front.map_or_else(BTreeMap::new, |view| view.errors.clone());
        Self {
            ok: failure.is_none() && errors.is_empty(),
            ephemerals,
            view: front.map(|view| view.json()),
            errors,
            failure,
        }
    }

    pub(super) fn json(&self) -> Value {
        json!(self)
    }
}

/// What Slack says of an answer that did not come as it should: none where it did.
pub(super) fn failure(answer: &Result<Answer, Failure>, on_timeout: &str, otherwise: &str) -> Option<String> {
    match answer {
        Ok(_) => None,
        Err(Failure::Timeout) => Some(on_timeout.to_owned()),
        Err(_) => Some(otherwise.to_owned()),
    }
}

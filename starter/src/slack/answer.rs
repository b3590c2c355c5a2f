//! What is answered to something that Slack sent, however it came.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::{Value, json};
use slack_morphism::prelude::*;

use super::{forms, note::Note};

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Answer {
    /// Slack is to do nothing more.
    Taken,
    /// Slack is to show this.
    Show(Value),
    /// What somebody did was not taken, and nobody could tell them: Slack then shows its own warning, and sends an
    /// event again.
    NotTaken,
    /// What came is not what Slack sends.
    Malformed,
}

impl Answer {
    pub(super) fn malformed(what: &str, error: &dyn std::fmt::Display) -> Self {
        tracing::warn!(what, %error, "refused: malformed");
        Self::Malformed
    }

    /// A note under the command, for who typed it.
    pub(super) fn ephemeral(note: &Note) -> Self {
        let answer = SlackCommandEventResponse::new(note.message())
            .with_response_type(SlackMessageResponseType::Ephemeral);
        Self::show(&answer)
    }

    /// The form stays open, with what was typed, and says what is wrong at each field.
    pub(super) fn field_errors(errors: HashMap<String, String>) -> Self {
        Self::show(&SlackViewSubmissionResponse::Errors(SlackViewSubmissionErrorsResponse::new(errors)))
    }

    /// The form has done what it was for, and says so.
    pub(super) fn done(title: &str, note: &Note) -> Self {
        let view = forms::notice(title, note);
        Self::show(&SlackViewSubmissionResponse::Update(SlackViewSubmissionUpdateResponse::new(view)))
    }

    /// A notice above the form, which stays as it is underneath.
    pub(super) fn above(title: &str, note: &Note) -> Self {
        let view = forms::notice(title, note);
        Self::show(&SlackViewSubmissionResponse::Push(SlackViewSubmissionPushResponse::new(view)))
    }

    /// Slack asks whether the app is there.
    pub(super) fn challenge(challenge: &str) -> Self {
        Self::Show(json!({"challenge": challenge}))
    }

    fn show(answer: &impl Serialize) -> Self {
        match serde_json::to_value(answer) {
            Ok(value) => Self::Show(value),
            Err(error) => {
                tracing::error!(%error, "an answer cannot be written");
                Self::NotTaken
            }
        }
    }
}

//! Buttons, shortcuts and submitted forms.

use std::sync::Arc;

use axum::{
    Form,
    extract::{State, rejection::FormRejection},
    response::Response,
};
use muster_workflows::contract::chat::interaction::{CANCEL, CONFIRM, RESOLVE};
use serde::Deserialize;

use super::{answer, forms, note::Note};
use crate::serve::{App, in_time, told_in_time};

mod payload;
mod press;
mod submit;

use payload::{Interaction, Shortcut, Submission};

/// The callback id of the global shortcut, as the app's manifest has it.
const DECLARE_SHORTCUT: &str = "declare_incident";

/// The form that Slack sends.
#[derive(Debug, Deserialize)]
pub(crate) struct Sent {
    payload: String,
}

/// `POST /slack/interactions`.
pub(crate) async fn interactions(
    State(app): State<Arc<App>>,
    sent: Result<Form<Sent>, FormRejection>,
) -> Response {
    let sent = match sent {
        Ok(Form(sent)) => sent,
        Err(error) => return answer::malformed("interaction", &error),
    };
    match serde_json::from_str(&sent.payload) {
        Ok(Interaction::BlockActions(pressed)) => press::pressed(&app, pressed).await,
        Ok(Interaction::ViewSubmission(submission)) => submitted(&app, submission).await,
        Ok(Interaction::Shortcut(shortcut)) => open_by_shortcut(&app, shortcut).await,
        Ok(Interaction::Other) => answer::taken(),
        Err(error) => answer::malformed("interaction", &error),
    }
}

async fn submitted(app: &App, submission: Submission) -> Response {
    match submission.view.callback_id.as_str() {
        forms::declare::CALLBACK => submit::declare(app, submission).await,
        forms::resolve::CALLBACK => submit::resolve(app, submission).await,
        other => answer::malformed("submission", &format!("there is no form {other:?}")),
    }
}

/// A shortcut has no place where it could be answered but the form: who may not declare is told in its stead.
async fn open_by_shortcut(app: &App, shortcut: Shortcut) -> Response {
    if shortcut.callback_id != DECLARE_SHORTCUT {
        return answer::malformed("shortcut", &format!("there is no shortcut {:?}", shortcut.callback_id));
    }
    let form = async {
        app.members.person(&app.slack, &shortcut.user.id).await?;
        app.slack.open(&shortcut.trigger_id, forms::declare::form(&app.plans.current())).await?;
        Ok(())
    };
    if let Err(problem) = in_time(form).await {
        problem.log("shortcut");
        let notice = forms::notice("Declare an incident", &Note::from(problem.for_people()));
        let tell = async { Ok(app.slack.open(&shortcut.trigger_id, notice).await?) };
        if let Err(untold) = told_in_time(tell).await {
            untold.log("telling why a shortcut was not taken");
            return answer::not_taken();
        }
    }
    answer::taken()
}

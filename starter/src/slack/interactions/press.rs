//! Buttons on Muster's messages. Their value is the declaration's id.

use std::time::Duration;

use axum::response::Response;
use muster_workflows::domain::DeclarationId;

use super::{
    CANCEL, CONFIRM, RESOLVE,
    payload::{Action, Pressed},
};
use crate::{
    serve::{App, in_time},
    slack::{answer, forms, note::Note, problem::Problem},
};

/// What is left of Slack's 3 s to tell somebody that their press was not taken.
const TELL_WITHIN: Duration = Duration::from_millis(500);

/// Does what the button says. Links are buttons too: Slack tells of the press, and there is nothing to do.
pub(super) async fn pressed(app: &App, pressed: Pressed) -> Response {
    for action in &pressed.actions {
        if !matches!(action.action_id.as_str(), CONFIRM | CANCEL | RESOLVE) {
            continue;
        }
        let id = action.value.as_deref().unwrap_or_default();
        let id: DeclarationId = match id.parse() {
            Ok(id) => id,
            Err(error) => return answer::malformed("press", &error),
        };
        if let Err(problem) = in_time(act(app, &pressed, action, &id)).await {
            problem.log("press");
            tell(app, &pressed, &problem).await;
        }
    }
    answer::taken()
}

async fn act(app: &App, pressed: &Pressed, action: &Action, id: &DeclarationId) -> Result<(), Problem> {
    let person = app.members.person(&app.slack, &pressed.user.id).await?;
    match action.action_id.as_str() {
        CONFIRM => Ok(app.incidents.confirm(id, person).await?),
        CANCEL => Ok(app.incidents.cancel(id, person).await?),
        _ => open_resolve_form(app, pressed, id).await,
    }
}

async fn open_resolve_form(app: &App, pressed: &Pressed, id: &DeclarationId) -> Result<(), Problem> {
    let incident = app.incidents.get(id).await?;
    let incident = incident.ok_or_else(|| Problem::no("Temporal does not keep this incident any more."))?;
    if let Some(why) = incident.why_not_resolve_by_button() {
        return Err(Problem::No(why));
    }
    Ok(app.slack.open(&pressed.trigger_id, forms::resolve::form(&incident, &app.plans.current())).await?)
}

async fn tell(app: &App, pressed: &Pressed, problem: &Problem) {
    let Some(url) = &pressed.response_url else { return };
    let note = Note::from(problem.for_people()).message();
    match tokio::time::timeout(TELL_WITHIN, app.slack.respond(url, note)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => Problem::from(error).log("telling why a press was not taken"),
        Err(_) => Problem::Slow(TELL_WITHIN).log("telling why a press was not taken"),
    }
}

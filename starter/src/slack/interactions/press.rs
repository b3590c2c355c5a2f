//! Buttons on Muster's messages. Their value is the declaration's id.

use std::time::Duration;

use muster_workflows::domain::DeclarationId;

use super::{
    CANCEL, CONFIRM, RESOLVE,
    payload::{Action, Pressed},
};
use crate::{
    serve::{App, in_time, told_in_time},
    slack::{answer::Answer, forms, note::Note, problem::Problem},
};

/// How long Temporal may take to say whether it is too late: most of the time is for the signal.
const ASK_WITHIN: Duration = Duration::from_millis(600);

/// Does what the button says. Links are buttons too: Slack tells of the press, and there is nothing to do.
pub(super) async fn pressed(app: &App, pressed: Pressed) -> Answer {
    for action in &pressed.actions {
        if !matches!(action.action_id.as_str(), CONFIRM | CANCEL | RESOLVE) {
            continue;
        }
        let id = action.value.as_deref().unwrap_or_default();
        let id: DeclarationId = match id.parse() {
            Ok(id) => id,
            Err(error) => return Answer::malformed("press", &error),
        };
        if let Err(problem) = in_time(act(app, &pressed, action, &id)).await {
            problem.log("press");
            if let Err(untold) = told_in_time(tell(app, &pressed, &problem)).await {
                untold.log("telling why a press was not taken");
                return Answer::NotTaken;
            }
        }
    }
    Answer::Taken
}

async fn act(app: &App, pressed: &Pressed, action: &Action, id: &DeclarationId) -> Result<(), Problem> {
    let person = app.members.person(&app.slack, &pressed.user.id).await?;
    match action.action_id.as_str() {
        CONFIRM => {
            refuse_if_too_late(app, id).await?;
            Ok(app.incidents.confirm(id, person).await?)
        }
        CANCEL => {
            refuse_if_too_late(app, id).await?;
            Ok(app.incidents.cancel(id, person).await?)
        }
        _ => open_resolve_form(app, pressed, id).await,
    }
}

/// An incident that is decided takes the signal and does nothing with it. Who cannot be told so now still has their
/// say: the signal is worth more than the answer.
async fn refuse_if_too_late(app: &App, id: &DeclarationId) -> Result<(), Problem> {
    let problem = match tokio::time::timeout(ASK_WITHIN, app.incidents.get(id)).await {
        Ok(Ok(incident)) => {
            let why = incident.and_then(|incident| incident.why_not_decide());
            return why.map_or(Ok(()), |why| Err(Problem::No(why)));
        }
        Ok(Err(trouble)) => Problem::from(trouble),
        Err(_) => Problem::Slow(ASK_WITHIN),
    };
    tracing::warn!(%problem, "not known whether a press is too late");
    Ok(())
}

async fn open_resolve_form(app: &App, pressed: &Pressed, id: &DeclarationId) -> Result<(), Problem> {
    let incident = app.incidents.get(id).await?;
    let incident = incident.ok_or_else(|| Problem::no("Temporal does not keep this incident any more."))?;
    if let Some(why) = incident.why_not_resolve_by_button() {
        return Err(Problem::No(why));
    }
    Ok(app.slack.open(&pressed.trigger_id, forms::resolve::form(&incident, &app.plans.current())).await?)
}

async fn tell(app: &App, pressed: &Pressed, problem: &Problem) -> Result<(), Problem> {
    let url = pressed.response_url.as_ref();
    let url = url.ok_or_else(|| Problem::no("Slack gave no address to answer the press at."))?;
    Ok(app.slack.respond(url, Note::from(problem.for_people()).message()).await?)
}

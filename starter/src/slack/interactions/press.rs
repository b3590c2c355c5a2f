//! Buttons on Muster's messages. Their value is the declaration's id.

use std::time::Duration;

use muster_workflows::domain::{DeclarationId, Person, Status};
use tokio::time::Instant;

use super::{
    CANCEL, CONFIRM, RESOLVE,
    payload::{Action, Pressed},
};
use crate::{
    intake::Heard,
    said::{Said, To, Word},
    serve::{App, for_regions, in_time, told_in_time},
    slack::{
        answer::Answer,
        forms,
        note::{Note, kept},
        problem::Problem,
        resolving::Resolvable,
    },
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
            if pressed.response_url.is_none() {
                return Answer::malformed("press", &"there is no address to answer at");
            }
            if let Err(untold) = told_in_time(tell(app, &pressed, &problem)).await {
                untold.log("telling why a press was not taken");
                return Answer::NotTaken;
            }
        }
    }
    Answer::Taken
}

async fn act(app: &App, pressed: &Pressed, action: &Action, id: &DeclarationId) -> Result<(), Problem> {
    let until = for_regions();
    let person = app.members.person(&app.slack, &pressed.user.id).await?;
    match action.action_id.as_str() {
        CONFIRM => decide(app, pressed, id, person, Word::Confirm, until).await,
        CANCEL => decide(app, pressed, id, person, Word::Cancel, until).await,
        _ => open_resolve_form(app, pressed, id, until).await,
    }
}

async fn decide(
    app: &App,
    pressed: &Pressed,
    id: &DeclarationId,
    by: Person,
    word: Word,
    until: Instant,
) -> Result<(), Problem> {
    refuse_if_too_late(app, id, until).await?;
    let said = Said { to: To::Id(id.clone()), by, word };
    if let Heard::Kept(regions) = app.intake.hear(said.clone(), until).await?
        && let Err(untold) = told_in_time(respond(app, pressed, &kept(&said, &regions))).await
    {
        // It is saved all the same.
        untold.log("telling that a press was saved");
    }
    Ok(())
}

/// An incident that is decided takes the signal and does nothing with it. Who cannot be told so now still has their
/// say: the signal is worth more than the answer.
async fn refuse_if_too_late(app: &App, id: &DeclarationId, until: Instant) -> Result<(), Problem> {
    let Ok(seen) = tokio::time::timeout(ASK_WITHIN, app.intake.regions.get(id, until)).await else {
        tracing::warn!(%id, "not known whether a press is too late");
        return Ok(());
    };
    // Superseded, it goes on in another region.
    let is_elsewhere = |status| status == Status::Superseded && !seen.unasked.is_empty();
    match seen.incidents.first().filter(|incident| !is_elsewhere(incident.status)) {
        Some(incident) => incident.why_not_decide().map_or(Ok(()), |why| Err(Problem::No(why))),
        None => Ok(()),
    }
}

async fn open_resolve_form(
    app: &App,
    pressed: &Pressed,
    id: &DeclarationId,
    until: Instant,
) -> Result<(), Problem> {
    let incident = Resolvable::get(&app.intake.regions, id, until).await?;
    Ok(app.slack.open(&pressed.trigger_id, forms::resolve::form(&incident, &app.plans.current())).await?)
}

async fn tell(app: &App, pressed: &Pressed, problem: &Problem) -> Result<(), Problem> {
    respond(app, pressed, &problem.for_people().into()).await
}

async fn respond(app: &App, pressed: &Pressed, note: &Note) -> Result<(), Problem> {
    let url = pressed.response_url.as_ref();
    let url = url.ok_or_else(|| Problem::no("Slack gave no address to answer the press at."))?;
    Ok(app.slack.respond(url, note.message()).await?)
}

//! Buttons on Muster's messages. Their value is the declaration's id.

use jiff::Timestamp;
use muster_workflows::domain::{DeclarationId, Person, Status};
use tokio::time::Instant;

use super::{
    CANCEL, CONFIRM, RESOLVE,
    payload::{Action, Pressed},
};
use crate::{
    intake::Heard,
    said::{Said, To, Word},
    serve::{App, for_looking, for_regions, in_time, told_in_time},
    slack::{
        answer::Answer,
        forms,
        note::{Note, kept},
        problem::Problem,
        resolving::Resolvable,
    },
};

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
        match in_time(act(app, &pressed, action, &id)).await {
            Ok(None) => {}
            Ok(Some(note)) => {
                if let Err(untold) = told_in_time(respond(app, &pressed, &note)).await {
                    // It is saved all the same.
                    untold.log("telling that a press was saved");
                }
            }
            Err(problem) => {
                problem.log("press");
                if pressed.response_url.is_none() {
                    return Answer::malformed("press", &"there is no address to answer at");
                }
                let told = told_in_time(tell(app, &pressed, &problem)).await;
                if let Err(untold) = &told {
                    untold.log("telling why a press was not taken");
                }
                // Slack's word that they were told is no proof. What was said and is not durable is not acknowledged.
                let is_lost = problem.is_for_now() && matches!(action.action_id.as_str(), CONFIRM | CANCEL);
                if told.is_err() || is_lost {
                    return Answer::NotTaken;
                }
            }
        }
    }
    Answer::Taken
}

/// What to tell who pressed it, if that is not seen anyway.
async fn act(
    app: &App,
    pressed: &Pressed,
    action: &Action,
    id: &DeclarationId,
) -> Result<Option<Note>, Problem> {
    let until = for_regions();
    let person = app.members.person(&app.slack, &pressed.user.id).await?;
    match action.action_id.as_str() {
        CONFIRM => decide(app, id, person, Word::Confirm, until).await,
        CANCEL => decide(app, id, person, Word::Cancel, until).await,
        _ => open_resolve_form(app, pressed, id).await,
    }
}

async fn decide(
    app: &App,
    id: &DeclarationId,
    by: Person,
    word: Word,
    until: Instant,
) -> Result<Option<Note>, Problem> {
    refuse_if_too_late(app, id).await?;
    let said = Said { to: To::Id(id.clone()), by, at: Timestamp::now(), word };
    Ok(match app.intake.hear(said.clone(), until).await? {
        Heard::Taken => None,
        Heard::Kept(regions) => Some(kept(&said, &regions)),
    })
}

/// An incident that is decided takes the signal and does nothing with it. Who cannot be told so now still has their
/// say: the signal is worth more than the answer.
async fn refuse_if_too_late(app: &App, id: &DeclarationId) -> Result<(), Problem> {
    let seen = app.intake.regions.get(id, for_looking()).await;
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
) -> Result<Option<Note>, Problem> {
    let incident = Resolvable::get(&app.intake.regions, id, for_looking()).await?;
    app.slack.open(&pressed.trigger_id, forms::resolve::form(&incident, &app.plans.current())).await?;
    Ok(None)
}

async fn tell(app: &App, pressed: &Pressed, problem: &Problem) -> Result<(), Problem> {
    respond(app, pressed, &problem.for_people().into()).await
}

async fn respond(app: &App, pressed: &Pressed, note: &Note) -> Result<(), Problem> {
    let url = pressed.response_url.as_ref();
    let url = url.ok_or_else(|| Problem::no("Slack gave no address to answer the press at."))?;
    Ok(app.slack.respond(url, note.message()).await?)
}

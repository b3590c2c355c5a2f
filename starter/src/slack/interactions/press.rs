//! Buttons on Muster's messages. Their value is the declaration's id.

use std::collections::BTreeMap;

use muster_workflows::{
    contract::chat::interaction,
    domain::{DeclarationId, Impact, Person, Remedy, Role, Severity, Step},
    incident::{Assign, Mend},
};

use super::payload::{Action, Pressed};
use crate::{
    incidents::Decision,
    said::{Said, To, Word},
    serve::{App, Deadlines, in_time, told_in_time},
    slack::{
        answer::Answer,
        forms,
        note::{Note, unfinished},
        problem::Problem,
        resolving::{self, Resolvable},
    },
};

/// What a button means.
enum Button {
    /// What who presses it says.
    Says(Word),
    /// Who presses it is the commander from now on.
    TakeCommand,
    /// It opens the form in which roles are given; who has which.
    ToRoles(BTreeMap<Role, String>),
    /// It opens the form for a status update; whether the incident is private.
    ToUpdate { is_private: bool },
    /// It opens the form in which the severity is changed; what it is.
    ToSeverity(Option<Severity>),
    /// It opens the form for when customers felt it; what is known of that.
    ToImpact(Impact),
    /// It opens the form for a follow-up.
    ToFollowUp,
    /// It opens the form to resolve the incident.
    ToResolve,
    /// What who presses it decides about a run of a runbook.
    Decides(Decision),
    /// It opens the form for a link to what somebody made by hand.
    ToLink(Step),
}

impl Button {
    /// None for links: they are buttons too. Slack tells of the press, and there is nothing to do.
    fn of(action: &Action) -> Result<Option<Self>, String> {
        let (name, step) = interaction::of_step(&action.action_id);
        let step = || step.ok_or_else(|| format!("there is no step in {:?}", action.action_id));
        Ok(Some(match name {
            interaction::CONFIRM => Self::Says(Word::Confirm),
            interaction::CANCEL => Self::Says(Word::Cancel),
            interaction::RETRY_STEP => Self::Says(Word::Mend(Mend { step: step()?, remedy: Remedy::Retry })),
            interaction::SKIP_STEP => Self::Says(Word::Mend(Mend { step: step()?, remedy: Remedy::Skip })),
            interaction::LINK_STEP => Self::ToLink(step()?),
            interaction::RESOLVE => Self::ToResolve,
            interaction::REOPEN => Self::Says(Word::Reopen),
            interaction::ACKNOWLEDGE => Self::Says(Word::Acknowledge),
            interaction::ALLOW => Self::Decides(Decision::Allow),
            interaction::REFUSE => Self::Decides(Decision::Refuse),
            interaction::FOLLOW_UP => Self::ToFollowUp,
            interaction::UPDATE => {
                Self::ToUpdate { is_private: interaction::is_for_private_update(action.value()) }
            }
            interaction::SEVERITY => {
                Self::ToSeverity(action.value().split(' ').nth(1).and_then(|level| level.parse().ok()))
            }
            interaction::IMPACT => Self::ToImpact(interaction::impact_in(action.value())),
            interaction::TAKE_COMMAND => Self::TakeCommand,
            interaction::ROLES => Self::ToRoles(interaction::of_roles(action.value()).1),
            _ => return Ok(None),
        }))
    }
}

/// Does what the buttons say.
pub(super) async fn pressed(app: &App, pressed: Pressed) -> Answer {
    for action in &pressed.actions {
        let button = match Button::of(action) {
            Ok(Some(button)) => button,
            Ok(None) => continue,
            Err(error) => return Answer::malformed("press", &error),
        };
        // What else a button brings back follows the id.
        let id = action.value().split(' ').next().unwrap_or_default();
        let id: DeclarationId = match id.parse() {
            Ok(id) => id,
            Err(error) => return Answer::malformed("press", &error),
        };
        match in_time(act(app, &pressed, &button, &id)).await {
            Ok(None) => {}
            Ok(Some(note)) => {
                if let Err(untold) = told_in_time(respond(app, &pressed, &note)).await {
                    // It is saved all the same.
                    untold.log("telling that a press was saved");
                }
            }
            Err(problem) => {
                problem.log("press");
                // Slack's word that they were told is no proof: what was said and is not durable is not acknowledged.
                let says = matches!(button, Button::Says(_) | Button::TakeCommand | Button::Decides(_));
                let is_lost = problem.is_for_now() && says;
                let told = told_in_time(tell(app, &pressed, &problem)).await;
                if let Err(untold) = &told {
                    untold.log("telling why a press was not taken");
                }
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
    button: &Button,
    id: &DeclarationId,
) -> Result<Option<Note>, Problem> {
    let deadlines = Deadlines::begin();
    let person = app.members.person(&app.slack, &pressed.user.id).await?;
    match button {
        Button::Says(word) => say(app, pressed, id, person, word.clone(), deadlines).await,
        Button::TakeCommand => {
            let word = Word::Assign(Assign { role: Role::Commander, to: Some(person.clone()) });
            say(app, pressed, id, person, word, deadlines).await
        }
        Button::ToRoles(has) => {
            app.slack.open(&pressed.trigger_id, forms::roles::form(id, has)).await?;
            Ok(None)
        }
        Button::ToUpdate { is_private } => {
            let plan = app.plans.current();
            let form = forms::update::form(id, (!is_private).then_some(plan.incidents_channel.as_str()));
            app.slack.open(&pressed.trigger_id, form).await?;
            Ok(None)
        }
        Button::ToSeverity(severity) => {
            app.slack
                .open(&pressed.trigger_id, forms::severity::form(id, *severity, &app.plans.current()))
                .await?;
            Ok(None)
        }
        Button::ToImpact(known) => {
            app.slack.open(&pressed.trigger_id, forms::impact::form(id, *known)).await?;
            Ok(None)
        }
        Button::ToFollowUp => {
            app.slack.open(&pressed.trigger_id, forms::follow_up::form(id, None)).await?;
            Ok(None)
        }
        Button::Decides(decision) => {
            let is_heard = app.intake.regions.decide(id, *decision, &person, deadlines.regions()).await?;
            match is_heard {
                true => Ok(None),
                false => Err(Problem::no("This run is over, so there is nothing to decide any more.")),
            }
        }
        Button::ToResolve => open_resolve_form(app, pressed, id, deadlines).await,
        Button::ToLink(step) => {
            app.slack.open(&pressed.trigger_id, forms::link::form(id, *step)).await?;
            Ok(None)
        }
    }
}

async fn say(
    app: &App,
    pressed: &Pressed,
    id: &DeclarationId,
    by: Person,
    word: Word,
    deadlines: Deadlines,
) -> Result<Option<Note>, Problem> {
    let said = Said::now(To::Id(id.clone()), by, word).known_by(&pressed.trigger_id);
    let heard = app.intake.hear(&said, deadlines.regions()).await?;
    Ok(unfinished(&heard, &said).map(|(_, note)| note))
}

async fn open_resolve_form(
    app: &App,
    pressed: &Pressed,
    id: &DeclarationId,
    deadlines: Deadlines,
) -> Result<Option<Note>, Problem> {
    let incident = Resolvable::get(&app.intake.regions, id, deadlines.looking()).await?;
    app.slack.open(&pressed.trigger_id, resolving::form(app, &incident, deadlines.looking()).await).await?;
    Ok(None)
}

async fn tell(app: &App, pressed: &Pressed, problem: &Problem) -> Result<(), Problem> {
    respond(app, pressed, &problem.for_people().into()).await
}

async fn respond(app: &App, pressed: &Pressed, note: &Note) -> Result<(), Problem> {
    match &pressed.response_url {
        Some(url) => app.slack.respond(url, note.message()).await?,
        // On the home tab.
        None => app.slack.open(&pressed.trigger_id, forms::notice("Muster", note)).await?,
    }
    Ok(())
}

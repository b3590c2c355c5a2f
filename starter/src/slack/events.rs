//! What Slack tells of: what is written where Muster reads along, of which the pasted `resolve INC-K7F3QD` counts; emoji
//! that people put on messages; and Slack Workflows that come to one of Muster's steps.

use muster_workflows::{domain::Plan, incident::Resolve};

use super::{
    answer::Answer,
    commands::with_commands,
    home,
    note::{Line, Note, unfinished},
    problem::Problem,
    resolving::{self, Choice},
};
use crate::{
    said::{Said, Word},
    serve::{App, Deadlines, in_time, told_in_time},
};

mod channels;
mod function;
mod marked;
mod pasted;
mod payload;

pub(crate) use channels::Channels;
pub(super) use function::Outcome;

use pasted::{Meant, Pasted};
pub(super) use payload::Delivery;
use payload::{Event, Written};

pub(super) async fn answer(app: &App, delivery: Delivery, retry: u32) -> Answer {
    match delivery {
        Delivery::UrlVerification { challenge } => Answer::challenge(&challenge),
        Delivery::EventCallback { event_id, team_id, event } => {
            let answer = async {
                match event {
                    Event::FunctionExecuted(step) => function::executed(app, &step, team_id, retry).await,
                    Event::AppHomeOpened(opened) if opened.tab == "home" => {
                        home::opened(app, &opened.user).await
                    }
                    Event::ReactionAdded(reacted) => marked::marked(app, &reacted, &event_id, retry).await,
                    other => heard(app, other, &event_id, retry).await,
                }
            };
            app.recent.once(&event_id, answer).await
        }
        Delivery::Other => Answer::Taken,
    }
}

async fn heard(app: &App, event: Event, event_id: &str, retry: u32) -> Answer {
    let (written, pasted) = match pasted::read(event) {
        None => return Answer::Taken,
        Some((written, Meant::Resolve(pasted))) => (written, pasted),
        Some((written, Meant::Unclear)) => {
            tell(app, &written, &help()).await;
            return Answer::Taken;
        }
    };
    let done = in_time(resolve(app, &written, pasted, event_id)).await;
    answered(app, &written, "pasted command", done, retry).await
}

/// Tells who wrote it what came of it.
async fn answered(
    app: &App,
    written: &Written,
    what: &'static str,
    done: Result<Option<Note>, Problem>,
    retry: u32,
) -> Answer {
    match done {
        Ok(None) => Answer::Taken,
        Ok(Some(note)) => {
            tell(app, written, &note).await;
            Answer::Taken
        }
        Err(problem) if problem.is_for_now() => {
            problem.log(what);
            if retry == 0 {
                tell(app, written, &problem.for_people().into()).await;
            }
            // Slack delivers it again: at once, after a minute, after five.
            Answer::NotTaken
        }
        Err(problem) => {
            problem.log(what);
            let is_told = tell(app, written, &problem.for_people().into()).await;
            if is_told { Answer::Taken } else { Answer::NotTaken }
        }
    }
}

/// What to tell who pasted it; nothing where it was not said to Muster.
async fn resolve(
    app: &App,
    written: &Written,
    pasted: Pasted,
    event_id: &str,
) -> Result<Option<Note>, Problem> {
    let (plan, deadlines) = (app.plans.current(), Deadlines::begin());
    if !written.is_to_muster
        && !app.channels.is(&app.slack, &written.channel, &plan.incidents_channel).await?
    {
        return Ok(None);
    }
    let by = app.members.person(&app.slack, &written.user).await?;
    let origin = pasted.origin.as_deref().map(|typed| known_origin(&plan, typed)).transpose()?;
    let regions = &app.intake.regions;
    let (reference, here) = (Some(&pasted.reference), written.channel.as_str());
    let to = match resolving::choose(regions, reference, here, deadlines.looking()).await? {
        Choice::Tell(note) => return Ok(Some(note)),
        Choice::OneOf(active) => return Ok(Some(resolving::which(&active))),
        Choice::This(incident) => incident.to(),
    };
    let said = Said::now(to, by, Word::Resolve(Resolve { origin, ..Resolve::default() }));
    let said = said.known_by(event_id).typed_in(here);
    let heard = app.intake.hear(&said, deadlines.regions()).await?;
    let done = || {
        Line::default().bold(pasted.reference.to_string()).text(" is resolved. Muster tells who has to know.")
    };
    let note = unfinished(&heard, &said).map(|(_, note)| note);
    Ok(Some(note.unwrap_or_else(|| Note::default().line(done()))))
}

/// For who said something to Muster that is no command.
fn help() -> Note {
    let how = Line::default()
        .code("resolve INC-K7F3QD")
        .text(": resolve this incident, said to Muster or in the incidents channel");
    with_commands(Note::from("Muster reads commands only:").line(how))
}

/// The id of the origin that somebody typed by id or by name.
fn known_origin(plan: &Plan, typed: &str) -> Result<String, Problem> {
    let is_meant = |name: &str| name.eq_ignore_ascii_case(typed);
    let origin = plan.origins.iter().find(|origin| is_meant(&origin.id) || is_meant(&origin.name));
    origin.map(|origin| origin.id.clone()).ok_or_else(|| {
        let known: Vec<_> = plan.origins.iter().map(|origin| origin.id.as_str()).collect();
        Problem::No(format!(
            "Not resolved: {typed:?} is no origin. Leave it out, or write one of: {}.",
            known.join(", ")
        ))
    })
}

/// Whether they were told.
async fn tell(app: &App, written: &Written, note: &Note) -> bool {
    let whisper = async { Ok(app.slack.whisper(&written.channel, &written.user, note.message()).await?) };
    let told = told_in_time(whisper).await;
    told.inspect_err(|untold| untold.log("answering what was said")).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slack::forms::tests::plan;

    #[test]
    fn an_origin_is_known_by_id_or_name() {
        let plan = plan();
        assert_eq!(known_origin(&plan, "acme pay").unwrap(), "acme-pay");
        assert_eq!(known_origin(&plan, "INTERNAL").unwrap(), "internal");
        insta::assert_snapshot!(known_origin(&plan, "<!here>").unwrap_err(), @r#"Not resolved: "<!here>" is no origin. Leave it out, or write one of: internal, acme-pay."#);
    }
}

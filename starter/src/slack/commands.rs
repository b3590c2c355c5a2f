//! `/incident` and `/runbook`.

use std::sync::Arc;

use muster_workflows::domain::Reference;
use serde::Deserialize;
use tokio::time::Instant;

use super::{
    answer::Answer,
    forms,
    note::{Line, Note, unfinished},
    problem::Problem,
    resolving::{self, Choice},
};
use crate::{
    incidents::Which,
    regions::Seen,
    said::{Said, To, Word},
    serve::{App, Deadlines, in_time},
};

mod follow_ups;
mod runbooks;
mod typed;

use typed::Typed;

/// The most that is listed.
const MOST: usize = 30;

/// What Muster reads of what Slack sends of a command.
#[derive(Debug, Deserialize)]
pub(crate) struct Command {
    /// With its slash.
    #[serde(default)]
    command: String,
    user_id: String,
    trigger_id: String,
    #[serde(default)]
    channel_id: String,
    /// Where what takes longer is answered.
    #[serde(default)]
    response_url: String,
    #[serde(default)]
    text: String,
}

pub(super) async fn answer(app: &Arc<App>, command: &Command) -> Answer {
    let answered = match command.command.as_str() {
        runbooks::COMMAND => in_time(runbooks::run(app, command)).await.map(Some),
        _ => in_time(run(app, command)).await,
    };
    match answered {
        Ok(Some(note)) => Answer::ephemeral(&note),
        Ok(None) => Answer::Taken,
        Err(problem) => {
            problem.log("command");
            Answer::ephemeral(&problem.for_people().into())
        }
    }
}

/// What to tell who typed it, if the command does not answer with a form.
async fn run(app: &Arc<App>, command: &Command) -> Result<Option<Note>, Problem> {
    let (regions, deadlines) = (&app.intake.regions, Deadlines::begin());
    match typed::read(&command.text) {
        Typed::Help => Ok(Some(help(None))),
        Typed::Unknown(word) => Ok(Some(help(Some(&word)))),
        Typed::Nonsense(reference) => Ok(Some(format!("{reference}. {SEE_LIST}").into())),
        Typed::Declare => {
            app.members.person(&app.slack, &command.user_id).await?;
            app.slack.open(&command.trigger_id, forms::declare::form(&app.plans.current())).await?;
            Ok(None)
        }
        Typed::Drill => {
            app.members.person(&app.slack, &command.user_id).await?;
            app.slack.open(&command.trigger_id, forms::declare::of_drill(&app.plans.current())).await?;
            Ok(None)
        }
        Typed::List => {
            app.members.person(&app.slack, &command.user_id).await?;
            Ok(Some(list(regions.list(Which::Open, deadlines.regions()).await.or_nowhere()?)))
        }
        Typed::FollowUps(which) => follow_ups::list(app, command, which).await,
        Typed::Reopen(reference) => reopen(app, command, reference, deadlines.regions()).await.map(Some),
        Typed::Resolve(reference) => {
            app.members.person(&app.slack, &command.user_id).await?;
            let (reference, here) = (reference.as_ref(), command.channel_id.as_str());
            match resolving::choose(regions, reference, here, deadlines.looking()).await? {
                Choice::Tell(note) => Ok(Some(note)),
                Choice::OneOf(active) => Ok(Some(resolving::which(&active))),
                Choice::This(incident) => {
                    let form = resolving::form(app, &incident, deadlines.looking()).await;
                    app.slack.open(&command.trigger_id, form).await?;
                    Ok(None)
                }
            }
        }
    }
}

/// Says that an incident goes on; what to tell who said so.
async fn reopen(app: &App, command: &Command, reference: Reference, until: Instant) -> Result<Note, Problem> {
    let by = app.members.person(&app.slack, &command.user_id).await?;
    let said = Said::now(To::Reference(reference.clone()), by, Word::Reopen).typed_in(&command.channel_id);
    let heard = app.intake.hear(&said, until).await?;
    let done = || Line::default().bold(reference.to_string()).text(" is reopened: it goes on.");
    Ok(unfinished(&heard, &said).map_or_else(|| Note::default().line(done()), |(_, note)| note))
}

const SEE_LIST: &str = "See which there are with /incident list.";

fn list(open: Seen) -> Note {
    let mut note = Note::default();
    if open.incidents.is_empty() {
        note = "No incident is active, and none waits to be confirmed.".into();
    }
    for incident in open.incidents.iter().take(MOST) {
        note = note.line(resolving::at_a_glance(incident));
    }
    let more = open.incidents.len().saturating_sub(MOST);
    if more > 0 {
        note = note.line(Line::default().text(format!("… and {more} more, in the Temporal Web UI.")));
    }
    resolving::with_unanswered(note, &open)
}

fn help(unknown: Option<&str>) -> Note {
    let note = unknown
        .map(|word| Note::from(format!("There is no /incident {word}. There is:")))
        .unwrap_or_default();
    with_commands(note)
}

/// The note, and below it every command.
pub(super) fn with_commands(note: Note) -> Note {
    let command = |command: &str, what: &str| Line::default().code(command).text(format!(": {what}"));
    note.line(command("/incident", "declare an incident"))
        .line(command("/incident list", "active incidents, and those that wait to be confirmed"))
        .line(command("/incident resolve", "resolve the active incident"))
        .line(command("/incident resolve INC-K7F3QD", "resolve this one"))
        .line(command("/incident reopen INC-K7F3QD", "it goes on after all"))
        .line(command("/incident followups", "what is left to do, of this channel's incident or of all"))
        .line(command("/runbook", "what Muster heals by itself"))
        .line(command("/incident drill", "try it out: nobody is paged"))
        .line(command("/incident help", "this"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_tells_every_command() {
        insta::assert_snapshot!(help(Some("<!here>")).message().text.unwrap(), @r"
        There is no /incident &lt;!here&gt;. There is:
        /incident: declare an incident
        /incident list: active incidents, and those that wait to be confirmed
        /incident resolve: resolve the active incident
        /incident resolve INC-K7F3QD: resolve this one
        /incident reopen INC-K7F3QD: it goes on after all
        /incident followups: what is left to do, of this channel's incident or of all
        /runbook: what Muster heals by itself
        /incident drill: try it out: nobody is paged
        /incident help: this
        ");
        assert_eq!(help(None), help(None));
        assert!(!help(None).message().text.unwrap().contains("There is no"));
    }
}

//! `/runbook`: what Muster heals by itself, and how that went.

use std::sync::Arc;

use jiff::Timestamp;
use muster_workflows::{
    contract::region::Noticed,
    domain::{
        Person,
        runbook::{Notice, RunbookName, Target, Trigger},
    },
};
use tokio::time::Instant;

use super::Command;
use crate::{
    incidents::ListedRun,
    regions::Unanswered,
    runbooks::Books,
    serve::{App, Deadlines},
    slack::{
        note::{Line, Note},
        problem::Problem,
    },
};

/// As it is typed.
pub(super) const COMMAND: &str = "/runbook";

/// The most runs that are listed.
const MOST: usize = 15;

/// What somebody typed after it.
#[derive(Debug, PartialEq, Eq)]
enum Typed {
    List,
    Run(RunbookName, Target),
    History(Option<RunbookName>),
    /// What is wrong with it, if it was anything.
    Help(Option<String>),
}

/// What to tell who typed it.
pub(super) async fn run(app: &Arc<App>, command: &Command) -> Result<Note, Problem> {
    let until = Deadlines::begin().regions();
    let by = app.members.person(&app.slack, &command.user_id).await?;
    match read(&command.text) {
        Typed::Help(wrong) => Ok(help(wrong)),
        Typed::List => Ok(list(&app.runbooks.current(&app.surroundings()))),
        Typed::History(of) => {
            let (runs, unanswered) = app.intake.regions.runs(of.as_ref(), until).await;
            match runs.is_empty() && !unanswered.is_empty() {
                true => Err(unanswered.into()),
                false => Ok(history(&runs, &unanswered)),
            }
        }
        Typed::Run(name, target) => ask(app, by, name, target, until).await,
    }
}

/// Somebody asks for a run.
async fn ask(
    app: &App,
    by: Person,
    name: RunbookName,
    target: Target,
    until: Instant,
) -> Result<Note, Problem> {
    let around = app.surroundings();
    let books = app.runbooks.current(&around);
    let Some(runbook) = books.get(&name).cloned() else {
        let note = Line::default().text(format!("There is no runbook {name}. "));
        return Ok(Note::default().line(note).and(list(&books)));
    };
    if !runbook.is_for(&target) {
        let targets = runbook.targets_listed();
        return Err(Problem::no(format!("{name} is not for {target}. It is for {targets}.")));
    }
    let plan = (*around.plan).clone();
    let said = format!(
        " is asked to run on {target}. {} reads how it goes, where something is wrong with it.",
        plan.incidents_channel
    );
    let notice = Notice::asked(by, target, Timestamp::now());
    let noticed = Noticed { name: name.clone(), runbook, plan, notices: vec![notice] };
    app.intake.regions.notify(noticed, until).await.map_err(Unanswered::from)?;
    Ok(Note::default().line(Line::default().bold(name.to_string()).text(said)))
}

fn read(text: &str) -> Typed {
    let words: Vec<_> =
        text.trim_matches(|c: char| c.is_whitespace() || c == '`').split_whitespace().collect();
    let wrong = |error: &dyn std::fmt::Display| Typed::Help(Some(format!("{error}.")));
    match words.as_slice() {
        [] | ["list"] => Typed::List,
        ["history"] => Typed::History(None),
        ["history", name] => {
            name.parse().map_or_else(|error| wrong(&error), |name| Typed::History(Some(name)))
        }
        ["run", name, target] => match (name.parse(), target.parse()) {
            (Ok(name), Ok(target)) => Typed::Run(name, target),
            (Err(error), _) => wrong(&error),
            (_, Err(error)) => wrong(&error),
        },
        ["help"] => Typed::Help(None),
        _ => Typed::Help(Some(format!("There is no {COMMAND} {}.", words.join(" ")))),
    }
}

fn list(books: &Books) -> Note {
    if books.is_empty() {
        return Note::from("There is no runbook: Muster heals nothing by itself.".to_owned());
    }
    books.iter().fold(Note::default(), |note, (name, runbook)| {
        let triggers: Vec<_> = runbook.trigger.iter().map(Trigger::to_string).collect();
        let line = Line::default().bold(name.to_string()).text(format!(": {} ", runbook.description));
        note.line(line.text(format!("({})", triggers.join("; "))))
    })
}

fn history(runs: &[ListedRun], unanswered: &Unanswered) -> Note {
    if runs.is_empty() {
        return Note::from("There was no run.".to_owned());
    }
    let note = runs.iter().take(MOST).fold(Note::default(), |note, run| {
        let begun = run.begun_at.map_or_else(String::new, |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string());
        let ended = run.ended.as_deref().unwrap_or("under way");
        let line = Line::default().text(format!("{begun}  ")).bold(ended);
        note.line(line.text(format!(": {} on {}", run.runbook, run.target)))
    });
    match unanswered.is_empty() {
        true => note,
        false => {
            let more = format!("{} could not be asked: there may be more.", unanswered.listed());
            note.line(Line::default().text(more))
        }
    }
}

fn help(wrong: Option<String>) -> Note {
    let note = wrong.map(Note::from).unwrap_or_default();
    let command = |command: &str, what: &str| Line::default().code(command).text(format!(": {what}"));
    note.line(command("/runbook", "what Muster heals by itself"))
        .line(command(
            "/runbook run restart-web web-1",
            "have it look at this one now, if the runbook lets you ask",
        ))
        .line(command("/runbook history", "the last runs; of one runbook with its name"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_as_people_type_them() {
        let name = || "restart-web".parse().unwrap();
        for (text, typed) in [
            ("", Typed::List),
            (" list ", Typed::List),
            ("history", Typed::History(None)),
            ("history restart-web", Typed::History(Some(name()))),
            ("`run restart-web web-1`", Typed::Run(name(), "web-1".parse().unwrap())),
            ("help", Typed::Help(None)),
        ] {
            assert_eq!(read(text), typed, "{text}");
        }
        for (text, why) in [
            ("run", "There is no /runbook run."),
            ("run restart-web", "There is no /runbook run restart-web."),
            ("run Restart web-1", "is no name of a runbook"),
            ("run restart-web web/1", "is no target"),
            ("history ../x", "is no name of a runbook"),
        ] {
            let Typed::Help(Some(told)) = read(text) else { panic!("{text}") };
            assert!(told.contains(why), "{text}: {told}");
        }
    }

    #[test]
    fn help_tells_every_command() {
        insta::assert_snapshot!(help(Some("There is no /runbook go.".to_owned())).message().text.unwrap(), @r"
        There is no /runbook go.
        /runbook: what Muster heals by itself
        /runbook run restart-web web-1: have it look at this one now, if the runbook lets you ask
        /runbook history: the last runs; of one runbook with its name
        ");
        assert!(list(&Books::new()).message().text.unwrap().starts_with("There is no runbook"));
    }
}

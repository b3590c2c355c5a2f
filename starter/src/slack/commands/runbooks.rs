//! `/runbook`: what Muster heals by itself, and how that went.

use std::sync::Arc;

use jiff::Timestamp;
use muster_workflows::{
    contract::region::Noticed,
    domain::{Notice, RunbookName, Source, Target, Trigger},
};

use super::Command;
use crate::{
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
    let deadlines = Deadlines::begin();
    let by = app.members.person(&app.slack, &command.user_id).await?;
    let around = app.surroundings();
    let books = app.runbooks.current(&around);
    match read(&command.text) {
        Typed::Help(wrong) => Ok(help(wrong)),
        Typed::List => Ok(list(&books)),
        Typed::History(of) => {
            let (runs, unanswered) = app.intake.regions.runs(of.as_ref(), deadlines.regions()).await;
            if runs.is_empty() && !unanswered.is_empty() {
                return Err(unanswered.into());
            }
            let lines = runs.iter().take(MOST).map(|run| {
                let begun =
                    run.begun_at.map_or_else(String::new, |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string());
                let ended = run.ended.as_deref().unwrap_or("under way");
                Line::default()
                    .text(format!("{begun}  "))
                    .bold(ended)
                    .text(format!(": {} on {}", run.runbook, run.target))
            });
            let none = || Note::from("There was no run.".to_owned());
            Ok(lines
                .fold(None, |note: Option<Note>, line| Some(note.unwrap_or_default().line(line)))
                .unwrap_or_else(none))
        }
        Typed::Run(name, target) => {
            let Some(runbook) = books.get(&name).cloned() else {
                let note = Line::default().text(format!("There is no runbook {name}. "));
                return Ok(Note::default().line(note).and(list(&books)));
            };
            if !runbook.is_for(&target) {
                let targets: Vec<_> = runbook.targets.iter().map(Target::as_str).collect();
                return Err(Problem::no(format!(
                    "{name} is not for {target}. It is for {}.",
                    targets.join(", ")
                )));
            }
            let notice = Notice {
                target: target.clone(),
                says: format!("{by} asked for it"),
                from: Source::Person(by),
                // Slack may tell of it more than once.
                fingerprint: command.trigger_id.clone(),
                since: Timestamp::now(),
                is_over: false,
            };
            let plan = (*around.plan).clone();
            let channel = plan.incidents_channel.clone();
            let noticed = Noticed { name: name.clone(), runbook, plan, notices: vec![notice] };
            app.intake
                .regions
                .notify(noticed, deadlines.regions())
                .await
                .map_err(crate::regions::Unanswered::from)?;
            let said = format!(
                " is asked to run on {target}. {channel} reads how it goes, where something is wrong with it."
            );
            Ok(Note::default().line(Line::default().bold(name.to_string()).text(said)))
        }
    }
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

//! Custom steps in Slack's Workflow Builder, which Slack calls functions: a Slack Workflow of anybody's comes to one,
//! and goes on when it is told what came of it.

use jiff::Timestamp;
use muster_workflows::{
    domain::{Declaration, DeclarationId, Person, Plan, Reference, Severity, Title},
    incident::Resolve,
};
use serde_json::{Value, json};

use super::{known_origin, payload::Executed};
use crate::{
    intake::Taken,
    said::{Said, Word},
    serve::{App, Deadlines, in_time, told_in_time},
    slack::{
        answer::Answer,
        note::unfinished,
        problem::{Problem, SlackTrouble},
        resolving::{self, Choice, NOWHERE},
    },
};

/// As the manifest has them.
pub(in crate::slack) const START: &str = "start_incident";
pub(in crate::slack) const RESOLVE: &str = "resolve_incident";

/// Slack sends an event again after no time, a minute and five, and then no more.
const LAST_RETRY: u32 = 3;

/// What a step has come to.
#[derive(Debug)]
pub(in crate::slack) enum Outcome {
    /// The workflow goes on, with these.
    Success(Value),
    /// It stops, and its author reads why.
    Error(String),
}

/// Does the step, and lets the workflow go on. The same execution again is the same declaration.
pub(super) async fn executed(app: &App, executed: &Executed, team: Option<String>, retry: u32) -> Answer {
    let work = async {
        match executed.function.callback_id.as_str() {
            START => start(app, executed, team).await,
            RESOLVE => resolve(app, executed).await,
            other => {
                Err(Problem::No(format!("Muster has no step {other}: its app and its manifest differ.")))
            }
        }
    };
    let outcome = match in_time(work).await {
        Ok(outputs) => Outcome::Success(outputs),
        Err(problem) if problem.is_for_now() && retry < LAST_RETRY => {
            problem.log("step of a Slack Workflow");
            return Answer::NotTaken;
        }
        Err(problem) => {
            problem.log("step of a Slack Workflow");
            Outcome::Error(problem.for_people())
        }
    };
    let complete = async {
        let Executed { function_execution_id, bot_access_token, .. } = executed;
        Ok(app.slack.complete(bot_access_token, function_execution_id, &outcome).await?)
    };
    match told_in_time(complete).await {
        Ok(()) => Answer::Taken,
        Err(untold) => {
            untold.log("completing a step of a Slack Workflow");
            // Slack says no again to what it said no to: the step has gone on before, or its workflow is gone.
            let is_final = matches!(untold, Problem::Slack(SlackTrouble::Refused(_)));
            if is_final { Answer::Taken } else { Answer::NotTaken }
        }
    }
}

async fn start(app: &App, executed: &Executed, team_id: Option<String>) -> Result<Value, Problem> {
    let (plan, deadlines) = (app.plans.current(), Deadlines::begin());
    let id: DeclarationId = executed
        .function_execution_id
        .parse()
        .map_err(|_| Problem::no("Slack gave this step no id that Muster can keep."))?;
    let title = Title::new(executed.input("title")).map_err(|error| Problem::No(error.to_string()))?;
    let severity = severity(&plan, executed.input("severity"))?;
    let by = person(app, executed).await?;
    let declaration = Declaration {
        id,
        title,
        severity,
        services: Vec::new(),
        impact_started_at: None,
        by,
        at: Timestamp::now(),
        team_id,
        confirmed: false,
        drill: false,
        private: false,
    };
    let (reference, channel) = (declaration.reference(), &plan.incidents_channel);
    let result = match app.intake.declare(declaration, (*plan).clone(), deadlines.regions()).await? {
        Taken::By(_) => format!("{reference} is declared: {channel} is asked to confirm it."),
        Taken::Saved => {
            format!(
                "{reference} is saved, and declared as soon as Temporal answers: {channel} is then asked."
            )
        }
    };
    Ok(json!({"reference": reference, "result": result}))
}

async fn resolve(app: &App, executed: &Executed) -> Result<Value, Problem> {
    let (plan, deadlines) = (app.plans.current(), Deadlines::begin());
    let reference = match executed.input("reference").trim() {
        "" => None,
        typed => Some(typed.parse::<Reference>().map_err(|error| Problem::No(format!("{error}.")))?),
    };
    let origin = match executed.input("origin").trim() {
        "" => None,
        typed => Some(known_origin(&plan, typed)?),
    };
    let by = person(app, executed).await?;
    let regions = &app.intake.regions;
    // Nobody is asked whether this is the one that is meant: it has to be clear.
    let to = match resolving::choose_for_good(regions, reference.as_ref(), deadlines.looking()).await? {
        Choice::Tell(note) => return Err(Problem::No(note.plain())),
        Choice::OneOf(active) => return Err(Problem::No(resolving::which(&active).plain())),
        Choice::This(incident) => incident.to(),
    };
    let said = Said::now(to, by, Word::Resolve(Resolve { origin, ..Resolve::default() }))
        .known_by(&executed.function_execution_id)
        .typed_in(NOWHERE);
    let reference = said.to.reference();
    let heard = app.intake.hear(&said, deadlines.regions()).await?;
    let result = match unfinished(&heard, &said) {
        Some((_, note)) => note.plain(),
        None => format!("{reference} is resolved."),
    };
    Ok(json!({"reference": reference, "result": result}))
}

/// Who is said to have asked for it: a person, as for everything that is said.
async fn person(app: &App, executed: &Executed) -> Result<Person, Problem> {
    match executed.input("person") {
        "" => Err(Problem::no("The step does not say who: choose the person who used the workflow.")),
        id => app.members.person(&app.slack, id).await,
    }
}

/// The severity that is meant by a level or by the name that it has in the plan.
fn severity(plan: &Plan, typed: &str) -> Result<Severity, Problem> {
    let typed = typed.trim();
    let is_meant = |level: Severity, name: &str| {
        typed.eq_ignore_ascii_case(name)
            || typed.rsplit(' ').next().is_some_and(|number| number.parse() == Ok(level))
    };
    let meant = plan.severity.iter().find(|severity| is_meant(severity.level, &severity.name));
    meant.map(|severity| severity.level).ok_or_else(|| {
        let known = plan.severity.iter().map(|severity| format!("{} ({})", severity.level, severity.name));
        Problem::No(format!("{typed:?} is no severity. There is {}.", known.collect::<Vec<_>>().join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slack::forms::tests::plan;

    #[test]
    fn a_severity_is_meant_by_level_or_name() {
        let plan = plan();
        for typed in ["1", " 1 ", "Severity 1", "severity 1", &plan.severity[0].name.to_uppercase()] {
            assert_eq!(severity(&plan, typed).unwrap(), Severity::MAJOR, "{typed}");
        }
        for typed in ["", "0", "7", "major 11", "<!here>"] {
            let error = severity(&plan, typed).unwrap_err().for_people();
            assert!(error.contains("is no severity. There is 1 ("), "{error}");
        }
    }

    #[test]
    fn the_manifest_has_both_steps() {
        let functions = muster_slack_app::App::current().functions();
        assert_eq!(functions.keys().collect::<Vec<_>>(), [START, RESOLVE]);
    }
}

//! Submitted forms.

use jiff::Timestamp;
use muster_workflows::{
    domain::{Declaration, DeclarationId, Ending, Other, Party, Person, Plan, Reference, Remedy},
    incident::{Assign, Inform, Mend, Reclassify, Resolve},
};

use super::payload::Submission;
use crate::{
    incidents::{Listed, When},
    intake::Taken,
    regions::Declared,
    said::{Said, To, Word},
    serve::{App, Deadlines, in_time},
    slack::{
        answer::Answer,
        forms::{
            self, Errors,
            resolve::{Choice, Filling},
        },
        note::{Line, Note, unfinished},
        problem::Problem,
    },
};

/// Takes the declaration in. Until that is durable the form stays open, with everything in it.
pub(super) async fn declare(app: &App, submission: Submission) -> Answer {
    // The form's own id: the same form submitted twice is the same incident.
    let id = submission.view.root_view_id.as_ref().unwrap_or(&submission.view.id);
    let id: DeclarationId = match id.parse() {
        Ok(id) => id,
        Err(error) => return Answer::malformed("submission", &error),
    };
    let (plan, deadlines) = (app.plans.current(), Deadlines::begin());
    let declared = match forms::declare::read(&submission.view.state, &plan, Timestamp::now()) {
        Ok(declared) => declared,
        Err(errors) => return Answer::field_errors(errors),
    };
    let start = async {
        let by = app.members.person(&app.slack, &submission.user.id).await?;
        let declaration = Declaration {
            id: id.clone(),
            title: declared.title,
            severity: declared.severity,
            services: declared.services,
            impact_started_at: declared.since,
            by,
            at: Timestamp::now(),
            team_id: Some(submission.team.id),
            confirmed: false,
            drill: false,
            private: declared.private,
        };
        let is_drill = forms::declare::is_of_drill(&submission.view.private_metadata);
        let declaration = if is_drill { declaration.as_drill() } else { declaration };
        let declared_now = declaration.clone();
        let taken = app.intake.declare(declaration, (*plan).clone(), deadlines.regions()).await?;
        if matches!(&taken, Taken::By(declared) if declared.when == When::Before) {
            refuse_if_it_is_another(app, &declared_now, deadlines).await?;
        }
        Ok((declared_now, taken))
    };
    match in_time(start).await {
        Ok((declaration, taken)) => declared_or_saved(&declaration, taken, &plan),
        Err(problem) => {
            problem.log("declaration");
            let mut why = problem.for_people();
            if problem.is_for_now() {
                why.push_str(" What you typed is still here.");
            }
            Answer::field_errors(forms::declare::error(why))
        }
    }
}

/// A form that was submitted before is the same incident. It may be over: then nobody is asked again. Or it was declared
/// with other words, and those stay. Who cannot be told so now is told that it is declared, which is so.
async fn refuse_if_it_is_another(app: &App, now: &Declaration, deadlines: Deadlines) -> Result<(), Problem> {
    let seen = app.intake.regions.get(&now.id, deadlines.regions()).await;
    let Some(before) = seen.incidents.first() else { return Ok(()) };
    let says_other = |title: &String| *title != now.public_title().as_str();
    let is_other = before.title.as_ref().is_some_and(says_other)
        || before.severity.is_some_and(|severity| severity != now.severity);
    let why = match before.why_not_decide() {
        Some(why) => why,
        None if is_other => format!(
            "{} is declared as it was then. Its severity can be changed once it is confirmed.",
            before.reference
        ),
        None => return Ok(()),
    };
    Err(Problem::No(format!(
        "This form was submitted before: {why} To declare something else, open the form anew."
    )))
}

fn declared_or_saved(declaration: &Declaration, taken: Taken, plan: &Plan) -> Answer {
    let expires = plan.confirm_within;
    let (asked, then) = match plan.private.as_ref().filter(|_| declaration.private) {
        Some(private) => (
            format!("Muster asks {} in direct messages to confirm it", Party::listed(&private.confirmers)),
            format!("You have a message about it, too. Without an answer it expires after {expires}."),
        ),
        None => (
            format!("{} is asked to confirm it", plan.incidents_channel),
            format!("Anyone can press Confirm there, also you. After {expires} it expires."),
        ),
    };
    let reference = Line::default().bold(declaration.reference().to_string());
    let (title, line) = match taken {
        Taken::By(Declared { is_heeded: false, .. }) => (
            "Declared",
            reference
                .text(" is declared. What acts on it in Muster does not answer now. ")
                .text(format!("As soon as it does, {asked}.")),
        ),
        Taken::By(Declared { is_first: true, .. }) => {
            ("Declared", reference.text(format!(" is declared: {asked}.")))
        }
        Taken::By(Declared { region, .. }) => {
            ("Declared", reference.text(format!(" is declared in {region}: {asked}.")))
        }
        Taken::Saved => (
            "Saved",
            reference
                .text(" is saved. Temporal, where Muster keeps incidents, does not answer now. ")
                .text(format!("As soon as it does, {asked}.")),
        ),
    };
    Answer::done(title, &Note::default().line(line).line(Line::default().text(then)))
}

/// Everybody is told how it goes.
pub(super) async fn update(app: &App, submission: Submission) -> Answer {
    let update = match forms::update::read(&submission.view.state) {
        Ok(update) => update,
        Err(errors) => return Answer::field_errors(errors),
    };
    let word = Word::Inform(Inform { text: update.text, next_in: update.next_in });
    say(app, submission, word, forms::update::error).await
}

/// Somebody knows better how bad it is.
pub(super) async fn severity(app: &App, submission: Submission) -> Answer {
    match forms::severity::read(&submission.view.state, &app.plans.current()) {
        Ok(severity) => {
            say(app, submission, Word::Reclassify(Reclassify { severity }), forms::severity::error).await
        }
        Err(why) => Answer::field_errors(forms::severity::error(why)),
    }
}

/// Somebody knows better when customers felt it.
pub(super) async fn impact(app: &App, submission: Submission) -> Answer {
    match forms::impact::read(&submission.view.state, Timestamp::now()) {
        Ok(impact) => say(app, submission, Word::Impact(impact), forms::impact::error).await,
        Err(errors) => Answer::field_errors(errors),
    }
}

/// Something is left to do.
pub(super) async fn follow_up(app: &App, submission: Submission) -> Answer {
    match forms::follow_up::read(&submission.view.private_metadata, &submission.view.state) {
        Some(Ok((id, add))) => {
            say_to(app, id, submission, Word::FollowUp(add), forms::follow_up::error).await
        }
        Some(Err(errors)) => Answer::field_errors(errors),
        None => Answer::malformed("submission", &"it is not told which incident it is about"),
    }
}

/// Says a word to the incident that the form is about. The card says so, and the channel; the form only where not.
async fn say(app: &App, submission: Submission, word: Word, error: impl FnOnce(String) -> Errors) -> Answer {
    // What else a form brings back comes before it.
    let id = submission.view.private_metadata.rsplit(' ').next().unwrap_or("");
    match id.parse() {
        Ok(id) => say_to(app, id, submission, word, error).await,
        Err(error) => Answer::malformed("submission", &error),
    }
}

async fn say_to(
    app: &App,
    id: DeclarationId,
    submission: Submission,
    word: Word,
    error: impl FnOnce(String) -> Errors,
) -> Answer {
    let deadlines = Deadlines::begin();
    let say = async {
        let by = app.members.person(&app.slack, &submission.user.id).await?;
        // Submitted twice it is said once.
        let said = Said::now(To::Id(id), by, word).known_by(submission.view.id);
        Ok((app.intake.hear(&said, deadlines.regions()).await?, said))
    };
    match in_time(say).await {
        Ok((heard, said)) => match unfinished(&heard, &said) {
            Some((title, note)) => Answer::done(title, &note),
            None => Answer::Taken,
        },
        Err(problem) => {
            problem.log("submission");
            Answer::field_errors(error(problem.for_people()))
        }
    }
}

/// Roles are taken, given and laid down: each is said for itself.
pub(super) async fn roles(app: &App, submission: Submission) -> Answer {
    let read = forms::roles::read(&submission.view.private_metadata, &submission.view.state);
    let Some((id, changed)) = read else {
        return Answer::malformed("submission", &"it is not told which incident it is about");
    };
    let deadlines = Deadlines::begin();
    let mut not_done: Option<(&str, Note)> = None;
    for (role, chosen) in changed {
        let assign = async {
            let by = app.members.person(&app.slack, &submission.user.id).await?;
            let to = match &chosen {
                Some(chosen) => Some(responder(app, chosen).await?),
                None => None,
            };
            let said = Said::now(To::Id(id.clone()), by, Word::Assign(Assign { role, to }));
            Ok((app.intake.hear(&said, deadlines.regions()).await?, said))
        };
        match deadlines.in_time(assign).await {
            Ok((heard, said)) => {
                if let Some((title, note)) = unfinished(&heard, &said) {
                    let before = not_done.take().map_or_else(Note::default, |(_, before)| before);
                    not_done = Some((title, before.and(note)));
                }
            }
            Err(problem) => {
                problem.log("roles");
                return Answer::field_errors(forms::roles::error(role, problem.for_people()));
            }
        }
    }
    match not_done {
        Some((title, note)) => Answer::done(title, &note),
        // The card says so, and the channel.
        None => Answer::Taken,
    }
}

/// Whom somebody has chosen. Why they cannot be is said to another.
async fn responder(app: &App, chosen: &str) -> Result<Person, Problem> {
    app.members.person(&app.slack, chosen).await.map_err(|problem| match problem {
        Problem::No(_) => Problem::no(
            "Choose a full member of this workspace: guests, bots and people of other workspaces cannot have a role.",
        ),
        problem => problem,
    })
}

/// Somebody made by hand what a step was to make.
pub(super) async fn link(app: &App, submission: Submission) -> Answer {
    let Some(step) = forms::link::step(&submission.view.private_metadata) else {
        return Answer::malformed("submission", &"it is not told which step it is about");
    };
    let url = match forms::link::read(&submission.view.state) {
        Ok(url) => url,
        Err(errors) => return Answer::field_errors(errors),
    };
    let word = Word::Mend(Mend { step, remedy: Remedy::Link { url } });
    say(app, submission, word, forms::link::error).await
}

/// Resolves the incident.
pub(super) async fn resolve(app: &App, submission: Submission) -> Answer {
    let (to, typed_in) = match submission.view.private_metadata.split_once(' ') {
        Some((to, channel)) => (to, Some(channel.to_owned())),
        None => (submission.view.private_metadata.as_str(), None),
    };
    let to = match to {
        "" => None,
        to => match to.parse() {
            Ok(to) => Some(to),
            Err(error) => return Answer::malformed("submission", &error),
        },
    };
    let Filling { to, ending, origin } = match forms::resolve::read(to, &submission.view.state) {
        Ok(filling) => filling,
        Err(errors) => return Answer::field_errors(errors),
    };
    let deadlines = Deadlines::begin();
    let resolve = async {
        let by = app.members.person(&app.slack, &submission.user.id).await?;
        let ending = match ending {
            Choice::Resolved => Ending::Resolved,
            Choice::FalseAlarm => Ending::FalseAlarm,
            Choice::Duplicate(of) => Ending::Duplicate { of: other(app, of, deadlines).await },
        };
        let said = Said::now(to, by, Word::Resolve(Resolve { origin, ending: ending.clone() }));
        let said = Said { typed_in, ..said };
        Ok((app.intake.hear(&said, deadlines.regions()).await?, said, ending))
    };
    match in_time(resolve).await {
        Ok((heard, said, ending)) => {
            if let Some((title, note)) = unfinished(&heard, &said) {
                return Answer::done(title, &note);
            }
            let reference = said.to.reference();
            let follows = if ending == Ending::Resolved { " and writes the post-mortem" } else { "" };
            let text = format!(" is {ending}. Muster tells who has to know{follows}.");
            Answer::done(
                "Resolved",
                &Note::default().line(Line::default().bold(reference.to_string()).text(text)),
            )
        }
        Err(problem) => {
            problem.log("resolution");
            Answer::above("Not resolved", &problem.for_people().into())
        }
    }
}

/// The incident of which one is a duplicate; what is not known of it now is left out.
async fn other(app: &App, id: DeclarationId, deadlines: Deadlines) -> Other {
    let seen = app.intake.regions.get(&id, deadlines.looking()).await;
    let found = seen.incidents.first().map(Listed::as_other);
    found.unwrap_or_else(|| Other { reference: Reference::of(&id), id, channel_url: None })
}

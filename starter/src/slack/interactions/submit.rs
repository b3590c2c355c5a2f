//! Submitted forms.

use jiff::Timestamp;
use muster_workflows::domain::{Declaration, DeclarationId};

use super::payload::Submission;
use crate::{
    incidents::Listed,
    serve::{App, in_time},
    slack::{
        answer::Answer,
        forms,
        note::{Line, Note},
        problem::Problem,
    },
};

/// Starts the incident. Until that is durable the form stays open, with everything in it.
pub(super) async fn declare(app: &App, submission: Submission) -> Answer {
    // The form's own id: the same form submitted twice is the same incident.
    let id = submission.view.root_view_id.as_ref().unwrap_or(&submission.view.id);
    let id: DeclarationId = match id.parse() {
        Ok(id) => id,
        Err(error) => return Answer::malformed("submission", &error),
    };
    let plan = app.plans.current();
    let declared = match forms::declare::read(&submission.view.state, &plan, Timestamp::now()) {
        Ok(declared) => declared,
        Err(errors) => return Answer::field_errors(errors),
    };
    let channel = plan.incidents_channel.clone();
    let expires = plan.confirm_within;
    let start = async {
        let by = app.members.person(&app.slack, &submission.user.id).await?;
        let declaration = Declaration {
            id,
            title: declared.title,
            severity: declared.severity,
            services: declared.services,
            impact_started_at: declared.since,
            by,
            at: Timestamp::now(),
            team_id: Some(submission.team.id),
            confirmed: false,
        };
        let reference = declaration.reference();
        app.incidents.declare(declaration, (*plan).clone()).await?;
        Ok(reference)
    };
    match in_time(start).await {
        Ok(reference) => {
            let note =
                Note::default()
                    .line(
                        Line::default()
                            .bold(reference.to_string())
                            .text(format!(" is declared: {channel} is asked to confirm it.")),
                    )
                    .line(Line::default().text(format!(
                        "Anyone can press Confirm there, also you. After {expires} it expires."
                    )));
            Answer::done("Declared", &note)
        }
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

/// Resolves the incident.
pub(super) async fn resolve(app: &App, submission: Submission) -> Answer {
    let id: DeclarationId = match submission.view.private_metadata.parse() {
        Ok(id) => id,
        Err(error) => return Answer::malformed("submission", &error),
    };
    let origin = forms::resolve::read(&submission.view.state);
    let resolve = async {
        let by = app.members.person(&app.slack, &submission.user.id).await?;
        let incident = resolvable(app, &id).await?;
        app.incidents.resolve(&id, by, origin).await?;
        Ok(incident.reference)
    };
    match in_time(resolve).await {
        Ok(reference) => {
            let text = " is resolved. Muster tells everybody and writes the post-mortem.";
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

async fn resolvable(app: &App, id: &DeclarationId) -> Result<Listed, Problem> {
    let incident = app.incidents.get(id).await?;
    let incident = incident.ok_or_else(|| Problem::no("Temporal does not keep this incident any more."))?;
    match incident.why_not_resolve_by_button() {
        None => Ok(incident),
        Some(why) => Err(Problem::No(why)),
    }
}

//! Buttons, shortcuts and submitted forms.

use muster_workflows::contract::chat::Posted;
use slack_morphism::prelude::SlackView;

use super::{
    answer::Answer,
    forms, home,
    note::Note,
    problem::Problem,
    resolving::{self, Choice, NOWHERE},
};
use crate::{
    incidents::Which,
    serve::{App, Deadlines, in_time, told_in_time},
};

mod payload;
mod press;
mod submit;

pub(super) use payload::{Interaction, Pressed};
use payload::{OnMessage, Shortcut, Submission};

/// The callback ids of the global shortcuts, as the app's manifest has them.
const DECLARE_SHORTCUT: &str = "declare_incident";
const RESOLVE_SHORTCUT: &str = "resolve_incident";
/// The callback id of the shortcut on messages.
const FOLLOW_UP_SHORTCUT: &str = "make_follow_up";

pub(super) async fn answer(app: &App, interaction: Interaction) -> Answer {
    match interaction {
        Interaction::BlockActions(pressed) => match home::pressed(app, &pressed).await {
            Some(answer) => answer,
            None => press::pressed(app, pressed).await,
        },
        Interaction::ViewSubmission(submission) => submitted(app, submission).await,
        Interaction::Shortcut(shortcut) => open_by_shortcut(app, shortcut).await,
        Interaction::MessageAction(on) => open_on_message(app, on).await,
        Interaction::Other => Answer::Taken,
    }
}

async fn submitted(app: &App, submission: Submission) -> Answer {
    match submission.view.callback_id.as_str() {
        forms::declare::CALLBACK => submit::declare(app, submission).await,
        forms::resolve::CALLBACK => submit::resolve(app, submission).await,
        forms::roles::CALLBACK => submit::roles(app, submission).await,
        forms::update::CALLBACK => submit::update(app, submission).await,
        forms::severity::CALLBACK => submit::severity(app, submission).await,
        forms::impact::CALLBACK => submit::impact(app, submission).await,
        forms::follow_up::CALLBACK => submit::follow_up(app, submission).await,
        forms::link::CALLBACK => submit::link(app, submission).await,
        other => Answer::malformed("submission", &format!("there is no form {other:?}")),
    }
}

async fn open_by_shortcut(app: &App, shortcut: Shortcut) -> Answer {
    let (user, trigger) = (shortcut.user.id.as_str(), shortcut.trigger_id.as_str());
    match shortcut.callback_id.as_str() {
        DECLARE_SHORTCUT => open_declare_form(app, user, trigger, "shortcut").await,
        RESOLVE_SHORTCUT => {
            open(app, trigger, "Resolve an incident", "shortcut", resolve_form(app, user)).await
        }
        other => Answer::malformed("shortcut", &format!("there is no shortcut {other:?}")),
    }
}

async fn open_on_message(app: &App, on: OnMessage) -> Answer {
    match on.callback_id.as_str() {
        FOLLOW_UP_SHORTCUT => {
            let form = follow_up_form(app, &on);
            open(app, &on.trigger_id, FOLLOW_UP, "message shortcut", form).await
        }
        other => Answer::malformed("message shortcut", &format!("there is no shortcut {other:?}")),
    }
}

/// The title of what opens for a follow-up.
const FOLLOW_UP: &str = "Make a follow-up";

/// The form for a follow-up about a message: of the incident whose channel it is in, or of one to choose.
async fn follow_up_form(app: &App, on: &OnMessage) -> Result<SlackView, Problem> {
    let (regions, deadlines) = (&app.intake.regions, Deadlines::begin());
    app.members.person(&app.slack, &on.user.id).await?;
    let about = Posted { channel: on.channel.id.clone(), ts: on.message.ts.clone() };
    let about = (&about, on.message.text.as_str());
    let seen = regions.in_channel(&on.channel.id, deadlines.looking()).await;
    if seen.incidents.is_empty() && !seen.unanswered.is_empty() && on.channel.is_private() {
        // It may be that of an incident there: what was said in private is not for another.
        return Err(seen.unanswered.into());
    }
    if let Some(incident) = seen.incidents.first() {
        return match incident.why_not_follow_up() {
            Some(why) => Err(Problem::No(why)),
            None => Ok(forms::follow_up::form(&incident.id, Some(about))),
        };
    }
    let mut kept = regions.list(Which::Kept, deadlines.regions()).await.or_nowhere()?;
    kept.incidents.retain(|incident| incident.why_not_here(&on.channel.id).is_none());
    match kept.incidents.as_slice() {
        [] => Err(Problem::no(
            "There is no incident, active or over lately, of which this could be a follow-up.",
        )),
        incidents => Ok(forms::follow_up::form_for_one_of(incidents, about)),
    }
}

/// The form in which an incident is declared.
pub(super) async fn open_declare_form(app: &App, user: &str, trigger: &str, by: &'static str) -> Answer {
    let form = async {
        app.members.person(&app.slack, user).await?;
        Ok(forms::declare::form(&app.plans.current()))
    };
    open(app, trigger, "Declare an incident", by, form).await
}

/// The form in which the active incident is resolved, or one of them, or why there is none.
async fn resolve_form(app: &App, user: &str) -> Result<SlackView, Problem> {
    let (regions, deadlines) = (&app.intake.regions, Deadlines::begin());
    app.members.person(&app.slack, user).await?;
    Ok(match resolving::choose(regions, None, NOWHERE, deadlines.looking()).await? {
        Choice::Tell(note) => forms::notice("Resolve an incident", &note),
        Choice::OneOf(active) => forms::resolve::form_for_one_of(&active, &app.plans.current()),
        Choice::This(incident) => resolving::form(app, &incident, deadlines.looking()).await,
    })
}

/// A shortcut and the home tab have no place where they could be answered but the form: who gets none is told why in
/// its stead.
async fn open(
    app: &App,
    trigger: &str,
    title: &str,
    by: &'static str,
    form: impl Future<Output = Result<SlackView, Problem>>,
) -> Answer {
    let open = async { Ok(app.slack.open(trigger, form.await?).await?) };
    if let Err(problem) = in_time(open).await {
        problem.log(by);
        let notice = forms::notice(title, &Note::from(problem.for_people()));
        let tell = async { Ok(app.slack.open(trigger, notice).await?) };
        if let Err(untold) = told_in_time(tell).await {
            untold.log("telling why no form opens");
            return Answer::NotTaken;
        }
    }
    Answer::Taken
}

#[cfg(test)]
mod tests {
    use muster_slack_app::App;

    use super::*;

    #[test]
    fn the_apps_shortcuts_are_those_that_are_heard() {
        let app = App::current();
        let all: Vec<_> = app.shortcuts().collect();
        assert_eq!(all, [DECLARE_SHORTCUT, RESOLVE_SHORTCUT, FOLLOW_UP_SHORTCUT]);
        assert_eq!(app.message_shortcuts().collect::<Vec<_>>(), [(FOLLOW_UP_SHORTCUT, FOLLOW_UP)]);
    }
}

//! Buttons, shortcuts and submitted forms.

use super::{answer::Answer, forms, home, note::Note};
use crate::serve::{App, in_time, told_in_time};

mod payload;
mod press;
mod submit;

pub(super) use payload::{Interaction, Pressed};
use payload::{Shortcut, Submission};

/// The callback id of the global shortcut, as the app's manifest has it.
const DECLARE_SHORTCUT: &str = "declare_incident";

pub(super) async fn answer(app: &App, interaction: Interaction) -> Answer {
    match interaction {
        Interaction::BlockActions(pressed) => match home::pressed(app, &pressed).await {
            Some(answer) => answer,
            None => press::pressed(app, pressed).await,
        },
        Interaction::ViewSubmission(submission) => submitted(app, submission).await,
        Interaction::Shortcut(shortcut) => open_by_shortcut(app, shortcut).await,
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
        forms::link::CALLBACK => submit::link(app, submission).await,
        other => Answer::malformed("submission", &format!("there is no form {other:?}")),
    }
}

async fn open_by_shortcut(app: &App, shortcut: Shortcut) -> Answer {
    if shortcut.callback_id != DECLARE_SHORTCUT {
        return Answer::malformed("shortcut", &format!("there is no shortcut {:?}", shortcut.callback_id));
    }
    open_declare_form(app, &shortcut.user.id, &shortcut.trigger_id, "shortcut").await
}

/// A shortcut and the home tab have no place where they could be answered but the form: who may not declare is told in
/// its stead.
pub(super) async fn open_declare_form(app: &App, user: &str, trigger: &str, by: &'static str) -> Answer {
    let form = async {
        app.members.person(&app.slack, user).await?;
        app.slack.open(trigger, forms::declare::form(&app.plans.current())).await?;
        Ok(())
    };
    if let Err(problem) = in_time(form).await {
        problem.log(by);
        let notice = forms::notice("Declare an incident", &Note::from(problem.for_people()));
        let tell = async { Ok(app.slack.open(trigger, notice).await?) };
        if let Err(untold) = told_in_time(tell).await {
            untold.log("telling why no form opens");
            return Answer::NotTaken;
        }
    }
    Answer::Taken
}

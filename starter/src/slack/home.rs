//! The home tab: what is going on, and what one can do about it.

use jiff::Timestamp;
use muster_workflows::{contract::chat::interaction, domain::Status};
use slack_morphism::prelude::*;

use super::{
    answer::Answer,
    interactions::{self, Pressed},
    note::{Line, Note},
    problem::Problem,
    resolving::{self, NOWHERE},
};
use crate::{
    incidents::{Listed, Which},
    regions::Seen,
    serve::{App, Deadlines, in_time},
};

/// Action: the form to declare an incident.
const DECLARE: &str = "declare";
/// Action: it is published anew.
const REFRESH: &str = "refresh";

/// So many incidents fit with their buttons into Slack's 100 blocks.
const MOST: usize = 30;

/// Somebody opened it. Where nothing can be published they see what was before, and open it again.
pub(super) async fn opened(app: &App, user: &str) -> Answer {
    if let Err(problem) = in_time(publish(app, user)).await {
        problem.log("home tab");
    }
    Answer::Taken
}

/// A press on one of its own buttons; those on an incident are the same as on messages.
pub(super) async fn pressed(app: &App, pressed: &Pressed) -> Option<Answer> {
    match pressed.actions.first()?.action_id.as_str() {
        DECLARE => {
            Some(interactions::open_declare_form(app, &pressed.user.id, &pressed.trigger_id, "press").await)
        }
        REFRESH => Some(opened(app, &pressed.user.id).await),
        _ => None,
    }
}

async fn publish(app: &App, user: &str) -> Result<(), Problem> {
    let deadlines = Deadlines::begin();
    let view = match app.members.person(&app.slack, user).await {
        Ok(_) => {
            let open = app.intake.regions.list(Which::Open, deadlines.regions()).await;
            view(&open, user, Timestamp::now())
        }
        Err(problem) if problem.is_for_now() => return Err(problem),
        // Who may not declare is told why.
        Err(problem) => SlackView::Home(SlackHomeView::new(vec![Note::from(problem.for_people()).block()])),
    };
    Ok(app.slack.publish(user, view).await?)
}

fn view(open: &Seen, user: &str, at: Timestamp) -> SlackView {
    let declare = button(DECLARE, "Declare an incident").with_style(SlackBlockButtonStyle::Primary);
    let refresh = button(REFRESH, "Refresh");
    let mut blocks = vec![
        SlackHeaderBlock::new(plain("Incidents").into()).into(),
        actions("home", vec![declare, refresh]),
        as_of(at),
    ];
    let (shown, more) = open.incidents.split_at(open.incidents.len().min(MOST));
    for (nth, incident) in shown.iter().enumerate() {
        blocks.push(SlackDividerBlock::new().into());
        blocks.push(about(incident, user));
        let buttons = buttons(incident, nth);
        if !buttons.is_empty() {
            blocks.push(actions(incident.id.as_str(), buttons));
        }
    }
    if let Some(rest) = rest(open, more.len()) {
        blocks.push(SlackDividerBlock::new().into());
        blocks.push(rest.block());
    }
    SlackView::Home(SlackHomeView::new(blocks))
}

fn about(incident: &Listed, user: &str) -> SlackBlock {
    let note = Note::default().line(resolving::at_a_glance(incident));
    let roles: Vec<_> =
        incident.roles.iter().filter(|(_, who)| *who == user).map(|(role, _)| role.label()).collect();
    let note = match roles.as_slice() {
        [] => note,
        roles => note.line(Line::default().text(format!("Your role: {}", roles.join(", ")))),
    };
    note.block()
}

/// Slack wants ids of actions that differ in a view.
fn buttons(incident: &Listed, nth: usize) -> Vec<SlackBlockButtonElement> {
    let resolve =
        (incident.status == Status::Active && incident.why_not_here(NOWHERE).is_none()).then(|| {
            button(&format!("{}:{nth}", interaction::RESOLVE), "Resolve").with_value(incident.id.to_string())
        });
    let url = |link: &Option<String>| link.as_deref().and_then(|link| link.parse().ok());
    let open = url(&incident.links.channel)
        .map(|url| button(&format!("{}:{nth}", interaction::JOIN_CHANNEL), "Open the channel").with_url(url));
    let join = url(&incident.links.meeting)
        .map(|url| button(&format!("{}:{nth}", interaction::JOIN_MEETING), "Join the meeting").with_url(url));
    open.into_iter().chain(join).chain(resolve).collect()
}

/// What is to be said below the incidents: that there are none or more of them, and where nobody could look.
fn rest(open: &Seen, more: usize) -> Option<Note> {
    let note = match (open.incidents.len(), more) {
        (0, _) if open.unanswered.is_empty() => {
            Note::from("No incident is active, and none waits to be confirmed.")
        }
        (_, 0) => Note::default(),
        (_, more) => Note::from(format!("… and {more} more: /incident list")),
    };
    let note = resolving::with_unanswered(note, open);
    (note != Note::default()).then_some(note)
}

fn as_of(at: Timestamp) -> SlackBlock {
    let utc = at.strftime("%H:%M UTC");
    let text = format!("<!date^{}^As of {{time}}|As of {utc}>", at.as_second());
    SlackContextBlock::new(vec![SlackBlockMarkDownText::new(text).into()]).into()
}

fn actions(block_id: &str, buttons: Vec<SlackBlockButtonElement>) -> SlackBlock {
    let elements = buttons.into_iter().map(Into::into).collect();
    SlackActionsBlock::new(elements).with_block_id(block_id.into()).into()
}

fn button(action: &str, label: &str) -> SlackBlockButtonElement {
    SlackBlockButtonElement::new(plain(label).into()).with_action_id(action.into())
}

fn plain(text: &str) -> SlackBlockPlainText {
    SlackBlockPlainText::new(text.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use muster_workflows::domain::Role;

    use super::*;
    use crate::incidents::{Links, tests::listed};

    fn at() -> Timestamp {
        "2026-11-22T18:05:59Z".parse().unwrap()
    }

    #[test]
    fn shows_what_is_going_on_and_what_one_can_do() {
        let links = Links {
            channel: Some("https://sandbox.slack.test/archives/C1".to_owned()),
            meeting: Some("https://zoom.test/j/1".to_owned()),
            ..Links::default()
        };
        let roles = BTreeMap::from([
            (Role::Commander, "U0ADA".to_owned()),
            (Role::Communications, "U0GRACE".to_owned()),
            (Role::Scribe, "U0ADA".to_owned()),
        ]);
        let active = Listed { links, roles, ..listed("V1", Status::Active) };
        let title = Some("Private incident".to_owned());
        let private = Listed { private: true, title, declared_by: None, ..listed("V3", Status::Active) };
        let open = Seen::of(vec![active, listed("V2", Status::Prompted), private]);
        insta::assert_json_snapshot!(view(&open, "U0ADA", at()));
    }

    #[test]
    fn says_so_when_nothing_is_going_on() {
        insta::assert_json_snapshot!(view(&Seen::of(Vec::new()), "U0ADA", at()));
    }

    #[test]
    fn many_incidents_fit() {
        let many = (0..100).map(|n| listed(&format!("V{n}"), Status::Active)).collect();
        let SlackView::Home(home) = view(&Seen::of(many), "U0ADA", at()) else { panic!("no home tab") };
        assert!(home.blocks.len() <= 100, "{}", home.blocks.len());
    }
}

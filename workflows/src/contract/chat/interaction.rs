//! The names by which a press of a button says what it means: put on messages by who posts them, read by who
//! hears of the press.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::domain::{DeclarationId, Impact, Person, Role, Step};

/// Block: the prompt's buttons. Their value is the declaration's id.
pub const PROMPT: &str = "prompt";
/// Action: it is an incident.
pub const CONFIRM: &str = "confirm";
/// Action: it is none.
pub const CANCEL: &str = "cancel";

/// Block: the buttons of announcement and card.
pub const INCIDENT: &str = "incident";
/// Action: the incident is over. Its value is the declaration's id.
pub const RESOLVE: &str = "resolve";
/// Action: the incident goes on. Its value is the declaration's id.
pub const REOPEN: &str = "reopen";
/// Action: who presses it is the commander from now on.
pub const TAKE_COMMAND: &str = "take-command";
/// Action: the form for a status update. Its value is what [`for_update`] makes.
pub const UPDATE: &str = "update";
/// Action: the form in which the severity is changed. Its value is the declaration's id and, after a space, the level.
pub const SEVERITY: &str = "severity";
/// Action: the form for when customers felt it. Its value is what [`with_impact`] makes.
pub const IMPACT: &str = "impact";
/// Action: the form in which roles are given. Its value is what [`with_roles`] makes.
pub const ROLES: &str = "roles";

/// Block: the button of the question what is left to do.
pub const FOLLOW_UPS: &str = "follow-ups";
/// Action: the form for a follow-up. Its value is the declaration's id.
pub const FOLLOW_UP: &str = "follow-up";

/// Block: the button of a management alert.
pub const ALERT: &str = "alert";
/// Action: who presses it has the alert. Its value is the declaration's id.
pub const ACKNOWLEDGE: &str = "acknowledge";

/// Block: the buttons of a run of a runbook.
pub const RUN: &str = "run";
/// Action: the run may act. Its value is the run's id.
pub const ALLOW: &str = "allow";
/// Action: it may not.
pub const REFUSE: &str = "refuse";

/// Action on a step: it is tried now. The value of these is the declaration's id.
pub const RETRY_STEP: &str = "retry-step";
/// Action on a step: the incident does without it.
pub const SKIP_STEP: &str = "skip-step";
/// Action on a step: somebody made by hand what it was to make.
pub const LINK_STEP: &str = "link-step";

/// Action: a link to the incident channel; Slack tells of the press, and there is nothing to do.
pub const JOIN_CHANNEL: &str = "join-channel";
/// Action: a link to the Zoom meeting; likewise.
pub const JOIN_MEETING: &str = "join-meeting";
/// Action: a link to the post-mortem; likewise.
pub const OPEN_POST_MORTEM: &str = "open-post-mortem";

/// The event type of the metadata on every message of Muster's.
pub const METADATA: &str = "muster";
/// Metadata: the declaration's id.
pub const DECLARATION: &str = "declaration";
/// Metadata: the message's purpose.
pub const PURPOSE: &str = "purpose";
/// Metadata: the message's author. Regions share declarations and never runs, so that by it a region knows its own
/// prompt. It is named after what it held at first: the run that posted, which mostly is the first.
pub const AUTHOR: &str = "run";

/// An action on one of the steps: a message has each action once.
pub fn on_step(action: &str, step: Step) -> String {
    format!("{action}:{}", step.key())
}

/// The action, and the step that it is on, if it is one on a step.
pub fn of_step(action: &str) -> (&str, Option<Step>) {
    match action.split_once(':') {
        Some((action, step)) => (action, Step::with_key(step)),
        None => (action, None),
    }
}

/// In the place of who has a role that nobody in Slack has, and of a time that nobody knows.
const NOTHING: &str = "-";

/// Who has which role, by Slack's user id, as text.
pub fn roles(roles: &BTreeMap<Role, Person>) -> String {
    let who = |role| roles.get(&role).and_then(|person| person.slack_id.as_deref()).unwrap_or(NOTHING);
    Role::ALL.map(who).join(" ")
}

/// Of an update: not everybody reads it.
const PRIVATE: &str = "private";

/// An incident's id, and whether it is private, for the form in which an update is written.
pub fn for_update(id: &DeclarationId, is_private: bool) -> String {
    if is_private { format!("{id} {PRIVATE}") } else { id.to_string() }
}

/// Whether [`for_update`] said so of a private one.
pub fn is_for_private_update(value: &str) -> bool {
    value.split(' ').nth(1) == Some(PRIVATE)
}

/// An incident's id, and who has its roles, for the form in which they are given.
pub fn with_roles(id: &DeclarationId, who: &BTreeMap<Role, Person>) -> String {
    format!("{id} {}", roles(who))
}

/// The incident's id, and by Slack's user id who has which role.
pub fn of_roles(value: &str) -> (&str, BTreeMap<Role, String>) {
    let (id, who) = value.split_once(' ').unwrap_or((value, ""));
    (id, read_roles(who))
}

/// What [`roles`] wrote.
pub fn read_roles(text: &str) -> BTreeMap<Role, String> {
    let has = Role::ALL.into_iter().zip(text.split_whitespace()).filter(|(_, who)| *who != NOTHING);
    has.map(|(role, who)| (role, who.to_owned())).collect()
}

/// An incident's id, and when customers felt it in seconds since 1970, for the form in which that is corrected.
pub fn with_impact(id: &DeclarationId, impact: Impact) -> String {
    let second =
        |at: Option<Timestamp>| at.map_or_else(|| NOTHING.to_owned(), |at| at.as_second().to_string());
    format!("{id} {} {}", second(impact.started_at), second(impact.ended_at))
}

/// When customers felt it, as [`with_impact`] wrote it.
pub fn impact_in(value: &str) -> Impact {
    let mut seconds = value
        .split_whitespace()
        .skip(1)
        .map(|second| second.parse().ok().and_then(|second| Timestamp::from_second(second).ok()));
    let mut next = || seconds.next().flatten();
    Impact { started_at: next(), ended_at: next() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_read_as_they_were_written() {
        let roles = BTreeMap::from([
            (Role::Commander, Person::at_a_shell("ops")),
            (Role::Scribe, Person::in_slack("U0ADA", "Ada")),
        ]);
        let value = with_roles(&"V1".parse().unwrap(), &roles);
        assert_eq!(of_roles(&value), ("V1", BTreeMap::from([(Role::Scribe, "U0ADA".to_owned())])));
        assert_eq!(of_roles("V1"), ("V1", BTreeMap::new()));
    }

    #[test]
    fn a_private_update_is_told_from_another() {
        let id = "private".parse().unwrap();
        for is_private in [false, true] {
            assert_eq!(is_for_private_update(&for_update(&id, is_private)), is_private);
        }
    }

    #[test]
    fn an_impact_is_read_as_it_was_written() {
        let at = |second| Timestamp::from_second(second).ok();
        for (started_at, ended_at) in [(None, None), (at(60), None), (None, at(-60)), (at(0), at(60))] {
            let impact = Impact { started_at, ended_at };
            assert_eq!(impact_in(&with_impact(&"V1".parse().unwrap(), impact)), impact);
        }
        assert_eq!(impact_in("V1"), Impact::default());
    }
}

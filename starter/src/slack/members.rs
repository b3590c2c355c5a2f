//! Who may declare, confirm and resolve: any full member of the workspace.

use std::time::Duration;

use muster_workflows::domain::Person;
use slack_morphism::prelude::*;
use tokio::time::timeout;

use super::{
    client::Slack,
    lately::Lately,
    problem::{Problem, SlackTrouble},
};

/// How long Slack may take to say who somebody is: most of the time is for what they say.
const WITHIN: Duration = Duration::from_secs(1);

/// Who was asked about lately.
#[derive(Default)]
pub(crate) struct Members(Lately<Result<Person, Outsider>>);

/// Who is no full member of the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outsider {
    /// No person at all.
    Bot,
    /// Their account is deactivated.
    Deactivated,
    /// Of another workspace.
    Stranger,
    /// A guest.
    Guest,
}

impl Members {
    /// The person with a user id, if they may say anything to Muster.
    pub(super) async fn person(&self, slack: &Slack, user_id: &str) -> Result<Person, Problem> {
        self.who(slack, user_id).await?.map_err(|outsider| Problem::no(outsider.why_they_say_nothing()))
    }

    /// Who has a user id, as Slack said within the last minutes.
    pub(crate) async fn who(
        &self,
        slack: &Slack,
        user_id: &str,
    ) -> Result<Result<Person, Outsider>, SlackTrouble> {
        if let Some(verdict) = self.0.get(user_id) {
            return Ok(verdict);
        }
        let ask = async { tokio::try_join!(slack.team(), slack.user(user_id)) };
        let (team, user) = timeout(WITHIN, ask).await.unwrap_or(Err(SlackTrouble::Slow(WITHIN)))?;
        let verdict = judge(&user, team);
        self.0.note(user_id, verdict.clone());
        Ok(verdict)
    }
}

impl Outsider {
    /// In words for them, where they wanted to do something.
    fn why_they_say_nothing(self) -> &'static str {
        match self {
            Self::Bot => "Bots cannot declare, confirm or resolve incidents: a person has to.",
            Self::Deactivated => "This account is deactivated: ask a full member of this workspace.",
            Self::Stranger => {
                "You are from another workspace: only full members of this one can declare, confirm and resolve incidents. Ask one of them."
            }
            Self::Guest => {
                "You are a guest in this workspace: only full members can declare, confirm and resolve incidents. Ask one of them."
            }
        }
    }
}

/// Whether somebody is a full member of the team.
fn judge(user: &SlackUser, team: &SlackTeamId) -> Result<Person, Outsider> {
    let is = |flag: Option<bool>| flag == Some(true);
    if is(user.flags.is_bot) || user.id.value() == "USLACKBOT" {
        return Err(Outsider::Bot);
    }
    if is(user.deleted) {
        return Err(Outsider::Deactivated);
    }
    if is(user.flags.is_stranger) || user.team_id.as_ref() != Some(team) {
        return Err(Outsider::Stranger);
    }
    if is(user.flags.is_restricted) || is(user.flags.is_ultra_restricted) {
        return Err(Outsider::Guest);
    }
    Ok(Person::in_slack(user.id.value().clone(), name(user)))
}

fn name(user: &SlackUser) -> String {
    let profile = user.profile.as_ref();
    [
        user.real_name.as_ref(),
        profile.and_then(|profile| profile.real_name.as_ref()),
        profile.and_then(|profile| profile.display_name.as_ref()),
        user.name.as_ref(),
    ]
    .into_iter()
    .flatten()
    .find(|name| !name.trim().is_empty())
    .unwrap_or(user.id.value())
    .clone()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn judged(more: Value) -> Result<Person, Outsider> {
        let mut user =
            json!({"id": "U0ADA", "team_id": "T0HOME", "name": "ada", "real_name": "Ada Lovelace"});
        for (key, value) in more.as_object().unwrap() {
            user[key] = value.clone();
        }
        judge(&serde_json::from_value(user).unwrap(), &"T0HOME".into())
    }

    #[test]
    fn whoever_is_no_full_member_is_told_why() {
        for (user, why) in [
            (json!({"is_bot": true}), "Bots cannot"),
            (json!({"id": "USLACKBOT"}), "Bots cannot"),
            (json!({"deleted": true}), "deactivated"),
            (json!({"is_restricted": true}), "guest"),
            (json!({"is_restricted": true, "is_ultra_restricted": true}), "guest"),
            (json!({"is_stranger": true}), "another workspace"),
            (json!({"team_id": "T0PARTNER"}), "another workspace"),
            (json!({"team_id": null}), "another workspace"),
        ] {
            let refusal = judged(user.clone()).unwrap_err().why_they_say_nothing();
            assert!(refusal.contains(why), "{user}: {refusal}");
        }
    }

    #[test]
    fn a_full_member_may_by_the_name_people_know() {
        assert_eq!(judged(json!({})), Ok(Person::in_slack("U0ADA", "Ada Lovelace")));
        assert_eq!(judged(json!({"real_name": " "})).unwrap().name, "ada");
        assert_eq!(judged(json!({"is_admin": true, "is_bot": false})).unwrap().name, "Ada Lovelace");
    }
}

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
pub(crate) struct Members(Lately<Result<Person, &'static str>>);

impl Members {
    /// The person with a user id, if they may say anything to Muster.
    pub(super) async fn person(&self, slack: &Slack, user_id: &str) -> Result<Person, Problem> {
        let verdict = match self.0.get(user_id) {
            Some(verdict) => verdict,
            None => {
                let ask = async { tokio::try_join!(slack.team(), slack.user(user_id)) };
                let (team, user) = timeout(WITHIN, ask).await.unwrap_or(Err(SlackTrouble::Slow(WITHIN)))?;
                let verdict = judge(&user, team);
                self.0.note(user_id, verdict.clone());
                verdict
            }
        };
        verdict.map_err(Problem::no)
    }
}

/// Whether somebody is a full member of the team, or why not in words for them.
fn judge(user: &SlackUser, team: &SlackTeamId) -> Result<Person, &'static str> {
    let is = |flag: Option<bool>| flag == Some(true);
    if is(user.flags.is_bot) || user.id.value() == "USLACKBOT" {
        return Err("Bots cannot declare, confirm or resolve incidents: a person has to.");
    }
    if is(user.deleted) {
        return Err("This account is deactivated: ask a full member of this workspace.");
    }
    if is(user.flags.is_stranger) || user.team_id.as_ref() != Some(team) {
        return Err(
            "You are from another workspace: only full members of this one can declare, confirm and resolve incidents. Ask one of them.",
        );
    }
    if is(user.flags.is_restricted) || is(user.flags.is_ultra_restricted) {
        return Err(
            "You are a guest in this workspace: only full members can declare, confirm and resolve incidents. Ask one of them.",
        );
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

    fn judged(more: Value) -> Result<Person, &'static str> {
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
            let refusal = judged(user.clone()).unwrap_err();
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

//! People brought into a channel.

use std::collections::BTreeSet;

use muster_workflows::contract::chat::{Invite, Reached};
use serde::Deserialize;
use serde_json::json;

use super::{Slack, api::ResponseMetadata};
use crate::failure::Failure;

/// Slack: users in one invitation.
const MOST: usize = 100;
/// Slack: the largest page of members.
const PAGE: &str = "1000";

#[derive(Deserialize)]
struct Members {
    members: Vec<String>,
    #[serde(default)]
    response_metadata: ResponseMetadata,
}

#[derive(Deserialize)]
struct Invited {
    #[serde(default)]
    errors: Vec<Refused>,
}

/// Somebody who was not let in while others were.
#[derive(Deserialize)]
struct Refused {
    user: String,
    error: String,
}

impl Slack {
    /// Invites those who are not there. Who cannot be invited does not stop the others.
    pub(super) async fn invite_missing(&self, invite: &Invite) -> Result<Reached, Failure> {
        let mut people = self.people(&invite.who).await?;
        for id in &invite.and {
            if people.found.iter().all(|(found, _)| found != id) {
                people.found.push((id.clone(), id.clone()));
            }
        }
        let members = self.members(&invite.channel).await?;
        let own = &self.identity().await?.user_id;
        let (there, missing): (Vec<_>, Vec<_>) =
            people.found.into_iter().filter(|(id, _)| id != own).partition(|(id, _)| members.contains(id));
        let mut reached = Reached { people: there.len(), not: people.not, ..Reached::default() };
        for some in missing.chunks(MOST) {
            let ids: Vec<&str> = some.iter().map(|(id, _)| id.as_str()).collect();
            let refused = self.invite_some(&invite.channel, &ids).await?;
            reached.people += some.len() - refused.len();
            reached.not.extend(refused.into_iter().map(|refused| {
                let named = some.iter().find(|(id, _)| *id == refused.user).map(|(_, named)| named.as_str());
                match named {
                    Some(named) if named != refused.user => {
                        format!("{} of {named}: {}", refused.user, refused.error)
                    }
                    _ => format!("{}: {}", refused.user, refused.error),
                }
            }));
        }
        Ok(reached)
    }

    /// Invites whoever can be, and tells who cannot.
    async fn invite_some(&self, channel: &str, users: &[&str]) -> Result<Vec<Refused>, Failure> {
        let arguments = json!({"channel": channel, "users": users.join(","), "force": true});
        match self.api.post::<_, Invited>("conversations.invite", &arguments).await {
            Ok(invited) => Ok(not_there_already(invited.errors)),
            // Nobody could be invited, and Slack names one reason: each is asked for alone, to know each reason.
            Err(failure) if failure.code().is_some_and(is_about_people) && users.len() > 1 => {
                let mut refused = Vec::new();
                for user in users {
                    refused.extend(Box::pin(self.invite_some(channel, &[user])).await?);
                }
                Ok(refused)
            }
            Err(failure) => match (failure.code(), users) {
                (Some(code), [user]) if is_about_people(code) => {
                    let refused = Refused { user: (*user).to_owned(), error: code.to_owned() };
                    Ok(not_there_already(vec![refused]))
                }
                _ => Err(failure),
            },
        }
    }

    async fn members(&self, channel: &str) -> Result<BTreeSet<String>, Failure> {
        let (mut members, mut cursor) = (BTreeSet::new(), String::new());
        loop {
            let arguments = [("channel", channel), ("limit", PAGE), ("cursor", &cursor)];
            let page: Members = self.api.get("conversations.members", &arguments).await?;
            members.extend(page.members);
            cursor = page.response_metadata.next_cursor;
            if cursor.is_empty() {
                return Ok(members);
            }
        }
    }
}

/// Whether a refusal is about who was to be invited rather than about the channel.
fn is_about_people(code: &str) -> bool {
    matches!(
        code,
        "already_in_channel"
            | "cant_invite"
            | "cant_invite_self"
            | "no_external_invite_permission"
            | "not_in_team"
            | "ura_max_channels"
            | "user_disabled"
            | "user_is_restricted"
            | "user_is_ultra_restricted"
            | "user_not_found"
            | "user_team_not_in_channel"
            | "users_not_found"
    )
}

fn not_there_already(mut refused: Vec<Refused>) -> Vec<Refused> {
    refused.retain(|refused| refused.error != "already_in_channel");
    refused
}

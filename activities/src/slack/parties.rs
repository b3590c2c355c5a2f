//! Whom a plan names, as people in Slack.

use std::collections::{BTreeMap, BTreeSet};

use muster_workflows::{
    contract::{System, chat::Membership},
    domain::Party,
};
use serde::Deserialize;

use super::Slack;
use crate::failure::Failure;

/// People, and those of whom Slack knows nothing.
#[derive(Debug, Default)]
pub(super) struct People {
    /// Their ids, each once, with who named them.
    pub(super) found: Vec<(String, String)>,
    /// Whom not: `nobody@example.test: users_not_found`.
    pub(super) not: Vec<String>,
}

/// A person as Slack shows them.
#[derive(Debug, Deserialize)]
pub(super) struct User {
    pub(super) id: String,
    #[serde(default)]
    pub(super) deleted: bool,
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) real_name: Option<String>,
    #[serde(default)]
    pub(super) profile: Profile,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Profile {
    #[serde(default)]
    pub(super) display_name: String,
    #[serde(default)]
    pub(super) real_name: String,
}

#[derive(Deserialize)]
pub(super) struct Found {
    pub(super) user: User,
}

#[derive(Deserialize)]
struct Groups {
    usergroups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    id: String,
    handle: String,
}

#[derive(Deserialize)]
struct Members {
    users: Vec<String>,
}

impl Slack {
    /// Whether somebody is one of those whom parties name.
    pub(super) async fn has_member(&self, Membership { person, of }: &Membership) -> Result<bool, Failure> {
        let people = self.people(of).await?;
        Ok(people.found.iter().any(|(id, _)| id == person))
    }

    /// Finds everybody. Who is not there does not stop the others; a failure for now does, because who was not
    /// asked about must not pass for who does not exist.
    pub(super) async fn people(&self, parties: &[Party]) -> Result<People, Failure> {
        let groups = match parties.iter().any(|party| matches!(party, Party::Handle(_))) {
            true => self.groups().await,
            false => Ok(BTreeMap::new()),
        };
        let (mut people, mut seen) = (People::default(), BTreeSet::new());
        for party in parties {
            let found = match (party, &groups) {
                (Party::Email(email), _) => self.by_email(email).await.map(|id| vec![id]),
                (Party::UserId(id), _) => Ok(vec![id.clone()]),
                (Party::GroupId(id), _) => self.members_of(id).await,
                (Party::Handle(handle), Ok(groups)) => self.members_of_one(groups, handle).await,
                (Party::Handle(_), Err(failure)) => Err(failure.clone()),
            };
            match found {
                Ok(ids) => people.found.extend(
                    ids.into_iter().filter(|id| seen.insert(id.clone())).map(|id| (id, party.to_string())),
                ),
                Err(failure) if failure.is_for_now() => return Err(failure),
                Err(failure) => people.not.push(format!("{party}: {}", failure.words())),
            }
        }
        Ok(people)
    }

    /// The people of a group that is named by its handle.
    pub(super) async fn members_of_handle(&self, handle: &str) -> Result<Vec<String>, Failure> {
        self.members_of_one(&self.groups().await?, handle).await
    }

    async fn members_of_one(
        &self,
        groups: &BTreeMap<String, String>,
        handle: &str,
    ) -> Result<Vec<String>, Failure> {
        // As Slack says it where it is asked for a group by id.
        let none = || Failure::refused(System::Chat, "no_such_subteam", "no_such_subteam");
        self.members_of(groups.get(handle).ok_or_else(none)?).await
    }

    pub(super) async fn by_email(&self, email: &str) -> Result<String, Failure> {
        let found: Found = self.api.get("users.lookupByEmail", &[("email", email)]).await?;
        Ok(found.user.id)
    }

    /// Handles to ids.
    async fn groups(&self) -> Result<BTreeMap<String, String>, Failure> {
        let groups: Groups = self.api.get("usergroups.list", &[]).await?;
        Ok(groups.usergroups.into_iter().map(|group| (group.handle, group.id)).collect())
    }

    /// Without those who are deactivated: Slack leaves them out.
    pub(super) async fn members_of(&self, group: &str) -> Result<Vec<String>, Failure> {
        let members: Members = self.api.get("usergroups.users.list", &[("usergroup", group)]).await?;
        Ok(members.users)
    }

    /// A person by id.
    pub(super) async fn user(&self, id: &str) -> Result<User, Failure> {
        let found: Found = self.api.get("users.info", &[("user", id)]).await?;
        Ok(found.user)
    }
}

//! Who has which role.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Context, Incident, State, aside, said::Effect, work};
use crate::{
    contract::{
        System,
        chat::{Chat, Invite, News},
    },
    domain::{Event, Person, Role},
};

/// Whoever is given a role is invited into the channel. Ends when the run is over.
pub(super) async fn invite(ctx: &Context) {
    while work::comes(ctx, |incident| incident.invitation().is_some()).await {
        let Some(invite) = ctx.state(Incident::invitation) else { return };
        aside::call(ctx, System::Chat, "Invitation for a role", || Chat::invite, invite).await;
        ctx.state_mut(|incident| incident.state.to_invite.remove(0));
    }
}

impl Incident {
    fn invitation(&self) -> Option<Invite> {
        let channel = self.state.channel.as_ref()?.id.clone();
        let person = self.state.to_invite.first()?.clone();
        Some(Invite { channel, who: Vec::new(), and: vec![person] })
    }
}

impl State {
    /// Somebody has a role from now on, or nobody. What is so already is not news.
    pub(super) fn assign(&mut self, role: Role, to: Option<Person>, by: Person, at: Timestamp) -> Effect {
        if self.roles.get(&role) == to.as_ref() || self.is_over() {
            return Effect::Nothing;
        }
        self.to_invite.extend(to.as_ref().and_then(|person| person.slack_id.clone()));
        match to.clone() {
            Some(person) => self.roles.insert(role, person),
            None => self.roles.remove(&role),
        };
        self.timeline.record(at, Event::Assigned { role, to: to.clone(), by: by.clone() });
        self.say(News::Assigned { role, to, by });
        self.changes += 1;
        Effect::Counts
    }

    /// Who has which role, where lists do not show it yet.
    pub(super) fn roles_to_list(&mut self) -> Option<BTreeMap<Role, Person>> {
        if self.listed_roles == self.roles {
            return None;
        }
        self.listed_roles.clone_from(&self.roles);
        Some(self.roles.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_so_already_is_not_news() {
        let mut state = State::default();
        let (ada, grace) = (Person::in_slack("U0ADA", "Ada"), Person::in_slack("U0GRACE", "Grace"));
        let at = Timestamp::UNIX_EPOCH;
        state.assign(Role::Commander, None, ada.clone(), at);
        assert_eq!(state, State::default());
        state.assign(Role::Commander, Some(ada.clone()), ada.clone(), at);
        state.assign(Role::Commander, Some(ada.clone()), grace.clone(), at);
        state.assign(Role::Commander, Some(grace.clone()), ada.clone(), at);
        assert_eq!(state.roles[&Role::Commander], grace);
        state.assign(Role::Commander, None, grace, at);
        assert_eq!((state.roles.len(), state.news.len(), state.changes), (0, 3, 3));
        assert_eq!(state.timeline.entries().len(), 3);
        assert_eq!(state.to_invite, ["U0ADA", "U0GRACE"]);
    }
}

//! Who has which role.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{State, said::Effect};
use crate::{
    contract::chat::News,
    domain::{Event, Person, Role},
};

impl State {
    /// Somebody has a role from now on, or nobody. What is so already is not news.
    pub(super) fn assign(&mut self, role: Role, to: Option<Person>, by: Person, at: Timestamp) -> Effect {
        if self.roles.get(&role) == to.as_ref() || self.is_over() {
            return Effect::Nothing;
        }
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
    }
}

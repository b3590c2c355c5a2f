//! Status updates: everybody is told how it goes, and who promised the next one is reminded of it.

use std::pin::pin;

use futures_util::FutureExt;
use jiff::Timestamp;
use temporalio_workflow::{TimerOptions, workflows::select};

use super::{Context, Incident, State, said::Effect, work};
use crate::{
    clock,
    contract::chat::News,
    domain::{Event, Period, Person, Role, StatusUpdate},
};

/// Reminds of each update that was promised and does not come. Ends when the run is over.
pub(super) async fn remind(ctx: &Context) {
    let is_promised =
        |incident: &Incident| incident.state.next_update_at.is_some() && !incident.state.is_over();
    while work::comes(ctx, is_promised).await {
        let Some(due) = ctx.state(|incident| incident.state.next_update_at) else { return };
        let token = ctx.cancellation_token().child_token();
        let timer = TimerOptions::builder(clock::until(ctx, due))
            .summary("The next status update is promised".to_owned())
            .cancellation_token(token.clone())
            .build();
        let mut is_time = pin!(ctx.timer(timer).fuse());
        let mut came = pin!(
            ctx.wait_condition(|incident| {
                incident.state.next_update_at != Some(due) || incident.state.is_over()
            })
            .fuse()
        );
        select! {
            _ = is_time => ctx.state_mut(|incident| incident.state.miss_update(due)),
            _ = came => token.cancel(),
        }
    }
}

impl State {
    /// Everybody is told how it goes.
    pub(super) fn inform(
        &mut self,
        text: &str,
        next_in: Option<Period>,
        by: Person,
        at: Timestamp,
    ) -> Effect {
        if self.confirmed.is_none() || self.resolution.is_some() {
            return Effect::Nothing;
        }
        let text: String = text.trim().chars().take(StatusUpdate::MAX_CHARS).collect();
        let next_at = next_in.and_then(|next_in| at.checked_add(next_in.as_duration()).ok());
        let update = StatusUpdate { text, by, at, next_at };
        self.timeline.record(at, Event::Informed { by: update.by.clone(), text: update.text.clone() });
        self.next_update_at = next_at;
        self.say(News::Update(update.clone()));
        self.update = Some(update);
        self.changes += 1;
        Effect::Counts
    }

    fn miss_update(&mut self, due: Timestamp) {
        self.next_update_at = None;
        let promised_by = self.update.as_ref().map(|update| update.by.clone());
        let to =
            [Role::Communications, Role::Commander].iter().find_map(|role| self.roles.get(role).cloned());
        if let Some(to) = to.or(promised_by) {
            self.say(News::UpdateDue { to, due });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Decision, Ending, Resolution};

    fn ada() -> Person {
        Person::in_slack("U0ADA", "Ada")
    }

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(minute * 60).unwrap()
    }

    fn active() -> State {
        State { confirmed: Some(Decision { by: ada(), at: at(0) }), ..State::default() }
    }

    #[test]
    fn everybody_hears_it_and_when_the_next_one_comes() {
        let mut state = active();
        state.inform(" We roll back. ", Some(Period::minutes(30)), ada(), at(10));
        let update = state.update.clone().unwrap();
        assert_eq!((update.text.as_str(), update.next_at), ("We roll back.", Some(at(40))));
        assert_eq!((state.news.len(), state.changes, state.timeline.entries().len()), (1, 1, 1));
    }

    #[test]
    fn the_next_update_makes_up_for_the_one_before_and_none_is_promised_by_nobody() {
        let mut state = active();
        state.inform("One", Some(Period::minutes(30)), ada(), at(10));
        state.inform("Two", None, ada(), at(20));
        assert_eq!(state.next_update_at, None);
    }

    #[test]
    fn who_keeps_everybody_informed_is_reminded_and_without_them_who_promised() {
        let grace = Person::in_slack("U0GRACE", "Grace");
        for (roles, expected) in
            [(vec![], ada()), (vec![(Role::Communications, grace.clone()), (Role::Commander, ada())], grace)]
        {
            let mut state = State { roles: roles.into_iter().collect(), ..active() };
            state.inform("One", Some(Period::minutes(30)), ada(), at(10));
            state.miss_update(at(40));
            assert_eq!(state.news.last(), Some(&News::UpdateDue { to: expected, due: at(40) }));
            assert_eq!(state.next_update_at, None);
        }
    }

    #[test]
    fn what_is_over_needs_no_update() {
        let mut over = State {
            resolution: Some(Resolution { by: ada(), at: at(5), origin: None, ending: Ending::Resolved }),
            ..active()
        };
        let before = over.clone();
        assert_eq!(over.inform("One", None, ada(), at(10)), Effect::Nothing);
        assert_eq!(over, before);
    }
}

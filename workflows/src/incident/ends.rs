//! The ends of an incident: each can be taken back, and counts for what is done at it.

use jiff::Timestamp;

use super::{
    State,
    said::{CLOCKS_DIFFER, Effect},
};
use crate::{
    contract::chat::News,
    domain::{Ending, Event, Moment, Outcome, Person, Reopening, Resolution, Step},
};

impl State {
    /// Ends it. The first counts, and before Confirm it waits for it. What was kept for long may be from before the
    /// incident was reopened: that was about an end that is none.
    pub(super) fn resolve(&mut self, resolution: Resolution) -> Effect {
        if self.is_undecided() {
            self.resolved_early.get_or_insert(resolution);
            return Effect::Waits;
        }
        let is_old = self.is_from_before_it_was_reopened(resolution.at);
        let counts = self.confirmed.is_some() && self.resolution.is_none() && !is_old;
        if counts {
            let Resolution { by, at, ending, .. } = resolution.clone();
            self.timeline.record(at, Event::Resolved { by, ending });
            self.resolution = Some(resolution);
            self.next_update_at = None;
            self.changes += 1;
        }
        Effect::of(counts)
    }

    /// Takes its end back. What people can open stays; the other steps are done again at the next end. What was kept for
    /// long may be from before this end: that was about another.
    pub(super) fn reopen(&mut self, by: Person, at: Timestamp) -> Effect {
        let is_final = self.is_final;
        let Some(was) = self.resolution.take_if(|resolution| !is_final && !is_before(at, resolution.at))
        else {
            return Effect::Nothing;
        };
        self.timeline.record(at, Event::Reopened { by: by.clone() });
        self.say(News::Reopened { by: by.clone() });
        self.outcomes.retain(|step, outcome| step.moment() == Moment::Open || outcome.link().is_some());
        self.remedies.retain(|step, _| step.moment() == Moment::Open);
        let has_alerted = self.alerted.iter().any(|group| !group.posted.is_empty());
        for (step, outcome) in &mut self.outcomes {
            let was_moot =
                step.is_moot_once_resolved() && matches!(outcome, Outcome::Skipped { by: None, .. });
            // Whoever was called has heard that it is over; whoever could not be may be reached now.
            let (is_done, is_failed) = (outcome.is_done(), matches!(outcome, Outcome::Failed { .. }));
            let is_called_again = match step {
                Step::Page => is_done || is_failed,
                Step::ManagementAlert => (is_done && has_alerted) || is_failed,
                _ => false,
            };
            if was_moot || is_called_again {
                *outcome = Outcome::Pending;
            }
        }
        self.forget_alerts();
        self.reopened.push(Reopening { by, at, was });
        self.changes += 1;
        Effect::Counts
    }

    /// Whether something was said before it was last reopened: it was about what was then.
    pub(super) fn is_from_before_it_was_reopened(&self, said_at: Timestamp) -> bool {
        self.reopened.last().is_some_and(|reopening| is_before(said_at, reopening.at))
    }

    /// How often it was reopened.
    pub(super) fn times_reopened(&self) -> u32 {
        u32::try_from(self.reopened.len()).unwrap_or(u32::MAX)
    }

    /// How it ended, where it has.
    pub(super) fn ending(&self) -> Option<&Ending> {
        self.resolution.as_ref().map(|resolution| &resolution.ending)
    }

    /// Whether what a step came to counts that began when it had been reopened so often: not, where there was no point in it
    /// only because of an end that was taken back.
    pub(super) fn counts(&self, step: Step, outcome: &Outcome, end: u32) -> bool {
        let is_moot = step.is_moot_once_resolved() && matches!(outcome, Outcome::Skipped { by: None, .. });
        self.times_reopened() == end || (step.moment() == Moment::Open && !is_moot)
    }

    /// Whether the end that a step is for, after so many that were none, was taken back.
    pub(super) fn is_taken_back(&self, step: Step, end: u32) -> bool {
        step.moment() == Moment::Close && self.times_reopened() != end
    }

    /// Whether the Jira issue tells of every reopening.
    pub(super) fn is_reopened_on_ticket(&self) -> bool {
        self.reopened_on_ticket >= self.times_reopened()
    }

    /// Whether a step is under way for an end that was taken back.
    pub(super) fn has_earlier_end_under_way(&self) -> bool {
        self.ends_under_way.values().any(|end| *end < self.times_reopened())
    }
}

fn is_before(one: Timestamp, other: Timestamp) -> bool {
    other.duration_since(one) > CLOCKS_DIFFER
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::state::tests::{ada, at, declaration};

    fn resolution(at: Timestamp, origin: Option<&str>) -> Resolution {
        Resolution { by: ada(), at, origin: origin.map(str::to_owned), ending: Ending::Resolved }
    }

    #[test]
    fn what_is_not_confirmed_is_not_resolved() {
        let mut state = State::declared(&declaration(false));
        state.resolve(resolution(at(1), None));
        assert_eq!(state.resolution, None);
        state.cancel(ada(), at(2));
        assert_eq!(state.resolution, None);
    }

    /// Two starters passed them on, and the one with the Confirm was away for longer.
    #[test]
    fn a_resolve_that_comes_before_its_confirm_counts() {
        let mut state = State::declared(&declaration(false));
        state.resolve(resolution(at(1), Some("internal")));
        state.confirm(ada(), at(2));
        let resolution = state.resolution.unwrap();
        assert_eq!((resolution.at, resolution.origin.as_deref()), (at(2), Some("internal")));
    }

    #[test]
    fn the_first_resolve_counts() {
        let mut state = State::declared(&declaration(true));
        state.resolve(resolution(at(1), Some("internal")));
        state.resolve(resolution(at(2), Some("aws")));
        assert_eq!(state.resolution.unwrap().origin.as_deref(), Some("internal"));
    }

    #[test]
    fn what_was_reopened_has_all_of_its_end_before_it() {
        let mut state = State::declared(&declaration(true));
        state.reopen(ada(), at(1));
        assert_eq!(state.reopened, [], "it has not ended");
        let skipped = Outcome::skipped("the incident was over before it could begin");
        state.set_outcome(Step::Responders, skipped, at(1));
        state.set_outcome(Step::ManagementAlert, Outcome::skipped_by(ada()), at(1));
        state.set_outcome(Step::Page, Outcome::done(), at(1));
        state.set_outcome(Step::PostMortem, Outcome::made("Post-mortem", "https://example.test"), at(1));
        state.set_outcome(Step::CloseTicket, Outcome::done(), at(1));
        state.resolve(resolution(at(2), None));
        for _ in 0..2 {
            state.reopen(ada(), at(3));
        }
        assert_eq!((state.resolution.as_ref(), state.times_reopened()), (None, 1));
        let left: Vec<_> =
            state.outcomes.iter().map(|(step, outcome)| (*step, outcome.is_settled())).collect();
        assert_eq!(
            left,
            [
                (Step::Responders, false),
                (Step::ManagementAlert, true),
                (Step::Page, false),
                (Step::PostMortem, true)
            ]
        );
        state.resolve(resolution(at(4), Some("aws")));
        assert_eq!(state.resolution.unwrap().at, at(4));
    }

    /// A starter that was away brings them: the incident has ended, goes on or ended anew since.
    #[test]
    fn what_is_about_an_earlier_end_changes_nothing() {
        let mut state = State::declared(&declaration(true));
        state.resolve(resolution(at(1000), None));
        state.reopen(ada(), at(2000));
        state.resolve(resolution(at(1500), None));
        assert_eq!(state.resolution, None);
        state.resolve(resolution(at(3000), None));
        state.reopen(ada(), at(2500));
        assert_eq!((state.resolution.as_ref().unwrap().at, state.times_reopened()), (at(3000), 1));
        // By another clock.
        state.reopen(ada(), at(2950));
        assert_eq!(state.times_reopened(), 2);
    }
}

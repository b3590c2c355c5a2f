//! What people do about steps. It is noted as it is said, and taken up by what sees to the step.

use jiff::Timestamp;
use temporalio_workflow::TimerOptions;

use super::{Context, State, said::Effect, steps};
use crate::{
    contract::ARRIVES_WITHIN,
    domain::{Event, Outcome, Person, Remedied, Remedy, Step},
};

/// Ends when somebody wants something done about a step; never, where the workflow is cancelled, which cancels the step
/// as well.
pub(super) async fn wanted(ctx: &Context, step: Step) {
    if ctx.wait_condition(|incident| incident.state.remedies.contains_key(&step)).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// What the step comes to, if somebody has it otherwise than by trying.
pub(super) async fn take_up(ctx: &Context, step: Step) -> Option<Outcome> {
    let Remedied { remedy, by } = ctx.state_mut(|incident| incident.state.remedies.remove(&step))?;
    match remedy {
        Remedy::Skip => Some(Outcome::skipped_by(by)),
        Remedy::Link { url } => Some(Outcome::made_by_hand(step.label(), url, by)),
        Remedy::Retry => {
            let outcome = ctx.state(|incident| incident.state.outcomes.get(&step).cloned());
            if matches!(outcome, Some(Outcome::Retrying { .. })) {
                let why = "tried again in some seconds, as somebody asked".to_owned();
                steps::set_outcome(ctx, step, Outcome::Retrying { why });
                // The attempt that was broken off may have asked for it.
                let pause = TimerOptions::builder(ARRIVES_WITHIN).summary(format!("{step}: pause"));
                ctx.timer(pause.build()).await;
            }
            None
        }
    }
}

impl State {
    /// Notes what somebody wants done about a step, unless that changes nothing. A step that has its outcome is seen to
    /// again, and so is what others made without it.
    pub(super) fn remedy(&mut self, step: Step, remedy: Remedy, by: Person, at: Timestamp) -> Effect {
        let helps = self.outcomes.get(&step).is_some_and(|outcome| remedy.helps(step, outcome));
        if !helps || self.is_over() {
            return Effect::Nothing;
        }
        self.timeline.record(at, Event::Remedied { step, remedy: remedy.clone(), by: by.clone() });
        let see_to_it_again = |outcome: &mut Outcome| {
            if outcome.is_settled() {
                *outcome = Outcome::Pending;
            }
        };
        if remedy != Remedy::Skip {
            let others =
                self.outcomes.iter_mut().filter(|(other, outcome)| waits_for(**other, outcome, step));
            others.for_each(|(_, outcome)| see_to_it_again(outcome));
        }
        self.outcomes.entry(step).and_modify(see_to_it_again);
        self.remedies.insert(step, Remedied { remedy, by });
        self.changes += 1;
        Effect::Counts
    }
}

/// Whether a step would have come to something else, had another made its thing.
fn waits_for(step: Step, outcome: &Outcome, thing: Step) -> bool {
    match outcome {
        Outcome::Skipped { by: None, .. } => step.needs().contains(&thing),
        Outcome::Done { by: None, .. } => step.links_to().contains(&thing),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ada() -> Person {
        Person::in_slack("U0ADA", "Ada")
    }

    fn state(outcomes: &[(Step, Outcome)]) -> State {
        State { outcomes: outcomes.iter().cloned().collect(), ..State::default() }
    }

    fn failed() -> Outcome {
        Outcome::Failed { why: "403".to_owned() }
    }

    fn after(remedy: Remedy, outcomes: &[(Step, Outcome)]) -> Vec<Outcome> {
        let mut state = state(outcomes);
        state.remedy(Step::Ticket, remedy, ada(), Timestamp::UNIX_EPOCH);
        state.outcomes.into_values().collect()
    }

    #[test]
    fn what_was_made_without_it_is_seen_to_again() {
        let outcomes = [
            (Step::Meeting, failed()),
            (Step::Ticket, failed()),
            (Step::Bookmarks, Outcome::done()),
            (Step::TicketLinks, Outcome::skipped("there is no Jira issue")),
            (Step::CloseTicket, Outcome::skipped_by(ada())),
        ];
        let [meeting, ticket, bookmarks, links, close] = outcomes.clone().map(|(_, outcome)| outcome);
        let pending = || Outcome::Pending;
        for remedy in [Remedy::Retry, Remedy::Link { url: "https://example.test".to_owned() }] {
            let expected = [meeting.clone(), pending(), pending(), pending(), close.clone()];
            assert_eq!(after(remedy, &outcomes), expected);
        }
        assert_ne!(ticket, pending());
        assert_eq!(after(Remedy::Skip, &outcomes), [meeting, pending(), bookmarks, links, close]);
    }

    #[test]
    fn what_changes_nothing_is_not_noted() {
        let mut done = state(&[(Step::Ticket, Outcome::done())]);
        let before = done.clone();
        done.remedy(Step::Ticket, Remedy::Retry, ada(), Timestamp::UNIX_EPOCH);
        done.remedy(Step::Meeting, Remedy::Skip, ada(), Timestamp::UNIX_EPOCH);
        assert_eq!(done, before, "it is done, and there is no meeting in the plan");
        let mut over = State { is_ending: true, ..state(&[(Step::Ticket, failed())]) };
        let before = over.clone();
        over.remedy(Step::Ticket, Remedy::Retry, ada(), Timestamp::UNIX_EPOCH);
        assert_eq!(over, before, "nobody sees to it any more");
    }

    #[test]
    fn what_is_retried_goes_on_until_the_remedy_is_taken_up() {
        let retrying = Outcome::Retrying { why: "503".to_owned() };
        let mut state = state(&[(Step::Ticket, retrying.clone())]);
        state.remedy(Step::Ticket, Remedy::Skip, ada(), Timestamp::UNIX_EPOCH);
        assert_eq!(state.outcomes[&Step::Ticket], retrying);
        assert_eq!(state.remedies[&Step::Ticket], Remedied { remedy: Remedy::Skip, by: ada() });
        assert_eq!(state.timeline.entries().len(), 1);
    }
}

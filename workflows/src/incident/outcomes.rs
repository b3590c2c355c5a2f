//! What came of each step.

use jiff::Timestamp;

use super::State;
use crate::domain::{Event, Outcome, Step};

impl State {
    pub(super) fn set_outcome(&mut self, step: Step, outcome: Outcome, at: Timestamp) {
        match &outcome {
            Outcome::Done { .. } => self.timeline.record(at, Event::StepDone { step }),
            Outcome::Failed { why } => self.timeline.record(at, Event::StepFailed { step, why: why.clone() }),
            Outcome::Pending | Outcome::Retrying { .. } | Outcome::Skipped { .. } => {}
        }
        self.outcomes.insert(step, outcome);
        self.changes += 1;
    }

    /// Notes the steps of a moment; what an earlier run came to stays.
    pub(super) fn begin(&mut self, steps: &[Step]) {
        for step in steps {
            self.outcomes.entry(*step).or_insert(Outcome::Pending);
        }
    }

    /// Whether nothing more will come of a step: its outcome is settled, or it is not in the plan.
    pub(super) fn is_decided(&self, step: Step) -> bool {
        self.outcomes.get(&step).is_none_or(Outcome::is_settled)
    }

    /// Whether a step was done.
    pub(super) fn is_done(&self, step: Step) -> bool {
        self.outcomes.get(&step).is_some_and(Outcome::is_done)
    }

    /// Whether no outcome will change any more.
    pub(super) fn all_settled(&self) -> bool {
        self.outcomes.values().all(Outcome::is_settled)
    }

    /// Whether a step is retried.
    pub(super) fn is_retrying(&self) -> bool {
        self.outcomes.values().any(|outcome| matches!(outcome, Outcome::Retrying { .. }))
    }

    /// Whether a step's fast attempt is over, or it is not in the plan.
    pub(super) fn is_past_fast_attempt(&self, step: Step) -> bool {
        self.outcomes.get(&step).is_none_or(|outcome| *outcome != Outcome::Pending)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::state::tests::at;

    #[test]
    fn what_an_earlier_run_came_to_stays() {
        let mut state = State::default();
        state.set_outcome(Step::Channel, Outcome::done(), at(1));
        state.begin(&[Step::Channel, Step::Meeting]);
        let outcomes: Vec<_> = state.outcomes.into_values().collect();
        assert_eq!(outcomes, [Outcome::done(), Outcome::Pending]);
    }
}

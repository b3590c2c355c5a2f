//! When customers felt it: often nobody knows before it is over.

use jiff::Timestamp;

use super::{Context, Incident, State, aside, said::Effect, work};
use crate::{
    contract::{
        System,
        chat::News,
        ticket::{NoteTicket, Tickets},
    },
    domain::{Event, Impact, Person, Step},
};

/// The Jira issue tells what is corrected; of several corrections at once the last. Ends when the run is over.
pub(super) async fn note_on_ticket(ctx: &Context) {
    while work::comes(ctx, |Incident { state, .. }| {
        !state.is_impact_on_ticket() && state.is_decided(Step::Ticket)
    })
    .await
    {
        let corrected = ctx.state(|incident| incident.state.times_impact_corrected);
        if let Some(note) = ctx.state(Incident::impact_for_ticket) {
            let summary = "Impact on the Jira issue";
            aside::call(ctx, System::Ticket, summary, || Tickets::note, note).await;
        }
        ctx.state_mut(|incident| incident.state.impact_on_ticket = corrected);
    }
}

impl State {
    /// Whether the Jira issue tells every correction.
    pub(super) fn is_impact_on_ticket(&self) -> bool {
        self.impact_on_ticket == self.times_impact_corrected
    }
}

impl Incident {
    /// When customers felt it, as far as is known now.
    pub(super) fn impact(&self) -> Impact {
        let declared = Impact { started_at: self.declaration.impact_started_at, ended_at: None };
        self.state.impact.unwrap_or(declared)
    }

    /// Somebody knows better when customers felt it. What was said before stays in the timeline.
    pub(super) fn correct_impact(&mut self, to: Impact, by: Person, at: Timestamp) -> Effect {
        let from = self.impact();
        if self.state.confirmed.is_none() || from == to || !to.is_possible() {
            return Effect::Nothing;
        }
        let state = &mut self.state;
        state.impact = Some(to);
        state.times_impact_corrected += 1;
        state.say(News::Impact { impact: to, by: by.clone() });
        state.timeline.record(at, Event::ImpactCorrected { from, to, by });
        state.changes += 1;
        Effect::Counts
    }

    fn impact_for_ticket(&self) -> Option<NoteTicket> {
        let corrected = |event: &Event| match event {
            Event::ImpactCorrected { by, .. } => Some(by.clone()),
            _ => None,
        };
        Some(NoteTicket {
            key: self.state.ticket.as_ref()?.key.clone(),
            reference: self.declaration.reference(),
            impact: self.impact(),
            by: self.state.timeline.entries().iter().rev().find_map(|entry| corrected(&entry.event))?,
            nth: self.state.times_impact_corrected,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::Declaration,
        incident::state::tests::{ada, at, declaration, incident},
    };

    #[test]
    fn the_last_word_counts_and_all_are_kept() {
        let impact = |started, ended| Impact { started_at: started, ended_at: ended };
        let declared = Declaration { impact_started_at: Some(at(-60)), ..declaration(true) };
        let mut incident = incident(declared);
        let (first, second) = (impact(Some(at(-90)), Some(at(30))), impact(None, Some(at(30))));
        for (said, effect) in [
            (impact(Some(at(-60)), None), Effect::Nothing),
            (first, Effect::Counts),
            (impact(Some(at(60)), Some(at(30))), Effect::Nothing),
            (second, Effect::Counts),
        ] {
            assert_eq!(incident.correct_impact(said, ada(), at(40)), effect, "{said:?}");
        }
        assert_eq!((incident.impact(), incident.facts().impact), (second, second));
        let kept = incident.state.timeline.entries().iter().filter_map(|entry| match entry.event {
            Event::ImpactCorrected { from, to, .. } => Some((from, to)),
            _ => None,
        });
        assert_eq!(kept.collect::<Vec<_>>(), [(impact(Some(at(-60)), None), first), (first, second)]);
        assert!(!incident.state.is_quiescent(), "the Jira issue is to tell it");
    }

    #[test]
    fn what_is_not_confirmed_has_no_impact() {
        let mut incident = incident(declaration(false));
        let impact = Impact { started_at: Some(at(1)), ended_at: None };
        assert_eq!(incident.correct_impact(impact, ada(), at(2)), Effect::Nothing);
    }
}

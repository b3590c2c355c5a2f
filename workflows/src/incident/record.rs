//! What outlives Temporal: the region's store is told of the incident as it goes.

use serde::{Deserialize, Serialize};

use super::{Context, Incident, State, aside, post_mortem::PageVersion, work};
use crate::{
    clock,
    contract::{System, record::Records, transcript::Attached},
    domain::{
        Event, Outcome, Severity, Status, Step,
        record::{Counts, Details, Kept, Record, Times},
    },
};

/// As what the incident is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct KeptAs {
    /// What counts at once, in uptime.
    counted: (Status, Option<Severity>, u32),
    /// How much else it tells, as a post-mortem does.
    tells: PageVersion,
    /// Since when, as the store counts.
    version: i64,
}

/// Keeps whatever changes: what counts at once, the rest when all that was under way has come to something. Ends when the
/// run is over.
pub(super) async fn keep(ctx: &Context) {
    while work::comes(ctx, |Incident { state, .. }| {
        let is_due = state.is_counted_otherwise() || state.all_settled() && state.has_made_follow_ups();
        state.is_record_behind() && state.in_fast_attempt == 0 && is_due
    })
    .await
    {
        keep_now(ctx).await;
    }
}

/// Keeps it as it is.
pub(super) async fn keep_now(ctx: &Context) {
    let version = clock::now(ctx).as_millisecond();
    let (kept_as, kept) =
        ctx.state(|incident| (KeptAs { version, ..incident.state.to_keep() }, incident.kept(version)));
    aside::call(ctx, System::Store, "Record", || Records::keep, kept).await;
    // What could not be kept, for as long as it was tried, is kept with the next change.
    ctx.state_mut(|incident| incident.state.kept = Some(kept_as));
}

impl State {
    /// Whether the store knows less than there is.
    pub(super) fn is_record_behind(&self) -> bool {
        let is_told = |kept: &KeptAs| KeptAs { version: 0, ..kept.clone() } == self.to_keep();
        self.confirmed.is_some() && !self.kept.as_ref().is_some_and(is_told)
    }

    fn is_counted_otherwise(&self) -> bool {
        self.kept.as_ref().is_none_or(|kept| kept.counted != self.to_keep().counted)
    }

    fn to_keep(&self) -> KeptAs {
        KeptAs {
            counted: (self.status, self.severity, self.times_impact_corrected),
            tells: self.page_version(),
            version: 0,
        }
    }

    /// What was said, as the transcript has it.
    pub(super) fn note_said(&mut self, attached: Attached) {
        let Attached { messages, people, first_at, marked, .. } = attached;
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        (self.messages, self.people) = (count(messages), count(people));
        (self.first_message, self.marked) = (first_at, marked);
    }

    fn times(&self) -> Times {
        let event_at = |is: fn(&Event) -> bool| {
            self.timeline.entries().iter().find(|entry| is(&entry.event)).map(|entry| entry.at)
        };
        let took_a_role = event_at(|event| matches!(event, Event::Assigned { to: Some(_), .. }));
        Times {
            declared_at: event_at(|event| matches!(event, Event::Declared { .. })),
            confirmed_at: self.confirmed.as_ref().map(|confirmed| confirmed.at),
            responded_at: [took_a_role, self.first_message].into_iter().flatten().min(),
            announced_at: event_at(|event| matches!(event, Event::StepDone { step: Step::Announcement })),
            resolved_at: self.resolution.as_ref().map(|resolution| resolution.at),
        }
    }
}

impl Incident {
    /// What a store that lost it is told again: as it is, and no later than what was kept.
    pub(super) fn kept_again(&self) -> Kept {
        self.kept(self.state.kept.as_ref().map_or(1, |kept| kept.version))
    }

    fn kept(&self, version: i64) -> Kept {
        Kept { record: self.record(), details: Some(self.details()), version }
    }

    fn record(&self) -> Record {
        let state = &self.state;
        let failed = state.outcomes.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Failed { .. }));
        Record {
            id: self.declaration.id.clone(),
            reference: self.declaration.reference().to_string(),
            title: self.declaration.title.clone(),
            severity: self.severity(),
            services: self.declaration.services.clone(),
            origin: state.resolution.as_ref().and_then(|resolution| resolution.origin.clone()),
            status: state.status,
            drill: self.declaration.drill,
            private: self.declaration.private,
            channel: state.channel.as_ref().map(|channel| channel.id.clone()),
            impact: self.impact(),
            times: state.times(),
            counts: Counts {
                messages: state.messages,
                people: state.people,
                reminders: state.reminders.sent,
            },
            failed: failed.map(|(step, _)| *step).collect(),
        }
    }

    fn details(&self) -> Details {
        let state = &self.state;
        Details {
            declared_by: Some(self.declaration.by.clone()),
            resolution: state.resolution.clone(),
            roles: state.roles.clone(),
            steps: state.outcomes.clone(),
            follow_ups: state.follow_ups_made(),
            timeline: state.timeline.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{Ending, Impact, Resolution, Role},
        incident::state::tests::{ada, at, declaration, incident},
    };

    /// As if it had just been kept.
    fn kept(state: &mut State) {
        state.kept = Some(KeptAs { version: 7, ..state.to_keep() });
        assert!(!state.is_record_behind());
    }

    #[test]
    fn whatever_changes_is_kept_and_what_counts_at_once() {
        let mut incident = incident(declaration(true));
        assert!(incident.state.is_record_behind() && incident.state.is_counted_otherwise());
        kept(&mut incident.state);
        incident.state.set_outcome(Step::Ticket, Outcome::done(), at(1));
        assert!(incident.state.is_record_behind() && !incident.state.is_counted_otherwise());
        kept(&mut incident.state);
        incident.correct_impact(Impact { started_at: Some(at(-60)), ended_at: None }, ada(), at(2));
        assert!(incident.state.is_counted_otherwise());
        kept(&mut incident.state);
        incident.state.enter(Status::Resolved, at(3));
        assert!(incident.state.is_counted_otherwise());
        assert!(!State::declared(&declaration(false)).is_record_behind(), "it is not confirmed");
    }

    #[test]
    fn its_times_are_those_at_which_it_happened_first() {
        let mut incident = incident(declaration(true));
        incident.state.assign(Role::Commander, None, ada(), at(10));
        incident.state.assign(Role::Commander, Some(ada()), ada(), at(20));
        for second in [30, 40] {
            incident.state.set_outcome(Step::Announcement, Outcome::done(), at(second));
        }
        let times = Times {
            declared_at: Some(at(0)),
            confirmed_at: Some(at(0)),
            responded_at: Some(at(20)),
            announced_at: Some(at(30)),
            resolved_at: None,
        };
        assert_eq!(incident.record().times, times);
        incident.state.first_message = Some(at(15));
        incident.state.resolve(Resolution { by: ada(), at: at(50), origin: None, ending: Ending::Resolved });
        let times = Times { responded_at: Some(at(15)), resolved_at: Some(at(50)), ..times };
        assert_eq!(incident.record().times, times);
    }

    #[test]
    fn a_store_that_lost_it_is_told_no_later_than_what_was_kept() {
        let mut incident = incident(declaration(true));
        assert_eq!(incident.kept_again().version, 1);
        kept(&mut incident.state);
        assert_eq!(incident.kept_again().version, 7);
    }
}

//! A severity that turns out to be another: only the difference between the plans of the two is done.

use jiff::Timestamp;

use super::{Context, Incident, aside, said::Effect, work};
use crate::{
    contract::{
        System,
        chat::News,
        ticket::{RelabelTicket, Tickets},
    },
    domain::{Event, Moment, Outcome, Party, Person, Severity, SeverityPlan, Step},
    visibility,
};

/// Brings up to date what people search by, whenever the severity changes: the search attribute, and the label of the
/// Jira issue. Ends when the run is over.
pub(super) async fn keep(ctx: &Context) {
    while work::comes(ctx, |incident| !incident.is_severity_kept()).await {
        let severity = ctx.state(Incident::severity);
        if ctx.state(|incident| incident.state.searched_by) != Some(severity) {
            ctx.upsert_search_attributes([visibility::SEVERITY.value_set(i64::from(severity.level()))]);
            ctx.state_mut(|incident| incident.state.searched_by = Some(severity));
        }
        if let Some(relabel) = ctx.state(Incident::relabel) {
            let summary = "Severity of the Jira issue";
            aside::call(ctx, System::Ticket, summary, || Tickets::relabel, relabel).await;
            ctx.state_mut(|incident| incident.state.labelled = Some(severity));
        }
    }
}

impl Incident {
    /// How bad it is, as far as is known now.
    pub(super) fn severity(&self) -> Severity {
        self.state.severity.unwrap_or(self.declaration.severity)
    }

    /// Somebody knows better how bad it is. What the new severity asks for beyond the old one is begun; what is done
    /// stays done.
    pub(super) fn change_severity(&mut self, to: Severity, by: Person, at: Timestamp) -> Effect {
        let from = self.severity();
        let is_open = self.state.confirmed.is_some() && self.state.resolution.is_none();
        if from == to || !is_open {
            return Effect::Nothing;
        }
        let (Some(old), Some(new)) = (self.plan.at(from), self.plan.at(to)) else {
            self.state.say(News::NoSuchSeverity { severity: to, by });
            return Effect::Nothing;
        };
        let mut again = again(old, new);
        // Who is invited into a private incident does not depend on it, and may have been sent out.
        again.retain(|step| *step != Step::Responders || !self.declaration.private);
        let news = News::Severity { from: old.name.clone(), to: new.name.clone(), by: by.clone() };
        let steps = self.plan.steps(to, Moment::Open);
        let state = &mut self.state;
        state.severity = Some(to);
        state.timeline.record(at, Event::SeverityChanged { from, to, by });
        state.begin(&steps);
        for step in again {
            state.outcomes.entry(step).and_modify(|outcome| {
                if outcome.is_settled() && !matches!(outcome, Outcome::Skipped { by: Some(_), .. }) {
                    *outcome = Outcome::Pending;
                }
            });
        }
        state.say(news);
        state.changes += 1;
        Effect::Counts
    }

    pub(super) fn is_severity_kept(&self) -> bool {
        let severity = self.severity();
        // An incident whose severity never changed has all as it was declared.
        let is = |kept: Option<Severity>| kept.unwrap_or(self.declaration.severity) == severity;
        is(self.state.searched_by) && (self.state.ticket.is_none() || is(self.state.labelled))
    }

    fn relabel(&self) -> Option<RelabelTicket> {
        let (from, to) = (self.state.labelled.unwrap_or(self.declaration.severity), self.severity());
        let key = self.state.ticket.as_ref()?.key.clone();
        (from != to).then_some(RelabelTicket { key, from, to })
    }
}

/// The steps that have more to do at the new severity than they had at the old one. Each reaches nobody twice.
fn again(old: &SeverityPlan, new: &SeverityPlan) -> Vec<Step> {
    let more = |old: &[Party], new: &[Party]| new.iter().any(|party| !old.contains(party));
    [
        (Step::Topic, true),
        (Step::Responders, more(&old.invite, &new.invite)),
        (Step::ManagementAlert, more(&old.alert, &new.alert)),
    ]
    .into_iter()
    .filter_map(|(step, has_more)| has_more.then_some(step))
    .collect()
}

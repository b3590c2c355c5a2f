//! The management alert goes from group to group until somebody has it, at whatever hour.

use jiff::Timestamp;
use temporalio_workflow::{TimerOptions, WorkflowCancellationToken};

use super::{Context, Incident, aside, status, work};
use crate::{
    attempt::{self, Call, Failure},
    clock,
    contract::{
        System,
        chat::{Chat, Message, News, Purpose, Reached, Tell},
    },
    domain::{Alerted, Event, Party, Step, next_escalation},
};

/// Alerts the next group whenever its time has come. Ends when the run is over.
pub(super) async fn until_acknowledged(ctx: &Context) {
    let is_due = |incident: &Incident| incident.escalation_due().is_some() && !incident.state.is_over();
    while work::comes(ctx, is_due).await {
        let Some(due) = ctx.state(Incident::escalation_due) else { return };
        let token = ctx.cancellation_token().child_token();
        let is_moot =
            |incident: &Incident| incident.escalation_due() != Some(due) || incident.state.is_over();
        work::until_moot(ctx, &token, escalate(ctx, due, &token), is_moot).await;
    }
}

/// Waits, and alerts the next group.
async fn escalate(ctx: &Context, due: Timestamp, token: &WorkflowCancellationToken) {
    let timer = TimerOptions::builder(clock::until(ctx, due))
        .summary("Somebody acknowledges the alert".to_owned())
        .cancellation_token(token.clone())
        .build();
    ctx.timer(timer).await;
    let Some(to) = ctx.state(Incident::next_group).filter(|_| !token.is_cancelled()) else { return };
    let tell = ctx.state(|incident| incident.escalation(to.clone()));
    let call = Call {
        retry_for: ctx.state(|incident| incident.plan.retry_for(incident.severity(), Step::ManagementAlert)),
        token: token.clone(),
        ..aside::policy(ctx, System::Chat, "Escalation of the alert")
    };
    let purpose = tell.key.purpose;
    ctx.state_mut(|incident| incident.state.is_escalating = true);
    let told = attempt::fast_then_durably(ctx, || Chat::tell, tell, call, |_| {}).await;
    ctx.state_mut(|incident| incident.state.is_escalating = false);
    let is_lost = told.is_err();
    let reached = match told {
        Ok(reached) => reached,
        Err(Failure::Cancelled) => {
            ctx.state_mut(|incident| incident.state.lose_alert(purpose, to));
            return;
        }
        Err(Failure::Failed { why, .. }) => Reached { not: vec![why], ..Reached::default() },
    };
    if !reached.not.is_empty() {
        status::trouble(ctx, format!("escalation: {}", reached.not.join(", ")));
    }
    let now = clock::now(ctx);
    ctx.state_mut(|incident| {
        incident.escalated(purpose, to.clone(), reached, now);
        if is_lost {
            incident.state.lose_alert(purpose, to);
        }
    });
}

impl Incident {
    /// When the next group is to be alerted, as far as is known now.
    pub(super) fn escalation_due(&self) -> Option<Timestamp> {
        let plan = self.severity_plan()?;
        let is_open = self.state.confirmed.is_some() && self.state.resolution.is_none();
        if !is_open || self.state.acknowledged.is_some() {
            return None;
        }
        let alerted: Vec<_> =
            self.state.alerted.iter().map(|group| Alerted { at: group.at, people: group.people }).collect();
        next_escalation(plan.escalate.len(), plan.escalate_after?, &alerted)
    }

    fn next_group(&self) -> Option<Vec<Party>> {
        let nth = self.state.alerted.len().checked_sub(1)?;
        self.severity_plan()?.escalate.get(nth).cloned()
    }

    fn escalation(&self, to: Vec<Party>) -> Tell {
        let level = u32::try_from(self.state.alerted.len()).unwrap_or(u32::MAX);
        let purpose = Purpose::Escalation { level, reopened: self.state.times_reopened() };
        Tell {
            who: to,
            key: self.key(purpose),
            message: self.alert_message(purpose),
            since: self.alerted_since(),
        }
    }

    /// Since when the alert waits for somebody.
    pub(super) fn alerted_since(&self) -> Timestamp {
        self.state.alerted.first().map_or(self.declaration.at, |first| first.at)
    }

    /// What an alert says, as the incident is now.
    pub(super) fn alert_message(&self, purpose: Purpose) -> Message {
        let since = matches!(purpose, Purpose::Escalation { .. }).then(|| self.alerted_since());
        match (self.redacted_alert(since), since) {
            (Some(redacted), _) => Message::RedactedAlert(redacted),
            (None, Some(since)) => Message::Escalated { card: self.card(), since },
            (None, None) => Message::Alert(self.card()),
        }
    }

    fn escalated(&mut self, purpose: Purpose, to: Vec<Party>, reached: Reached, now: Timestamp) {
        let since = self.alerted_since();
        self.state.timeline.record(now, Event::Escalated { to: to.clone() });
        self.state.say(News::Escalated { since, to });
        self.state.note_alerted(purpose, &reached, now);
        self.state.changes += 1;
    }
}

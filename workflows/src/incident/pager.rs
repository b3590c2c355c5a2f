//! PagerDuty: people on call are paged, until somebody has the alert, and no longer than there is an incident.

use super::{Context, Incident, State, aside, steps::Task, work};
use crate::{
    attempt::{Call, Failure},
    contract::{
        System,
        pager::{DedupKey, Pager, Trigger},
    },
    domain::{Outcome, Step},
};

/// An alert is opened; after the incident was reopened, anew.
pub(super) async fn page(task: &Task<'_>) -> Result<Outcome, Failure> {
    let ctx = task.ctx;
    // What an earlier end asked for must not come after this.
    if ctx.state(|incident| incident.state.pager_calls > 0) {
        task.wait(|incident| incident.state.pager_calls == 0).await?;
        task.until_arrived().await?;
    }
    let (trigger, was_paged) = ctx.state(|incident| (incident.trigger(), incident.state.paged));
    ctx.state_mut(|incident| incident.state.paged = true);
    let triggered = task.call(System::Pager, || Pager::trigger, trigger).await;
    let is_refused = matches!(triggered, Err(Failure::Failed { for_good: true, .. }));
    if is_refused && ctx.state(|incident| !incident.state.is_past_fast_attempt(Step::Page)) {
        // At once: no attempt before this one can have opened it.
        ctx.state_mut(|incident| incident.state.paged = was_paged);
    }
    triggered?;
    ctx.state_mut(|incident| incident.state.page_acknowledged = false);
    Ok(Outcome::done())
}

/// The alert is resolved, also where nobody answered whether it was opened.
pub(super) async fn end_page(task: &Task<'_>) -> Result<Outcome, Failure> {
    if !task.ctx.state(|incident| incident.state.is_done(Step::Page)) {
        task.until_arrived().await?;
    }
    let key = task.ctx.state(Incident::dedup_key);
    while_told(task.ctx, task.call(System::Pager, || Pager::resolve, key)).await?;
    task.ctx.state_mut(|incident| incident.state.paged = false);
    Ok(Outcome::done())
}

/// PagerDuty hears that somebody has the alert, so that it calls nobody else. Ends when the run is over.
pub(super) async fn acknowledge(ctx: &Context) {
    while work::comes(ctx, |incident| incident.state.is_page_to_acknowledge()).await {
        let call = Call {
            token: ctx.cancellation_token().child_token(),
            ..aside::policy(ctx, System::Pager, "PagerDuty acknowledged")
        };
        let (token, key) = (call.token.clone(), ctx.state(Incident::dedup_key));
        let told = aside::call_so(ctx, || Pager::acknowledge, key, call);
        let told = while_told(ctx, told);
        work::until_moot(ctx, &token, told, |incident| incident.state.resolution.is_some()).await;
        ctx.state_mut(|incident| incident.state.page_acknowledged = true);
    }
}

/// Notes that PagerDuty is being told about the alert that is there: another must not be opened meanwhile.
async fn while_told<T>(ctx: &Context, call: impl Future<Output = T>) -> T {
    ctx.state_mut(|incident| incident.state.pager_calls += 1);
    let told = call.await;
    ctx.state_mut(|incident| incident.state.pager_calls -= 1);
    told
}

impl State {
    /// Whether somebody has the alert, and PagerDuty has not heard of it.
    pub(super) fn is_page_to_acknowledge(&self) -> bool {
        let may_be_open = self.paged && self.is_decided(Step::Page);
        self.acknowledged.is_some() && self.resolution.is_none() && may_be_open && !self.page_acknowledged
    }
}

impl Incident {
    /// Whoever was paged hears that it is over, though the severity has become one at which nobody is paged.
    pub(super) fn page_to_end(&self) -> Option<Step> {
        let has_end = self.plan.severity.iter().any(|severity| severity.close.contains_key(&Step::EndPage));
        (self.state.paged && has_end).then_some(Step::EndPage)
    }

    fn dedup_key(&self) -> DedupKey {
        DedupKey::of(&self.declaration.id)
    }

    pub(super) fn trigger(&self) -> Trigger {
        let is_public = !self.declaration.private;
        let link = |step| self.link(step).filter(|_| is_public);
        let channel = self.state.channel.as_ref().filter(|_| is_public);
        Trigger {
            key: self.dedup_key(),
            facts: self.facts().for_everybody(),
            links: [Step::Channel, Step::Meeting, Step::Ticket].into_iter().filter_map(link).collect(),
            channel_url: channel.map(|channel| channel.url.clone()),
        }
    }
}

//! The incident has ended, and people may find that it goes on.

use std::pin::pin;

use futures_util::FutureExt;
use jiff::Timestamp;
use temporalio_workflow::{
    TimerOptions, WorkflowCancellationError, WorkflowCancellationToken,
    workflows::{join, select},
};

use super::{Context, Incident, aside, close, work};
use crate::{
    clock,
    contract::{
        System,
        ticket::{ReopenTicket, Tickets},
    },
};

/// Waits as long as people can add to what is written down, though nobody can reopen it any more. So long its channel is not
/// archived.
pub(super) async fn until_nothing_is_added(ctx: &Context) {
    let Some(until) = ctx.state(Incident::can_be_amended_until).filter(|until| *until > clock::now(ctx))
    else {
        return;
    };
    ctx.state_mut(|incident| {
        incident.state.is_final = true;
        // The button is gone.
        incident.state.changes += 1;
    });
    let timer = TimerOptions::builder(clock::until(ctx, until)).summary("It can be added to".to_owned());
    ctx.timer(timer.build()).await;
}

/// Waits until somebody reopens it, or nobody can any more: the plan's time is over, and everything is done. Tells whether
/// somebody has.
pub(super) async fn until_reopened(ctx: &Context) -> Result<bool, WorkflowCancellationError> {
    let times = ctx.state(|incident| incident.state.times_reopened());
    let token = ctx.cancellation_token().child_token();
    let mut over = pin!(over(ctx, &token).fuse());
    let mut reopened =
        pin!(ctx.wait_condition(move |incident| incident.state.times_reopened() > times).fuse());
    select! {
        reopened = reopened => {
            token.cancel();
            reopened.map(|()| true)
        },
        over = over => over.map(|()| false),
    }
}

async fn over(ctx: &Context, token: &WorkflowCancellationToken) -> Result<(), WorkflowCancellationError> {
    let ((), done) = join!(close::tell_the_other(ctx, token), done(ctx, token));
    done
}

async fn done(ctx: &Context, token: &WorkflowCancellationToken) -> Result<(), WorkflowCancellationError> {
    if let Some(until) = ctx.state(Incident::can_be_reopened_until) {
        let timer = TimerOptions::builder(clock::until(ctx, until))
            .summary("It can be reopened".to_owned())
            .cancellation_token(token.clone())
            .build();
        ctx.timer(timer).await;
    }
    ctx.wait_condition(|incident| incident.state.all_settled()).await
}

/// The Jira issue says so, each time. Ends when the run is over.
pub(super) async fn reopen_ticket(ctx: &Context) {
    while work::comes(ctx, |Incident { state, .. }| {
        // What an earlier end asked for must not come after this.
        !state.is_reopened_on_ticket() && !state.has_earlier_end_under_way()
    })
    .await
    {
        if let Some(reopen) = ctx.state(Incident::ticket_to_reopen) {
            let summary = "Jira issue reopened";
            aside::call(ctx, System::Ticket, summary, || Tickets::reopen, reopen).await;
        }
        ctx.state_mut(|incident| incident.state.reopened_on_ticket += 1);
    }
}

impl Incident {
    /// Until when somebody can reopen it, where the plan lets them.
    fn can_be_reopened_until(&self) -> Option<Timestamp> {
        let within = self.plan.reopen_within.as_duration();
        let ended = self.state.resolution.as_ref()?.at;
        (!within.is_zero()).then(|| ended.checked_add(within).unwrap_or(ended))
    }

    /// Whether somebody can reopen it.
    pub(super) fn can_be_reopened(&self) -> bool {
        !self.state.is_last_run() && !self.state.is_final && self.can_be_reopened_until().is_some()
    }

    /// Whether people can add to what is written down of it.
    pub(super) fn can_be_amended(&self) -> bool {
        let is_kept = !self.plan.amend_within.as_duration().is_zero();
        !self.state.is_last_run() && (is_kept || self.can_be_reopened())
    }

    /// Until when people can add to what is written down of it.
    fn can_be_amended_until(&self) -> Option<Timestamp> {
        let ended = self.state.resolution.as_ref()?.at;
        Some(ended.checked_add(self.plan.amend_within.as_duration()).unwrap_or(ended))
    }

    fn ticket_to_reopen(&self) -> Option<ReopenTicket> {
        let told = self.state.reopened_on_ticket;
        Some(ReopenTicket {
            key: self.state.ticket.as_ref()?.key.clone(),
            plan: self.plan.ticket.clone(),
            reference: self.declaration.reference(),
            by: self.state.reopened.get(usize::try_from(told).ok()?)?.by.clone(),
            nth: told + 1,
        })
    }
}

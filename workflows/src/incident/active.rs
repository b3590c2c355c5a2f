//! The incident is active: reminders when it is quiet in work hours, until somebody resolves it.

use std::pin::pin;

use futures_util::FutureExt;
use jiff::Timestamp;
use temporalio_workflow::{
    TimerOptions, WorkflowCancellationError, WorkflowCancellationToken, workflows::select,
};

use super::{Context, Incident, status};
use crate::{
    attempt::{self, Call, Failure},
    clock,
    contract::{
        System,
        chat::{Chat, LatestMessage, Message, Post, Purpose},
    },
    domain::{Period, next_reminder, reminded_at},
};

/// A run of the workflow with so many events goes on as a new one, so that weeks of reminders stay cheap to
/// replay.
const LONG_HISTORY: u32 = 1_000;

/// How long after the look a reminder is still true.
const STILL_QUIET: Period = Period::minutes(5);

/// Why the wait is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pause {
    /// Somebody resolved the incident.
    Resolved,
    /// The run is long enough; the next one goes on.
    HistoryIsLong,
}

/// Reminds while it is quiet. With neither handlers nor steps under way, a long history ends the run.
pub(super) async fn until_resolved(ctx: &Context) -> Result<Pause, WorkflowCancellationError> {
    let token = ctx.cancellation_token().child_token();
    loop {
        let mut resolved = pin!(resolved(ctx).fuse());
        let mut reminded = pin!(remind_when_quiet(ctx, &token).fuse());
        select! {
            resolved = resolved => {
                token.cancel();
                return resolved.map(|()| Pause::Resolved);
            },
            reminded = reminded => reminded?,
        }
        let is_quiescent = |incident: &Incident| incident.state.is_quiescent() && incident.is_severity_kept();
        let may_leave = ctx.all_handlers_finished() && ctx.state(is_quiescent);
        if ctx.history_length() > LONG_HISTORY && may_leave {
            return Ok(Pause::HistoryIsLong);
        }
    }
}

fn resolved(ctx: &Context) -> impl Future<Output = Result<(), WorkflowCancellationError>> {
    ctx.wait_condition(|incident| incident.state.resolution.is_some())
}

/// Waits until it has been quiet for the plan's time, asks Slack whether it really has, and reminds.
async fn remind_when_quiet(
    ctx: &Context,
    token: &WorkflowCancellationToken,
) -> Result<(), WorkflowCancellationError> {
    ctx.wait_condition(|incident| incident.state.channel.is_some()).await?;
    let Some(due) = ctx.state(|incident| incident.reminder_due()) else {
        // The plan has no work hours: nobody is to be reminded.
        return resolved(ctx).await;
    };
    let timer = TimerOptions::builder(clock::until(ctx, due))
        .summary("Quiet time in work hours".to_owned())
        .cancellation_token(token.clone())
        .build();
    ctx.timer(timer).await;
    if let Err(Failure::Failed { why, .. }) = remind_unless_somebody_wrote(ctx, token).await {
        status::trouble(ctx, format!("reminder: {why}"));
        // Not quiet, not heard either: the next try is due after another quiet time.
        let now = clock::now(ctx);
        ctx.state_mut(|incident| incident.state.reminders.last = Some(now));
    }
    Ok(())
}

async fn remind_unless_somebody_wrote(
    ctx: &Context,
    token: &WorkflowCancellationToken,
) -> Result<(), Failure> {
    let Some(listen) = ctx.state(|incident| {
        let channel = incident.state.channel.clone()?;
        Some(LatestMessage { channel: channel.id, since: channel.created_at, after: incident.quiet_since() })
    }) else {
        return Ok(());
    };
    let call = Call {
        system: System::Chat,
        summary: "Reminder".to_owned(),
        // Later than the next reminder would be, this one has no point.
        retry_for: ctx.state(|incident| incident.plan.remind_after),
        token: token.clone(),
    };
    let asked_at = clock::now(ctx);
    // Nobody waits for a reminder. Its time runs from here, also while no worker is up.
    let latest = attempt::durably(ctx, Chat::latest_message, listen, call.clone()).await?;
    if latest.is_some() {
        ctx.state_mut(|incident| incident.state.reminders.last_message = latest);
    }
    let now = clock::now(ctx);
    if now.duration_since(asked_at) > STILL_QUIET.to_signed() {
        // People may have written since: it is still due, and Slack is asked anew.
        return Ok(());
    }
    let Some(due) = ctx.state(|incident| incident.reminder_due()).filter(|due| *due <= now) else {
        return Ok(());
    };
    let post = ctx.state_mut(|incident| {
        incident.state.reminders.sent += 1;
        incident.state.reminders.last = Some(reminded_at(due, now, incident.plan.remind_after));
        incident.reminder()
    });
    if let Some(post) = post {
        // Later it would say that it has been quiet when it may not be any more.
        let call = Call { retry_for: STILL_QUIET, ..call };
        attempt::durably(ctx, Chat::post, post, call).await?;
    }
    status::show_details(ctx);
    Ok(())
}

impl Incident {
    /// Since when it is quiet, as far as is known.
    fn quiet_since(&self) -> Timestamp {
        let confirmed = self.state.confirmed.as_ref().map(|decision| decision.at);
        let reopened = self.state.reopened.last().map(|reopening| reopening.at);
        [confirmed, reopened, self.state.reminders.last_message]
            .into_iter()
            .flatten()
            .fold(self.declaration.at, Timestamp::max)
    }

    fn reminder_due(&self) -> Option<Timestamp> {
        next_reminder(
            &self.plan.work_hours,
            self.plan.remind_after,
            self.quiet_since(),
            self.state.reminders.last,
        )
    }

    fn reminder(&self) -> Option<Post> {
        let nth = self.state.reminders.sent;
        Some(Post {
            channel: self.state.channel.as_ref()?.id.clone(),
            key: self.key(Purpose::Reminder(nth)),
            message: Message::Reminder { facts: self.facts(), quiet: self.plan.remind_after, nth },
            since: self.state.reminders.last?,
            looked_in: None,
        })
    }
}

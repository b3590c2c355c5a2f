//! The prompt: who declares what, and the question whether it is an incident. Everybody sees it, unless it is private.

use std::{pin::pin, time::Duration};

use futures_util::FutureExt;
use jiff::SignedDuration;
use temporalio_workflow::{
    TimerOptions, WorkflowCancellationError, WorkflowCancellationToken, WorkflowResult,
    workflows::{join, select},
};

use super::{Context, Incident, aside, status};
use crate::{
    attempt::{self, Call, Failure},
    clock,
    contract::{
        System,
        chat::{Chat, Find, Message, Post, Prompt, PromptState, Prompted, Purpose, Update},
    },
    domain::Status,
};

/// A timer that fires so much later than it should tells that the region was away.
const LATE: SignedDuration = SignedDuration::from_secs(10);

/// What people said while the region was away was kept, and comes when it is back. So long the question then stays.
const GRACE: Duration = Duration::from_secs(60);

/// What became of the question.
pub(super) enum Verdict {
    /// It is an incident.
    Confirmed,
    /// It is over, with this status.
    Over(Status),
}

/// Asks, and waits for an answer. Somebody at a command line can answer before the prompt is posted; who pressed a
/// button has seen one, which may be another region's: whose incident it is must be known before it opens.
pub(super) async fn verdict(ctx: &Context) -> WorkflowResult<Verdict> {
    if ctx.state(|incident| incident.declaration.confirmed) {
        return Ok(Verdict::Confirmed);
    }
    let token = ctx.cancellation_token().child_token();
    let (answered, ()) = join!(
        async {
            let answered = answer(ctx).await;
            if !ctx.state(|incident| incident.state.was_answered_in_slack()) {
                token.cancel();
            }
            answered
        },
        ask(ctx, &token),
    );
    answered?;
    let status = ctx.state(|incident| incident.state.verdict());
    if status == Status::Active {
        return Ok(Verdict::Confirmed);
    }
    status::enter(ctx, status);
    update(ctx).await;
    Ok(Verdict::Over(status))
}

/// The prompt says who confirmed.
pub(super) async fn say_confirmed(ctx: &Context) {
    // A run that goes on from an earlier one has said so.
    if ctx.state(|incident| incident.state.shown == 0) {
        update(ctx).await;
    }
}

/// Ends when somebody answered, or people had the plan's time to.
async fn answer(ctx: &Context) -> Result<(), WorkflowCancellationError> {
    let token = ctx.cancellation_token().child_token();
    let mut answered = pin!(ctx.wait_condition(|incident| !incident.state.is_undecided()).fuse());
    let mut expired = pin!(expiry(ctx, &token).fuse());
    select! {
        answered = answered => {
            token.cancel();
            answered
        },
        expired = expired => expired,
    }
}

/// Ends when people had the plan's time to answer. The time runs from when they could see the question.
async fn expiry(ctx: &Context, token: &WorkflowCancellationToken) -> Result<(), WorkflowCancellationError> {
    ctx.wait_condition(|incident| incident.state.asked).await?;
    let limit = ctx.state(|incident| incident.plan.confirm_within.as_duration());
    let late = sleep(ctx, limit, "Confirm or expire", token).await;
    if late > LATE {
        sleep(ctx, GRACE, "What was said while the region was away may still come", token).await;
    }
    Ok(())
}

/// Sleeps; how much longer it took than it should.
async fn sleep(
    ctx: &Context,
    duration: Duration,
    summary: &str,
    token: &WorkflowCancellationToken,
) -> SignedDuration {
    let begun = clock::now(ctx);
    let timer =
        TimerOptions::builder(duration).summary(summary.to_owned()).cancellation_token(token.clone()).build();
    ctx.timer(timer).await;
    clock::now(ctx).duration_since(begun).saturating_sub(duration.try_into().unwrap_or(SignedDuration::MAX))
}

/// Posts the prompt. Of a private incident who declared gets it as a direct message, and then those who may confirm.
async fn ask(ctx: &Context, token: &WorkflowCancellationToken) {
    match post_somewhere(ctx, token).await {
        Ok(Prompted::Owned(prompt)) => ctx.state_mut(|incident| incident.state.prompt = Some(prompt)),
        Ok(Prompted::Superseded) => return ctx.state_mut(|incident| incident.state.superseded = true),
        // Somebody answered at a command line. It may have been posted all the same.
        Err(Failure::Cancelled) => return lose(ctx),
        Err(Failure::Failed { why, for_good }) => {
            status::trouble(ctx, format!("the prompt: {why}"));
            if !for_good {
                lose(ctx);
            }
        }
    }
    // Of a private incident the time runs when those who may confirm are asked.
    ctx.state_mut(|incident| {
        incident.state.prompt_is_settled = true;
        incident.state.asked |= !incident.declaration.private;
    });
}

/// Where the incidents channel refuses the prompt, who declared gets it as a direct message: its buttons work there too,
/// and regions find each other's there too.
async fn post_somewhere(ctx: &Context, token: &WorkflowCancellationToken) -> Result<Prompted, Failure> {
    let prompted = post(ctx, token, None).await;
    let Err(Failure::Failed { why, for_good: true }) = &prompted else { return prompted };
    if ctx.state(|incident| incident.state.asked_privately || incident.declaration.by.slack_id.is_none()) {
        return prompted;
    }
    status::trouble(ctx, format!("the prompt: {why}"));
    ctx.state_mut(|incident| incident.state.asked_privately = true);
    post(ctx, token, Some(why.clone())).await
}

/// It is looked for when it is known how the question was answered.
fn lose(ctx: &Context) {
    ctx.state_mut(|incident| incident.state.prompt_is_lost = true);
}

async fn post(
    ctx: &Context,
    token: &WorkflowCancellationToken,
    refused: Option<String>,
) -> Result<Prompted, Failure> {
    let Some(channel) = ctx.state(Incident::prompts_channel) else {
        return Err(Failure::for_good("who declared a private incident is not in Slack"));
    };
    let post = ctx.state(|incident| Post {
        channel,
        key: incident.key(Purpose::Prompt),
        message: Message::Prompt(incident.prompt(refused)),
        since: incident.declaration.at,
        looked_in: None,
    });
    attempt::fast_then_durably(ctx, || Chat::prompt, post, call(ctx, token.clone()), |_| {}).await
}

/// Looks for a prompt that may have been posted.
async fn find(ctx: &Context) {
    let Some(find) = ctx.state(Incident::find_prompt) else { return };
    let call = call(ctx, ctx.cancellation_token());
    match attempt::durably(ctx, Chat::find, find, call).await {
        Ok(look) => ctx.state_mut(|incident| {
            incident.state.prompt = look.found;
            incident.state.prompt_is_lost = false;
            incident.state.changes += 1;
        }),
        Err(failure) => status::trouble(ctx, format!("the look for the prompt: {failure}")),
    }
}

/// The prompt says how the question was answered. That of a private incident becomes its announcement, once it is
/// confirmed: the board keeps it.
async fn update(ctx: &Context) {
    if ctx.state(|incident| incident.state.prompt_is_lost) {
        find(ctx).await;
    }
    if !ctx.state(|incident| incident.declaration.private && incident.state.confirmed.is_some()) {
        show(ctx, &ctx.cancellation_token()).await;
    }
}

/// The prompt says how far the question is.
pub(super) async fn show(ctx: &Context, token: &WorkflowCancellationToken) {
    let Some(update) = ctx.state(|incident| {
        Some(Update {
            posted: incident.state.prompt.clone()?,
            key: incident.key(Purpose::Prompt),
            message: Message::Prompt(incident.prompt(None)),
        })
    }) else {
        return;
    };
    let call = Call { token: token.clone(), ..aside::policy(ctx, System::Chat, "Update of the prompt") };
    aside::call_so(ctx, || Chat::update, update, call).await;
}

fn call(ctx: &Context, token: WorkflowCancellationToken) -> Call {
    Call { token, ..aside::policy(ctx, System::Chat, "Prompt") }
}

impl Incident {
    /// Where people are asked, by name, id, or the id of a person; none where nobody may be.
    fn prompts_channel(&self) -> Option<String> {
        match self.state.asked_privately {
            true => self.declaration.by.slack_id.clone(),
            false => Some(self.plan.incidents_channel.clone()),
        }
    }

    fn find_prompt(&self) -> Option<Find> {
        let key = self.key(Purpose::Prompt);
        Some(Find { channel: self.prompts_channel()?, key, since: self.declaration.at })
    }

    pub(super) fn prompt(&self, refused: Option<String>) -> Prompt {
        let state = match (&self.state.confirmed, &self.state.cancelled) {
            (Some(confirmed), _) => PromptState::Confirmed { by: confirmed.by.clone() },
            (_, Some(cancelled)) => PromptState::Cancelled { by: cancelled.by.clone() },
            _ if self.state.status == Status::Expired => {
                PromptState::Expired { after: self.plan.confirm_within }
            }
            _ => PromptState::Open { expires_after: self.plan.confirm_within },
        };
        Prompt {
            facts: self.facts(),
            severity_description: self
                .severity_plan()
                .map(|plan| plan.description.clone())
                .unwrap_or_default(),
            state,
            refused,
            private: self.private_prompt(),
        }
    }
}

//! The message about a run in the incidents channel, in step with it.

use temporalio_workflow::WorkflowCancellationToken;

use super::{Context, detached};
use crate::{
    attempt::{self, Call},
    clock,
    contract::{
        System,
        chat::{Chat, Message, MessageKey, Post, Posted, Purpose, Update},
    },
    domain::runbook::{Ended, Stage},
};

/// Posts it once there is something to tell, and keeps it until the run is over. A look that finds nothing wrong, and a
/// dry run, are no news.
pub(super) async fn keep(ctx: &Context) {
    // A run that is cancelled goes on until all is taken back, and people see it.
    ctx.wait_condition_with_options(|run| run.report.stage != Stage::Looking, detached()).await.ok();
    if ctx.state(|run| run.input.dry_run || run.report.stage == Stage::Ended(Ended::NotNeeded)) {
        return;
    }
    let mut shown = ctx.state(|run| run.changes);
    let post = ctx.state(|run| Post {
        channel: run.input.channel.clone(),
        key: run.key(),
        message: run.message(),
        since: clock::now(ctx),
        looked_in: None,
    });
    let Ok(posted) = attempt::fast_then_durably(ctx, || Chat::post, post, call(ctx, "Message"), |_| {}).await
    else {
        return;
    };
    loop {
        ctx.wait_condition_with_options(|run| run.changes > shown || run.is_at_its_end(), detached())
            .await
            .ok();
        if ctx.state(|run| run.changes == shown) {
            return;
        }
        shown = ctx.state(|run| run.changes);
        update(ctx, &posted).await;
    }
}

/// What is shown next is newer: this one may be given up.
async fn update(ctx: &Context, posted: &Posted) {
    let update = ctx.state(|run| Update { posted: posted.clone(), key: run.key(), message: run.message() });
    let call = call(ctx, "Update of the message");
    attempt::fast_then_durably(ctx, || Chat::update, update, call, |_| {}).await.ok();
}

impl super::Run {
    fn key(&self) -> MessageKey {
        MessageKey {
            declaration: self.input.id.clone(),
            purpose: Purpose::Run,
            author: self.first_run.clone(),
        }
    }

    fn message(&self) -> Message {
        Message::Run(Box::new(self.report.clone()))
    }

    fn is_at_its_end(&self) -> bool {
        matches!(self.report.stage, Stage::Ended(_))
    }
}

fn call(ctx: &Context, summary: &str) -> Call {
    Call {
        system: System::Chat,
        summary: summary.to_owned(),
        retry_for: ctx.state(|run| run.input.retry_for),
        token: WorkflowCancellationToken::new(),
    }
}

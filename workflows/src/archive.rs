//! Archival of an incident channel: when it has been quiet for the plan's time.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_workflow::{
    ContinueAsNewOptions, TimerOptions, TimerResult, WorkflowContext, WorkflowContextView, WorkflowResult,
    WorkflowTermination,
};

use crate::{
    attempt::{self, Call, Failure},
    clock,
    contract::{
        System,
        chat::{self, Channel, Chat, LatestMessage, Message, MessageKey, Post, Purpose},
    },
    domain::{Archival, DeclarationId, Outcome, Period, archival},
};

/// A channel that people keep talking in for years: so many events, then a new run.
const LONG_HISTORY: u32 = 1_000;

/// What an archival starts with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Input {
    /// The incident's key.
    pub declaration: DeclarationId,
    /// Its channel.
    pub channel: Channel,
    /// How long it has to be quiet.
    pub quiet: Period,
    /// How long Slack is tried while it fails for now.
    pub retry_for: Period,
}

/// The workflow.
#[workflow]
pub struct ArchiveChannel {
    input: Input,
    first_run: String,
}

#[workflow_methods]
impl ArchiveChannel {
    #[init]
    fn new(ctx: &WorkflowContextView, input: Input) -> Self {
        Self { input, first_run: ctx.first_execution_run_id().to_owned() }
    }

    /// Waits until it can have been quiet for long enough, asks Slack whether it really was, and archives.
    #[run(name = "archive-channel")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<Outcome> {
        let ctx = &*ctx;
        let Input { channel, quiet, .. } = ctx.state(|archive| archive.input.clone());
        let mut latest = None;
        loop {
            if let Archival::CheckAgainAt(at) = archival(channel.created_at, latest, quiet, clock::now(ctx)) {
                wait_until(ctx, at).await?;
            }
            latest = match latest_message(ctx).await {
                Ok(None) => break,
                Ok(latest) => latest,
                Err(Failure::Failed { why, for_good: true }) => return Ok(Outcome::Failed { why }),
                // Slack has not said for as long as it was asked. The channel can wait another day.
                Err(_) => Some(clock::now(ctx) - quiet.to_signed() + SignedDuration::from_hours(24)),
            };
            if ctx.history_length() > LONG_HISTORY {
                ctx.continue_as_new(
                    ctx.state(|archive| archive.input.clone()),
                    ContinueAsNewOptions::default(),
                )?;
            }
        }
        Ok(archive(ctx).await)
    }
}

type Context = WorkflowContext<ArchiveChannel>;

async fn wait_until(ctx: &Context, at: Timestamp) -> Result<(), WorkflowTermination> {
    ctx.set_current_details(format!("Archives the channel if nobody has written by {at}"));
    let timer = TimerOptions::builder(clock::until(ctx, at)).summary("Quiet time".to_owned()).build();
    match ctx.timer(timer).await {
        TimerResult::Fired => Ok(()),
        TimerResult::Cancelled => Err(WorkflowTermination::cancelled()),
    }
}

/// When somebody last wrote, within the plan's time of quiet.
async fn latest_message(ctx: &Context) -> Result<Option<Timestamp>, Failure> {
    let listen = ctx.state(|archive| LatestMessage {
        channel: archive.input.channel.id.clone(),
        since: archive.input.channel.created_at,
        after: clock::now(ctx) - archive.input.quiet.to_signed(),
    });
    attempt::durably(ctx, Chat::latest_message, listen, call(ctx, "Latest message")).await
}

/// Says so in the channel, and archives it.
async fn archive(ctx: &Context) -> Outcome {
    let (post, archive) = ctx.state(|archive| {
        let Input { declaration, channel, quiet, .. } = archive.input.clone();
        let post = Post {
            channel: channel.id.clone(),
            key: MessageKey { declaration, purpose: Purpose::Archival, author: archive.first_run.clone() },
            message: Message::Archival { quiet },
            since: clock::now(ctx),
            looked_in: None,
        };
        (post, chat::ArchiveChannel { channel: channel.id })
    });
    // Without the last word the channel can be archived all the same.
    let said = attempt::durably(ctx, Chat::post, post, call(ctx, "Last message")).await;
    let archived = attempt::durably(ctx, Chat::archive_channel, archive, call(ctx, "Archive")).await;
    match (archived, said) {
        (Ok(()), Ok(_)) => Outcome::done(),
        (Ok(()), Err(failure)) => Outcome::noted(format!("it was not told: {failure}")),
        (Err(failure), _) => Outcome::Failed { why: failure.to_string() },
    }
}

fn call(ctx: &Context, summary: &str) -> Call {
    Call {
        system: System::Chat,
        summary: summary.to_owned(),
        retry_for: ctx.state(|archive| archive.input.retry_for),
        token: ctx.cancellation_token(),
    }
}

//! Looks of a runbook that learn nothing, because who would know does not answer: everybody reads so, once, until they learn
//! something again.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_workflow::{
    ContinueAsNewOptions, SyncWorkflowContext, TimerOptions, TimerResult, WorkflowContext,
    WorkflowContextView, WorkflowResult, WorkflowTermination,
};

use crate::{
    attempt::{self, Call},
    clock,
    contract::{
        System,
        chat::{Chat, Message, MessageKey, Post, Posted, Purpose, Update},
        region::{Looked, LooksSince, Region},
    },
    domain::{
        Period,
        runbook::{DataAgain, NoData},
    },
};

/// Whoever does not answer for less long is no news. So often it is then looked whether they do.
const PACE: Duration = Duration::from_secs(300);
/// So long Temporal and Slack are tried, until it is looked again.
const PATIENCE: Period = Period::minutes(5);
/// A night of looks, each a signal: so many events, then a new run.
const LONG_HISTORY: u32 = 1_000;

/// What a look says that has learnt nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// What nobody knows.
    pub no_data: NoData,
    /// When it says so.
    pub at: Timestamp,
    /// The ids of the schedules by which the runbook looks.
    pub schedules: Vec<String>,
    /// The incidents channel.
    pub channel: String,
}

/// What it starts with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Input {
    /// What a look has said last.
    said: Said,
    /// When the first said so.
    since: Timestamp,
    /// What people have been told.
    #[serde(default)]
    told: Option<Told>,
}

impl From<Said> for Input {
    fn from(first: Said) -> Self {
        Self { since: first.at, said: first, told: None }
    }
}

/// What everybody reads, and where.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Told {
    posted: Posted,
    message: Message,
}

/// The workflow.
#[workflow]
pub struct WithoutData {
    so_far: Input,
    first_run: String,
}

type Context = WorkflowContext<WithoutData>;

#[workflow_methods]
impl WithoutData {
    #[init]
    fn new(ctx: &WorkflowContextView, so_far: Input) -> Self {
        Self { so_far, first_run: ctx.first_execution_run_id().to_owned() }
    }

    /// Tells people if it lasts, and when it does not any more.
    #[run(name = "no-data")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<DataAgain> {
        let ctx = &*ctx;
        loop {
            show(ctx);
            wait(ctx).await?;
            let last = last_said(ctx);
            match have_looked(ctx).await {
                Some(Looked::Never) => tell(ctx, None).await,
                // It comes and goes.
                Some(Looked::AtTimes) => start_over(ctx),
                Some(looked) if last_said(ctx) == last => {
                    let again = DataAgain { at: clock::now(ctx), is_looked_for: looked == Looked::Again };
                    tell(ctx, Some(again.clone())).await;
                    if last_said(ctx) == last {
                        return Ok(again);
                    }
                    start_over(ctx);
                }
                // Temporal does not say, or a look has learnt nothing meanwhile.
                _ => {}
            }
            if ctx.history_length() > LONG_HISTORY {
                ctx.continue_as_new(ctx.state(|this| this.so_far.clone()), ContinueAsNewOptions::default())?;
            }
        }
    }

    /// Another look has learnt nothing.
    #[signal(name = "no-data")]
    pub fn said(&mut self, _ctx: &mut SyncWorkflowContext<Self>, said: Said) {
        // One that is told late is no news.
        if said.at > self.so_far.said.at {
            self.so_far.said = said;
        }
    }
}

/// For operators, in the Temporal Web UI.
fn show(ctx: &Context) {
    ctx.set_current_details(ctx.state(|this| {
        let no_data @ NoData { description, seen, .. } = &this.so_far.said.no_data;
        let since = this.so_far.since;
        format!("{description}\nSince {since} nobody knows of {}: {}", no_data.listed(), seen.join("; "))
    }));
}

async fn wait(ctx: &Context) -> Result<(), WorkflowTermination> {
    let timer =
        TimerOptions::builder(PACE).summary("Until it is looked whether there is data".to_owned()).build();
    match ctx.timer(timer).await {
        TimerResult::Fired => Ok(()),
        TimerResult::Cancelled => Err(WorkflowTermination::cancelled()),
    }
}

/// When a look last said that it learnt nothing.
fn last_said(ctx: &Context) -> Timestamp {
    ctx.state(|this| this.so_far.said.at)
}

/// What did not last is no news; what people read already stays.
fn start_over(ctx: &Context) {
    ctx.state_mut(|this| {
        if this.so_far.told.is_none() {
            this.so_far.since = this.so_far.said.at;
        }
    });
}

/// What looks have learnt since; none where Temporal does not say.
async fn have_looked(ctx: &Context) -> Option<Looked> {
    let since = ctx.state(|this| {
        let Input { said, since, .. } = &this.so_far;
        LooksSince { schedules: said.schedules.clone(), since: *since, said_at: said.at }
    });
    let call = call(ctx, System::Temporal, "What have looks learnt since?");
    attempt::durably(ctx, Region::have_looked, since, call).await.ok()
}

/// One message, brought up to date. What is over before anybody has read of it is no news.
async fn tell(ctx: &Context, again: Option<DataAgain>) {
    let (message, told, key) =
        ctx.state(|this| (this.message(again.clone()), this.so_far.told.clone(), this.key()));
    let told = match told {
        None if again.is_some() => return,
        Some(told) if told.message == message => return,
        None => {
            let post = ctx.state(|this| Post {
                channel: this.so_far.said.channel.clone(),
                key,
                message: message.clone(),
                since: this.so_far.since,
                looked_in: None,
            });
            let posted = attempt::durably(ctx, Chat::post, post, call(ctx, System::Chat, "Message")).await;
            posted.map(|posted| Told { posted, message })
        }
        Some(Told { posted, .. }) => {
            let update = Update { posted: posted.clone(), key, message: message.clone() };
            let updated =
                attempt::durably(ctx, Chat::update, update, call(ctx, System::Chat, "Update of the message"))
                    .await;
            updated.map(|()| Told { posted, message })
        }
    };
    // What did not reach Slack is tried again the next time.
    if let Ok(told) = told {
        ctx.state_mut(|this| this.so_far.told = Some(told));
    }
}

impl WithoutData {
    fn message(&self, again: Option<DataAgain>) -> Message {
        Message::NoData { no_data: self.so_far.said.no_data.clone(), since: self.so_far.since, again }
    }

    fn key(&self) -> MessageKey {
        let runbook = self.so_far.said.no_data.runbook.as_str();
        // Of nothing but what an id may have, and short enough.
        let declaration = runbook.parse().unwrap_or_else(|_| unreachable!("{runbook}"));
        MessageKey { declaration, purpose: Purpose::NoData, author: self.first_run.clone() }
    }
}

fn call(ctx: &Context, system: System, summary: &str) -> Call {
    Call { system, summary: summary.to_owned(), retry_for: PATIENCE, token: ctx.cancellation_token() }
}

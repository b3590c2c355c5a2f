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
/// How long Temporal is asked at a time.
const PATIENCE: Period = Period::minutes(2);
/// A night of looks, each a signal: so many events, then a new run.
const LONG_HISTORY: u32 = 1_000;

/// What a look says that has learnt nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// What nobody knows.
    pub no_data: NoData,
    /// When it says so.
    pub at: Timestamp,
    /// The id of the schedule that began it.
    pub schedule: String,
    /// The incidents channel.
    pub channel: String,
    /// How long Slack is tried while it fails for now.
    pub retry_for: Period,
}

/// What it starts with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Input {
    /// What the first look has said.
    pub first: Said,
    /// What the run before has come to.
    #[serde(default)]
    pub so_far: Option<SoFar>,
}

/// What it has come to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SoFar {
    last: Said,
    told: Option<Told>,
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
    since: Timestamp,
    first: Said,
    so_far: SoFar,
    first_run: String,
}

type Context = WorkflowContext<WithoutData>;

#[workflow_methods]
impl WithoutData {
    #[init]
    fn new(ctx: &WorkflowContextView, Input { first, so_far }: Input) -> Self {
        Self {
            since: first.at,
            so_far: so_far.unwrap_or_else(|| SoFar { last: first.clone(), told: None }),
            first,
            first_run: ctx.first_execution_run_id().to_owned(),
        }
    }

    /// Tells people if it lasts, and when it does not any more.
    #[run(name = "no-data")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<DataAgain> {
        let ctx = &*ctx;
        loop {
            wait(ctx).await?;
            let heard = ctx.state(|this| this.so_far.last.at);
            let again = data_again(ctx).await;
            tell(ctx, again.clone()).await;
            // A look may have said something meanwhile.
            if let Some(again) = again.filter(|_| ctx.state(|this| this.so_far.last.at == heard)) {
                return Ok(again);
            }
            if ctx.history_length() > LONG_HISTORY {
                let next =
                    ctx.state(|this| Input { first: this.first.clone(), so_far: Some(this.so_far.clone()) });
                ctx.continue_as_new(next, ContinueAsNewOptions::default())?;
            }
        }
    }

    /// Another look has learnt nothing.
    #[signal(name = "no-data")]
    pub fn said(&mut self, _ctx: &mut SyncWorkflowContext<Self>, said: Said) {
        self.so_far.last = said;
    }
}

async fn wait(ctx: &Context) -> Result<(), WorkflowTermination> {
    let timer =
        TimerOptions::builder(PACE).summary("Until it is looked whether there is data".to_owned()).build();
    match ctx.timer(timer).await {
        TimerResult::Fired => Ok(()),
        TimerResult::Cancelled => Err(WorkflowTermination::cancelled()),
    }
}

/// Whether looks learn something again. Where Temporal does not say, that is found later.
async fn data_again(ctx: &Context) -> Option<DataAgain> {
    let Said { schedule, at, .. } = ctx.state(|this| this.so_far.last.clone());
    let call = Call {
        system: System::Temporal,
        summary: "Has a look come to its end since?".to_owned(),
        retry_for: PATIENCE,
        token: ctx.cancellation_token(),
    };
    let looked = attempt::durably(ctx, Region::have_looked, LooksSince { schedule, at }, call).await;
    let is_looked_for = match looked {
        Ok(Looked::Again) => true,
        Ok(Looked::NoMore) => false,
        Ok(Looked::NotYet) | Err(_) => return None,
    };
    Some(DataAgain { at: clock::now(ctx), is_looked_for })
}

/// One message, brought up to date. What is over before anybody has read of it is no news.
async fn tell(ctx: &Context, again: Option<DataAgain>) {
    let (message, told, key) =
        ctx.state(|this| (this.message(again.clone()), this.so_far.told.clone(), this.key()));
    let told = match told {
        None if again.is_some() => return,
        Some(told) if told.message == message => return,
        None => {
            let since = clock::now(ctx);
            let post = ctx.state(|this| Post {
                channel: this.so_far.last.channel.clone(),
                key,
                message: message.clone(),
                since,
                looked_in: None,
            });
            let posted = attempt::durably(ctx, Chat::post, post, call(ctx, "Message")).await;
            posted.map(|posted| Told { posted, message })
        }
        Some(Told { posted, .. }) => {
            let update = Update { posted: posted.clone(), key, message: message.clone() };
            let updated =
                attempt::durably(ctx, Chat::update, update, call(ctx, "Update of the message")).await;
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
        Message::NoData { no_data: self.so_far.last.no_data.clone(), since: self.since, again }
    }

    fn key(&self) -> MessageKey {
        let runbook = self.so_far.last.no_data.runbook.as_str();
        // Of nothing but what an id may have, and short enough.
        let declaration = runbook.parse().unwrap_or_else(|_| unreachable!("{runbook}"));
        MessageKey { declaration, purpose: Purpose::NoData, author: self.first_run.clone() }
    }
}

fn call(ctx: &Context, summary: &str) -> Call {
    Call {
        system: System::Chat,
        summary: summary.to_owned(),
        retry_for: ctx.state(|this| this.so_far.last.retry_for),
        token: ctx.cancellation_token(),
    }
}

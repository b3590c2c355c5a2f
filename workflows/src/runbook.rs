//! The keeper of a runbook: hears what is said about its targets, begins runs as its guard lets it, and has people see to
//! what they do not heal. There is one for a runbook, in its home region, while there is something to remember.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_workflow::{
    ContinueAsNewOptions, SignalWorkflowOptions, SyncWorkflowContext, TimerOptions,
    WorkflowCancellationToken, WorkflowContext, WorkflowContextView, WorkflowResult, WorkflowTermination,
    workflows::select,
};

use crate::{
    clock,
    contract::region::Noticed,
    domain::{
        DeclarationId, Plan,
        runbook::{Ledger, Notice, Report, Runbook, RunbookName},
    },
    visibility,
};

mod people;
mod runs;

/// So many events, then a new run: each task reads them all, and a signal brings up to 100 kB along.
const LONG_HISTORY: u32 = 300;
/// So many, and it is a new run though there is something to see to.
const TOO_LONG_HISTORY: u32 = 3_000;
/// How often it is looked whether runs are over that did not say so.
const LOOK_EVERY: Duration = Duration::from_secs(3_600);

/// What a keeper starts with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Input {
    /// The name of the runbook.
    pub name: RunbookName,
    /// What it says, until somebody brings a newer one along.
    pub runbook: Runbook,
    /// The plan, by which incidents are declared.
    pub plan: Plan,
    /// What the run before remembered.
    #[serde(default)]
    pub ledger: Ledger,
    /// The incident in which people see to it.
    #[serde(default)]
    pub incident: Option<DeclarationId>,
    /// What it has heard and not seen to yet.
    #[serde(default)]
    pub heard: Vec<Notice>,
    /// The runs that have ended, of which it has not seen to yet.
    #[serde(default)]
    pub ended: Vec<Report>,
    /// Whether the runbook is no more, so that nothing of what waits is begun.
    #[serde(default)]
    pub is_withdrawn: bool,
    /// When it was last looked whether incidents are over, and runs.
    #[serde(default)]
    pub looked_at: Looked,
}

impl Input {
    /// One that remembers nothing yet.
    pub fn new(name: RunbookName, runbook: Runbook, plan: Plan) -> Self {
        Self {
            name,
            runbook,
            plan,
            ledger: Ledger::default(),
            incident: None,
            heard: Vec::new(),
            ended: Vec::new(),
            is_withdrawn: false,
            looked_at: Looked::default(),
        }
    }
}

/// The workflow.
#[workflow]
pub struct Keeper {
    so_far: Input,
    /// Whether the runbook is another than when it last began what was due.
    is_changed: bool,
}

/// When it was last looked.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Looked {
    at_incidents: Option<Timestamp>,
    at_runs: Option<Timestamp>,
}

/// What its parts see of it.
type Context = WorkflowContext<Keeper>;

#[workflow_methods]
impl Keeper {
    #[init]
    fn new(_ctx: &WorkflowContextView, so_far: Input) -> Self {
        Self { so_far, is_changed: false }
    }

    /// Sees to what comes, until there is nothing left to remember.
    #[run(name = "runbook")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<()> {
        let ctx = &*ctx;
        ctx.upsert_search_attributes([
            visibility::RUNBOOK.value_set(ctx.state(|keeper| keeper.so_far.name.to_string()))
        ]);
        loop {
            people::see_to_what_ended(ctx).await;
            runs::miss_the_lost(ctx).await;
            runs::hear(ctx).await;
            people::take_back_what_is_over(ctx).await;
            if ctx.cancellation_token().is_cancelled() {
                return go_on_as_new(ctx);
            }
            runs::begin(ctx).await;
            forget(ctx);
            show(ctx);
            let is_too_long = ctx.history_length() > TOO_LONG_HISTORY || ctx.continue_as_new_suggested();
            // What it has not seen to yet is handed on, too, and is not bounded as the ledger is.
            if ctx.state(Keeper::has_news) && !is_too_long {
                continue;
            }
            if is_too_long || ctx.history_length() > LONG_HISTORY {
                return go_on_as_new(ctx);
            }
            if ctx.state(|keeper| keeper.so_far.ledger.is_empty()) {
                return Ok(());
            }
            wait(ctx).await;
        }
    }

    /// Something is said about targets, and the runbook is now like this.
    #[signal(name = "notice")]
    pub fn notice(&mut self, _ctx: &mut SyncWorkflowContext<Self>, noticed: Noticed) {
        let Noticed { runbook, plan, notices, .. } = noticed;
        self.is_changed |= self.so_far.runbook != runbook;
        (self.so_far.runbook, self.so_far.plan) = (runbook, plan);
        self.so_far.heard.extend(notices);
        self.so_far.is_withdrawn = false;
    }

    /// The runbook is no more.
    #[signal(name = "withdraw")]
    pub fn withdraw(&mut self, _ctx: &mut SyncWorkflowContext<Self>) {
        self.so_far.is_withdrawn = true;
        // What is over is heard all the same.
        self.so_far.heard.retain(|notice| notice.is_over);
    }

    /// A run has ended.
    #[signal(name = "ended")]
    pub fn ended(&mut self, _ctx: &mut SyncWorkflowContext<Self>, ended: Report) {
        self.so_far.ended.push(ended);
    }

    fn has_news(&self) -> bool {
        let Input { heard, ended, is_withdrawn, .. } = &self.so_far;
        !heard.is_empty() || !ended.is_empty() || *is_withdrawn || self.is_changed
    }
}

/// Of a signal that is sent though the keeper is cancelled: what it says.
fn signal(summary: &str) -> SignalWorkflowOptions {
    let token = WorkflowCancellationToken::new();
    SignalWorkflowOptions::builder().summary(summary.to_owned()).cancellation_token(token).build()
}

/// In another run of it, with all that it remembers. Where an operator has cancelled it, which nobody tells the next run, nothing
/// of what waits is begun; the rest goes on, so that no target is touched the sooner for it.
fn go_on_as_new(ctx: &Context) -> WorkflowResult<()> {
    if ctx.cancellation_token().is_cancelled() {
        ctx.state_mut(|keeper| keeper.so_far.ledger.withdraw());
        if ctx.state(|keeper| !keeper.has_news() && keeper.so_far.ledger.is_empty()) {
            return Err(WorkflowTermination::cancelled());
        }
    }
    match ctx.continue_as_new(ctx.state(|keeper| keeper.so_far.clone()), ContinueAsNewOptions::default())? {}
}

fn forget(ctx: &Context) {
    let now = clock::now(ctx);
    ctx.state_mut(|keeper| keeper.so_far.ledger.forget(&keeper.so_far.runbook, now));
}

/// Until something comes, or there is something to do by itself, and no longer than until runs and incidents are looked at
/// again.
async fn wait(ctx: &Context) {
    let now = clock::now(ctx);
    let due = ctx.state(|keeper| keeper.so_far.ledger.wakes_at(&keeper.so_far.runbook, now));
    let next = due.into_iter().chain(people::next_look(ctx)).min();
    let next = next.map_or(LOOK_EVERY, |next| clock::until(ctx, next).min(LOOK_EVERY));
    let token = WorkflowCancellationToken::new();
    let timer = TimerOptions::builder(next)
        .summary("Until there is something to look at".to_owned())
        .cancellation_token(token.clone());
    // It ends also when the keeper is cancelled.
    select! {
        _ = ctx.wait_condition(Keeper::has_news) => token.cancel(),
        _ = ctx.timer(timer.build()) => {}
    }
}

fn show(ctx: &Context) {
    ctx.set_current_details(ctx.state(|keeper| {
        let Input { ledger, runbook, .. } = &keeper.so_far;
        let runs: Vec<_> = ledger.running().map(|run| format!("\n- {run}")).collect();
        format!("{}\nUnder way: {}{}", runbook.description, runs.len(), runs.concat())
    }));
}

//! The keeper of a runbook: hears what is said about its targets, begins runs as its guard lets it, and has people see to
//! what they do not heal. There is one for a runbook, in its home region, while there is something to remember.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_workflow::{
    ContinueAsNewOptions, SyncWorkflowContext, TimerOptions, WorkflowContext, WorkflowContextView,
    WorkflowResult, WorkflowTermination, workflows::select,
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
    /// When it was last looked whether incidents are over, and runs.
    #[serde(default)]
    pub looked_at: Looked,
}

impl Input {
    /// One that remembers nothing yet.
    pub fn new(name: RunbookName, runbook: Runbook, plan: Plan) -> Self {
        let (ledger, incident, looked_at) = (Ledger::default(), None, Looked::default());
        Self { name, runbook, plan, ledger, incident, heard: Vec::new(), ended: Vec::new(), looked_at }
    }
}

/// The workflow.
#[workflow]
pub struct Keeper {
    name: RunbookName,
    runbook: Runbook,
    plan: Plan,
    ledger: Ledger,
    incident: Option<DeclarationId>,
    /// When it was last looked whether incidents are over, and runs.
    looked_at: Looked,
    heard: Vec<Notice>,
    ended: Vec<Report>,
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
    fn new(_ctx: &WorkflowContextView, input: Input) -> Self {
        let Input { name, runbook, plan, ledger, incident, heard, ended, looked_at } = input;
        Self { name, runbook, plan, ledger, incident, looked_at, heard, ended }
    }

    /// Sees to what comes, until there is nothing left to remember.
    #[run(name = "runbook")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<()> {
        let ctx = &*ctx;
        ctx.upsert_search_attributes([
            visibility::RUNBOOK.value_set(ctx.state(|keeper| keeper.name.to_string()))
        ]);
        loop {
            people::see_to_what_ended(ctx).await;
            runs::miss_the_lost(ctx).await;
            runs::hear(ctx).await;
            people::take_back_what_is_over(ctx).await;
            runs::begin(ctx).await;
            let now = clock::now(ctx);
            let next = ctx.state_mut(|keeper| keeper.ledger.forget(&keeper.runbook, now));
            let next = next.into_iter().chain(people::next_look(ctx)).min();
            show(ctx);
            if ctx.cancellation_token().is_cancelled() {
                // An operator wants it so. Its runs go on, and whoever notices something begins another keeper.
                return Err(WorkflowTermination::cancelled());
            }
            let is_too_long = ctx.history_length() > TOO_LONG_HISTORY || ctx.continue_as_new_suggested();
            // What it has not seen to yet is handed on, too, and is not bounded as the ledger is.
            if ctx.state(Keeper::has_news) && !is_too_long {
                continue;
            }
            if is_too_long || ctx.history_length() > LONG_HISTORY {
                ctx.continue_as_new(ctx.state(Keeper::next_run), ContinueAsNewOptions::default())?;
            }
            if ctx.state(|keeper| keeper.ledger.is_empty()) {
                return Ok(());
            }
            wait(ctx, next).await;
        }
    }

    /// Something is said about targets, and the runbook is now like this.
    #[signal(name = "notice")]
    pub fn notice(&mut self, _ctx: &mut SyncWorkflowContext<Self>, noticed: Noticed) {
        let Noticed { runbook, plan, notices, .. } = noticed;
        (self.runbook, self.plan) = (runbook, plan);
        self.heard.extend(notices);
    }

    /// A run has ended.
    #[signal(name = "ended")]
    pub fn ended(&mut self, _ctx: &mut SyncWorkflowContext<Self>, ended: Report) {
        self.ended.push(ended);
    }

    fn has_news(&self) -> bool {
        !self.heard.is_empty() || !self.ended.is_empty()
    }

    fn next_run(&self) -> Input {
        Input {
            name: self.name.clone(),
            runbook: self.runbook.clone(),
            plan: self.plan.clone(),
            ledger: self.ledger.clone(),
            incident: self.incident.clone(),
            heard: self.heard.clone(),
            ended: self.ended.clone(),
            looked_at: self.looked_at.clone(),
        }
    }
}

/// Until something comes, or until then, and no longer than until runs and incidents are looked at again.
async fn wait(ctx: &Context, next: Option<Timestamp>) {
    let next = next.map_or(LOOK_EVERY, |next| clock::until(ctx, next).min(LOOK_EVERY));
    let token = ctx.cancellation_token().child_token();
    let timer = TimerOptions::builder(next)
        .summary("Until there is something to look at".to_owned())
        .cancellation_token(token.clone());
    select! {
        _ = ctx.wait_condition(Keeper::has_news) => token.cancel(),
        _ = ctx.timer(timer.build()) => {}
    }
}

fn show(ctx: &Context) {
    ctx.set_current_details(ctx.state(|keeper| {
        let runs: Vec<_> = keeper.ledger.running().map(|run| format!("\n- {}", run.id)).collect();
        format!("{}\nUnder way: {}{}", keeper.runbook.description, runs.len(), runs.concat())
    }));
}

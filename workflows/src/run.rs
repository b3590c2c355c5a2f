//! A run of a runbook: looks, asks, acts, looks whether that helped, and takes it back where it did not.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use temporalio_macros::{workflow, workflow_methods};
use temporalio_workflow::{
    SyncWorkflowContext, WaitConditionOptions, WorkflowCancellationToken, WorkflowContext,
    WorkflowContextView, WorkflowResult, workflows::join,
};

use crate::{
    clock,
    domain::{
        DeclarationId, Period, Person, Plan,
        runbook::{
            Action, Ended, Hold, Notice, Progress, Report, Runbook, RunbookName, Source, Stage, Taken, run_id,
        },
    },
    incident::Signal,
    visibility,
};

mod actions;
mod approval;
mod keeper;
mod look;
mod message;

pub use keeper::Attached;

/// What a run starts with. It reads no other configuration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Input {
    /// The run's id, which is also that of the incident that is declared where it does not help.
    pub id: DeclarationId,
    /// Of which runbook.
    pub name: RunbookName,
    /// What is done, for its target.
    pub runbook: Runbook,
    /// What began it.
    pub notice: Notice,
    /// Why the guard does not let it do anything.
    #[serde(default)]
    pub hold: Option<Hold>,
    /// Nothing is done: it is only told what would be.
    #[serde(default)]
    pub dry_run: bool,
    /// The incidents channel.
    pub channel: String,
    /// How long Slack is tried while it fails for now.
    pub retry_for: Period,
}

impl Input {
    /// A run that begins now, for what was said, if nothing holds it back.
    pub fn new(name: &RunbookName, runbook: &Runbook, plan: &Plan, notice: Notice, now: Timestamp) -> Self {
        Self {
            id: run_id(name, &notice.target, now),
            name: name.clone(),
            runbook: runbook.for_target(&notice.target),
            notice,
            hold: None,
            dry_run: false,
            channel: plan.incidents_channel.clone(),
            retry_for: plan.retry_for,
        }
    }
}

/// The workflow.
#[workflow]
pub struct Run {
    input: Input,
    first_run: String,
    report: Report,
    /// Of each action, what takes it back.
    undo: Vec<Option<Action>>,
    /// Who has pressed which button, and is not heard yet.
    presses: Vec<(approval::Answer, Person)>,
    /// What it is about is over.
    is_over: bool,
    /// Who sees to what it did not heal.
    attached: Option<Attached>,
    /// What people see has changed so often.
    changes: u64,
}

/// What its parts see of it.
type Context = WorkflowContext<Run>;

#[workflow_methods]
impl Run {
    #[init]
    fn new(ctx: &WorkflowContextView, input: Input) -> Self {
        let actions = input.runbook.action.iter().map(|planned| Taken {
            what: planned.to_string(),
            progress: Progress::Pending,
            undo: None,
        });
        let report = Report {
            id: input.id.clone(),
            runbook: input.name.clone(),
            description: input.runbook.description.clone(),
            target: input.notice.target.clone(),
            noticed: input.notice.says.clone(),
            asked_by: match &input.notice.from {
                Source::Person(person) => Some(person.clone()),
                Source::Trigger(_) => None,
            },
            dry_run: input.dry_run,
            stage: Stage::Looking,
            seen: Vec::new(),
            allowed_by: None,
            actions: actions.collect(),
            incident: None,
            trouble: None,
        };
        Self {
            undo: vec![None; report.actions.len()],
            report,
            first_run: ctx.first_execution_run_id().to_owned(),
            presses: Vec::new(),
            is_over: false,
            attached: None,
            changes: 0,
            input,
        }
    }

    /// The story; beside it, people are shown how far it is.
    #[run(name = "run")]
    pub async fn run(ctx: &mut WorkflowContext<Self>) -> WorkflowResult<Report> {
        let ctx = &*ctx;
        let ((), ()) = join!(story(ctx), message::keep(ctx));
        Ok(ctx.state(|run| run.report.clone()))
    }

    /// Somebody allows it.
    #[signal(name = "allow")]
    pub fn allow(&mut self, _ctx: &mut SyncWorkflowContext<Self>, signal: Signal) {
        self.press(approval::Answer::Allow, signal);
    }

    /// Somebody does not allow it.
    #[signal(name = "refuse")]
    pub fn refuse(&mut self, _ctx: &mut SyncWorkflowContext<Self>, signal: Signal) {
        self.press(approval::Answer::Refuse, signal);
    }

    /// What it is about is over, says who told of it.
    #[signal(name = "over")]
    pub fn over(&mut self, _ctx: &mut SyncWorkflowContext<Self>) {
        self.is_over = true;
    }

    /// People see to it, in this incident.
    #[signal(name = "attached")]
    pub fn attached(&mut self, _ctx: &mut SyncWorkflowContext<Self>, attached: Attached) {
        self.attached = Some(attached);
    }

    /// How far it is.
    #[query(name = "report")]
    pub fn report(&self, _ctx: &WorkflowContextView) -> Report {
        self.report.clone()
    }

    fn press(&mut self, answer: approval::Answer, signal: Signal) {
        if let Signal::Said(said) = signal {
            self.presses.push((answer, said.by));
        }
    }
}

/// What happens, from the first look to the last.
async fn story(ctx: &Context) {
    let ended = heal(ctx).await.unwrap_or_else(|ended| ended);
    ctx.upsert_search_attributes([visibility::ENDED.value_set(ended.as_str().to_owned())]);
    if !ctx.state(|run| run.input.dry_run) {
        // Before people read that it is over: they then read who sees to it, too.
        keeper::hand_over(ctx, &ended).await;
    }
    enter(ctx, Stage::Ended(ended));
}

/// How it ends; an error where that is before all of it was gone through.
async fn heal(ctx: &Context) -> Result<Ended, Ended> {
    approval::may_be_asked_for(ctx).await?;
    look::is_wrong(ctx).await?;
    if ctx.state(|run| run.input.dry_run) {
        return Ok(actions::prepare_all(ctx).await);
    }
    if let Some(hold) = ctx.state(|run| run.input.hold.clone()) {
        return Err(Ended::Held(hold));
    }
    approval::wait(ctx).await?;
    // That may have taken a while.
    if ctx.state(|run| run.report.allowed_by.is_some()) {
        look::is_wrong(ctx).await?;
    }
    // And so may a look.
    let now = clock::now(ctx);
    if let Some(hold) = ctx.state(|run| run.input.runbook.closed(now)) {
        return Err(Ended::Held(hold));
    }
    enter(ctx, Stage::Acting);
    let ended = match actions::take_all(ctx).await {
        Ok(()) => look::has_helped(ctx).await,
        Err(ended) => ended,
    };
    if ended != Ended::Healed {
        actions::undo_all(ctx).await;
    }
    Ok(ended)
}

/// It has come so far, and people see it.
fn enter(ctx: &Context, stage: Stage) {
    change(ctx, |report| report.stage = stage);
}

/// People see it otherwise from now on.
fn change(ctx: &Context, change: impl FnOnce(&mut Report)) {
    ctx.state_mut(|run| {
        change(&mut run.report);
        run.changes += 1;
    });
    ctx.set_current_details(ctx.state(|run| run.report.to_string()));
}

/// For what is waited for also when the run is cancelled.
fn detached() -> WaitConditionOptions {
    WaitConditionOptions::builder().cancellation_token(WorkflowCancellationToken::new()).build()
}

fn is_cancelled(ctx: &Context) -> bool {
    ctx.cancellation_token().is_cancelled()
}

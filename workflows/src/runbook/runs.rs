//! Runs, as the guard lets them begin.

use std::time::Duration;

use temporalio_workflow::{
    ChildWorkflowOptions, ParentClosePolicy, WorkflowCancellationToken, WorkflowIdReusePolicy,
    workflows::join_all,
};

use super::{Context, Input, LOOK_EVERY, signal};
use crate::{
    attempt::{self, Call},
    clock,
    contract::{System, region::Region},
    domain::{
        Period,
        runbook::{Notice, WasFor},
    },
    ids,
    run::{self, Run},
    visibility,
};

/// Takes in what was said; a run whose matter is over hears so.
pub(super) async fn hear(ctx: &Context) {
    let now = clock::now(ctx);
    let over: Vec<_> = ctx.state_mut(|keeper| {
        keeper.is_changed = false;
        let Input { heard, ledger, runbook, is_withdrawn, .. } = &mut keeper.so_far;
        if std::mem::take(is_withdrawn) {
            ledger.withdraw();
        }
        heard.drain(..).filter_map(|notice| ledger.hear(runbook, notice, now)).collect()
    });
    for id in over {
        let options = signal("It is over");
        // One that has just ended needs not hear it.
        ctx.external_workflow(ids::run(&id), None).signal(Run::over, (), options).await.ok();
    }
}

/// Begins every run that may begin.
pub(super) async fn begin(ctx: &Context) {
    let now = clock::now(ctx);
    let inputs = ctx.state_mut(|keeper| {
        let Input { name, runbook, plan, ledger, .. } = &mut keeper.so_far;
        let mut inputs = Vec::new();
        while let Some(due) = ledger.next(runbook, now) {
            let input = run::Input::new(name, runbook, plan, due.notice.clone(), now);
            ledger.begin(&due, input.id.clone(), now);
            inputs.push(run::Input { hold: due.hold, ..input });
        }
        inputs
    });
    join_all(inputs.into_iter().map(|input| start(ctx, input))).await;
}

async fn start(ctx: &Context, input: run::Input) {
    let run::Input { id, name, notice: Notice { target, .. }, .. } = &input;
    let id = id.clone();
    let options = ChildWorkflowOptions::builder()
        .workflow_id(ids::run(&id))
        .id_reuse_policy(WorkflowIdReusePolicy::RejectDuplicate)
        .parent_close_policy(ParentClosePolicy::Abandon)
        .cancellation_token(WorkflowCancellationToken::new())
        .static_summary(format!("{name} on {target}"))
        .search_attributes(visibility::of_run(&input))
        .build();
    if ctx.start_child_workflow(Run::run, input, options).await.is_err() {
        // It has not begun: its target is free again.
        ctx.state_mut(|keeper| keeper.so_far.ledger.end(&id, WasFor::Nothing, clock::now(ctx)));
    }
}

/// Runs that an operator terminated never tell that they have ended.
pub(super) async fn miss_the_lost(ctx: &Context) {
    let now = clock::now(ctx);
    let running: Vec<_> = ctx.state_mut(|keeper| {
        let looked_at = *keeper.so_far.looked_at.at_runs.get_or_insert(now);
        if clock::until(ctx, looked_at + LOOK_EVERY) > Duration::ZERO {
            return Vec::new();
        }
        keeper.so_far.looked_at.at_runs = Some(now);
        keeper.so_far.ledger.running().cloned().collect()
    });
    if running.is_empty() {
        return;
    }
    let call = Call {
        system: System::Temporal,
        summary: "Runs that have not told of their end".to_owned(),
        retry_for: Period::minutes(2),
        token: WorkflowCancellationToken::new(),
    };
    let Ok(ended) = attempt::durably(ctx, Region::ended_runs, running, call).await else { return };
    let now = clock::now(ctx);
    ctx.state_mut(|keeper| {
        for run in &ended {
            keeper.so_far.ledger.end(run, WasFor::Acting, now);
        }
    });
}

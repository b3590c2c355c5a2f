//! What a runbook does, one action after the other; and what takes it back, in reverse order.

use temporalio_workflow::{TimerOptions, WorkflowCancellationToken};

use super::{Context, Ended, Stage, change, enter, is_cancelled, look};
use crate::{
    attempt::{self, Call, Failure, Once},
    clock,
    contract::{
        System,
        healing::{Act, Healing, Prepare, Prepared, Settled},
    },
    domain::{Action, Period, PlannedAction, Progress},
};

/// So often an action is tried of which it is certain that it was not done, or verified that it did not work.
const ATTEMPTS: u32 = 3;
/// So long between two.
const PAUSE: Period = Period::seconds(5);
/// So long it is tried to read how things are.
const READS_FOR: Period = Period::minutes(5);

/// What became of all.
pub(super) enum All {
    Done,
    Failed,
    Cancelled,
}

/// What became of one, in words for people.
enum One {
    Done(String),
    /// It was not done.
    Failed(String),
    /// It may have been done, in part or whole.
    Unknown(String),
}

/// Looks at what every action would do.
pub(super) async fn prepare_all(ctx: &Context) -> Ended {
    let mut ended = Ended::DryRun;
    for index in 0..ctx.state(|run| run.report.actions.len()) {
        let action = ctx.state(|run| run.input.runbook.action[index].action.clone());
        let progress = match prepare(ctx, &action).await {
            Ok(prepared) => Progress::Would(prepared.will),
            Err(why) => {
                ended = Ended::Failed;
                Progress::Failed(why)
            }
        };
        change(ctx, |report| report.actions[index].progress = progress);
    }
    ended
}

/// Takes every action, until one fails.
pub(super) async fn take_all(ctx: &Context) -> All {
    for index in 0..ctx.state(|run| run.report.actions.len()) {
        if is_cancelled(ctx) {
            return All::Cancelled;
        }
        let PlannedAction { action, undo, within } = ctx.state(|run| run.input.runbook.action[index].clone());
        let show = |progress| change(ctx, |report| report.actions[index].progress = progress);
        let prepared = match prepare(ctx, &action).await {
            Ok(prepared) => prepared,
            Err(why) => {
                show(Progress::Failed(why));
                return All::Failed;
            }
        };
        show(Progress::UnderWay(prepared.will.clone()));
        let undo = undo.or_else(|| prepared.undo.clone());
        let is_last = index + 1 == ctx.state(|run| run.report.actions.len());
        let taken = take(ctx, act(ctx, &index.to_string(), action, prepared), within, is_last).await;
        if !matches!(taken, One::Failed(_)) {
            ctx.state_mut(|run| run.undo[index] = undo);
        }
        let is_done = matches!(taken, One::Done(_));
        show(taken.into());
        if !is_done {
            return All::Failed;
        }
    }
    All::Done
}

/// Takes back what can be, last first. It goes on though the run is cancelled: nothing is to stay half done.
pub(super) async fn undo_all(ctx: &Context) {
    if ctx.state(|run| run.undo.iter().all(Option::is_none)) {
        return;
    }
    enter(ctx, Stage::Undoing);
    for index in (0..ctx.state(|run| run.undo.len())).rev() {
        let Some(action) = ctx.state(|run| run.undo[index].clone()) else { continue };
        let within = ctx.state(|run| run.input.runbook.action[index].within);
        let show = |progress| change(ctx, |report| report.actions[index].undo = Some(progress));
        let progress = match prepare(ctx, &action).await {
            Err(why) => Progress::Failed(why),
            Ok(prepared) => {
                show(Progress::UnderWay(prepared.will.clone()));
                take(ctx, act(ctx, &format!("{index}-undo"), action, prepared), within, false).await.into()
            }
        };
        show(progress);
    }
}

impl From<One> for Progress {
    fn from(one: One) -> Self {
        match one {
            One::Done(how) => Self::Done(how),
            One::Failed(why) => Self::Failed(why),
            One::Unknown(why) => Self::Unknown(why),
        }
    }
}

async fn prepare(ctx: &Context, action: &Action) -> Result<Prepared, String> {
    let prepare = Prepare { action: action.clone(), aws: ctx.state(|run| run.input.runbook.aws.clone()) };
    let call = call(action, "prepare", READS_FOR);
    attempt::durably(ctx, Healing::prepare, prepare, call).await.map_err(|failure| failure.to_string())
}

/// One action, until it has come to its end. Whether one of which the system itself does not tell was done, the runbook's
/// probes tell, where `probes_tell`: all is well after it.
async fn take(ctx: &Context, act: Act, within: Period, probes_tell: bool) -> One {
    let mut may_be_done = false;
    let mut last = String::new();
    for attempt in 0..ATTEMPTS {
        if attempt > 0 {
            let pause = TimerOptions::builder(PAUSE.as_duration()).summary("Pause".to_owned());
            ctx.timer(pause.cancellation_token(WorkflowCancellationToken::new()).build()).await;
        }
        let call = call(&act.action, "act", within);
        last = match attempt::once(ctx, Healing::act, act.clone(), &call, within.as_duration()).await {
            Once::Done(()) => {
                return settled(ctx, &act, within).await.unwrap_or_else(|| One::Done(String::new()));
            }
            Once::Failed(why) if may_be_done => return One::Unknown(why),
            Once::Failed(why) => return One::Failed(why),
            Once::NotDone(why) => why,
            Once::Unknown(why) => match settled(ctx, &act, within).await {
                Some(One::Failed(_)) => why,
                Some(settled) => return settled,
                None => {
                    may_be_done = true;
                    let is_well = if probes_tell { look::is_well(ctx).await } else { None };
                    match is_well {
                        Some(true) => return One::Done("it has worked".to_owned()),
                        Some(false) if !is_cancelled(ctx) => why,
                        // Nobody knows: it is not done a second time.
                        _ => return One::Unknown(why),
                    }
                }
            },
        };
    }
    if may_be_done { One::Unknown(last) } else { One::Failed(last) }
}

/// How an action came to its end. None: nothing tells. Failed: it has not begun.
async fn settled(ctx: &Context, act: &Act, within: Period) -> Option<One> {
    let left = clock::until(ctx, act.begun_at + within.to_signed()).max(READS_FOR.as_duration());
    let call = call(&act.action, "settle", Period::of(left));
    match attempt::patiently(ctx, Healing::settle, act.clone(), call, left).await {
        Ok(Settled::Done(note)) => Some(One::Done(note)),
        Ok(Settled::NotBegun) => Some(One::Failed("nothing has come of it".to_owned())),
        Ok(Settled::Untold) => None,
        Err(failure @ Failure::Failed { for_good: true, .. }) => Some(One::Unknown(failure.to_string())),
        Err(failure) => Some(One::Unknown(format!("not at its end within {within}: {failure}"))),
    }
}

fn act(ctx: &Context, number: &str, action: Action, prepared: Prepared) -> Act {
    let begun_at = clock::now(ctx);
    ctx.state(|run| Act {
        id: format!("{}-{number}", run.input.id),
        runbook: run.input.name.clone(),
        target: run.report.target.clone(),
        action,
        aws: run.input.runbook.aws.clone(),
        prepared,
        begun_at,
    })
}

/// Detached from the run's own cancellation: what is begun is brought to its end.
fn call(action: &Action, what: &str, retry_for: Period) -> Call {
    Call {
        system: System::of(action),
        summary: format!("{}: {what}", action.key()),
        retry_for,
        token: WorkflowCancellationToken::new(),
    }
}

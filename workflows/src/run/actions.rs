//! What a runbook does, one action after the other; and what takes it back, in reverse order.

use std::time::Duration;

use temporalio_workflow::{TimerOptions, WorkflowCancellationToken};

use super::{Context, Ended, Stage, change, enter, is_cancelled, look};
use crate::{
    attempt::{self, Call, Failure, Once},
    clock,
    contract::{
        System,
        healing::{Act, Healing, Prepare, Prepared, Settled},
    },
    domain::{
        Period,
        runbook::{Action, PlannedAction, Progress},
    },
};

/// So often an attempt's answer may be lost.
const MOST_LOST: u32 = 3;
/// The pause before another attempt: at first, and at most.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// So long it is tried to read how things are.
const READS_FOR: Period = Period::minutes(5);

/// Looks at what every action would do.
pub(super) async fn prepare_all(ctx: &Context) -> Ended {
    let mut ended = Ended::DryRun;
    for index in 0..ctx.state(|run| run.report.actions.len()) {
        let action = ctx.state(|run| run.input.runbook.action[index].action.clone());
        let progress = match prepare(ctx, &action, None).await {
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

/// Takes every action; how the run ends, where not all are done.
pub(super) async fn take_all(ctx: &Context) -> Result<(), Ended> {
    for index in 0..ctx.state(|run| run.report.actions.len()) {
        if is_cancelled(ctx) {
            return Err(Ended::Cancelled);
        }
        let PlannedAction { action, undo, within, .. } =
            ctx.state(|run| run.input.runbook.action[index].clone());
        let show = |progress| change(ctx, |report| report.actions[index].progress = progress);
        let prepared = match prepare(ctx, &action, None).await {
            Ok(prepared) => prepared,
            Err(why) => {
                show(Progress::Failed(why));
                return Err(Ended::Failed);
            }
        };
        if is_cancelled(ctx) {
            return Err(Ended::Cancelled);
        }
        show(Progress::UnderWay(prepared.will.clone()));
        let undo = undo.or_else(|| prepared.undo.clone());
        let way = match index + 1 == ctx.state(|run| run.report.actions.len()) {
            true => Way::Last,
            false => Way::Forward,
        };
        let taken = take(ctx, act(ctx, &index.to_string(), action, prepared), within, way).await;
        if !matches!(taken, Progress::Failed(_)) {
            ctx.state_mut(|run| run.undo[index] = undo);
        }
        let is_done = matches!(taken, Progress::Done(_));
        show(taken);
        if !is_done {
            return Err(if is_cancelled(ctx) { Ended::Cancelled } else { Ended::Failed });
        }
    }
    Ok(())
}

/// Takes back what can be, last first. It goes on though the run is cancelled: nothing is to stay half done.
pub(super) async fn undo_all(ctx: &Context) {
    if ctx.state(|run| run.undo.iter().all(Option::is_none)) {
        return;
    }
    enter(ctx, Stage::Undoing);
    for index in (0..ctx.state(|run| run.undo.len())).rev() {
        let Some(action) = ctx.state(|run| run.undo[index].clone()) else { continue };
        let PlannedAction { action: taken, within, .. } =
            ctx.state(|run| run.input.runbook.action[index].clone());
        let show = |progress| change(ctx, |report| report.actions[index].undo = Some(progress));
        let progress = match prepare(ctx, &action, Some(taken)).await {
            Err(why) => Progress::Failed(why),
            Ok(prepared) => {
                show(Progress::UnderWay(prepared.will.clone()));
                take(ctx, act(ctx, &format!("{index}-undo"), action, prepared), within, Way::Back).await
            }
        };
        show(progress);
    }
}

async fn prepare(ctx: &Context, action: &Action, takes_back: Option<Action>) -> Result<Prepared, String> {
    let aws = ctx.state(|run| run.input.runbook.aws.clone());
    let prepare = Prepare { action: action.clone(), aws, takes_back };
    let call = call(action, "prepare", READS_FOR);
    attempt::durably(ctx, Healing::prepare, prepare, call).await.map_err(|failure| failure.to_string())
}

/// What an action is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    /// To heal; others follow.
    Forward,
    /// To heal; after it all is to be well, so that the runbook's probes tell whether it has worked.
    Last,
    /// To take another back, though the run is cancelled.
    Back,
}

/// One action, until it has come to its end. What is certain not to be done is tried again as long as it may take; what may
/// be done, only when it is known that it has not worked.
async fn take(ctx: &Context, act: Act, within: Period, way: Way) -> Progress {
    let until = act.begun_at + within.to_signed();
    let is_to_stop = || way != Way::Back && is_cancelled(ctx);
    let (mut lost, mut pause) = (0, FIRST_PAUSE);
    let mut not_done: fn(String) -> Progress = Progress::Failed;
    loop {
        let call = call(&act.action, "act", within);
        let why = match attempt::once(ctx, Healing::act, act.clone(), &call, within.as_duration()).await {
            Once::Done(()) => {
                return match settled(ctx, &act, within).await {
                    Ok(Settled::Done(note)) => Progress::Done(note),
                    Ok(Settled::Untold) => Progress::Done(String::new()),
                    // It has said that it is done.
                    Ok(Settled::NotBegun | Settled::HalfDone) => {
                        Progress::Unknown("nothing has come of it".to_owned())
                    }
                    Err(why) => Progress::Unknown(why),
                };
            }
            Once::Failed(why) => return not_done(why),
            Once::NotDone(why) => why,
            // What is half done is gone on with.
            Once::InPart(why) => {
                not_done = Progress::Unknown;
                why
            }
            Once::Unknown(why) => {
                lost += 1;
                match settled(ctx, &act, within).await {
                    Ok(Settled::Done(note)) => return Progress::Done(note),
                    Ok(Settled::NotBegun) => {}
                    Ok(Settled::HalfDone) => not_done = Progress::Unknown,
                    Ok(Settled::Untold) => {
                        not_done = Progress::Unknown;
                        let is_well = if way == Way::Last { look::is_well(ctx).await } else { None };
                        match is_well {
                            Some(true) => return Progress::Done("it has worked".to_owned()),
                            Some(false) => {}
                            // Nobody knows: it is not done a second time.
                            None => return Progress::Unknown(why),
                        }
                    }
                    Err(why) => return Progress::Unknown(why),
                }
                why
            }
        };
        if lost >= MOST_LOST || clock::until(ctx, until) < pause || is_to_stop() {
            return not_done(why);
        }
        let timer = TimerOptions::builder(pause).summary("Pause".to_owned());
        ctx.timer(timer.cancellation_token(WorkflowCancellationToken::new()).build()).await;
        if is_to_stop() {
            return not_done(why);
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// How an action came to its end; why that is not known, where it should be.
async fn settled(ctx: &Context, act: &Act, within: Period) -> Result<Settled, String> {
    let left = clock::until(ctx, act.begun_at + within.to_signed()).max(READS_FOR.as_duration());
    let call = call(&act.action, "settle", Period::of(left));
    let settled = attempt::patiently(ctx, Healing::settle, act.clone(), call, left).await;
    settled.map_err(|failure| match failure {
        Failure::Failed { for_good: true, .. } => failure.to_string(),
        _ => format!("not at its end within {within}: {failure}"),
    })
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

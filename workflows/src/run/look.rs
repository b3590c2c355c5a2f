//! Looks by the runbook's probes: whether something is wrong, and whether what was done has helped.

use super::{Context, Stage, change, enter, is_cancelled};
use crate::{
    attempt::{self, Call},
    contract::{
        System,
        healing::{Healing, Watch, Watched},
    },
    domain::{Period, runbook::Ended},
};

/// Whether something is wrong; where the runbook has no way to see that, it is as was said. None: nobody knows.
pub(super) async fn is_wrong(ctx: &Context) -> Option<bool> {
    match ctx.state(|run| Watch::of_fault(&run.input.runbook)) {
        Some(watch) => watch_for(ctx, "Is something wrong?", watch).await,
        None => Some(true),
    }
}

/// Whether it has helped.
pub(super) async fn has_helped(ctx: &Context) -> Ended {
    enter(ctx, Stage::Verifying);
    match is_well(ctx).await {
        Some(true) => Ended::Healed,
        _ if is_cancelled(ctx) => Ended::Cancelled,
        _ => Ended::NotHealed,
    }
}

/// Whether all is well, within the runbook's time.
pub(super) async fn is_well(ctx: &Context) -> Option<bool> {
    let watch = ctx.state(|run| Watch::of_healing(&run.input.runbook));
    watch_for(ctx, "Is all well?", watch).await
}

async fn watch_for(ctx: &Context, summary: &str, watch: Watch) -> Option<bool> {
    let limit = watch.limit();
    let call = Call {
        system: System::Probe,
        summary: summary.to_owned(),
        // An attempt that died is made once more, and ends by itself.
        retry_for: Period::of(limit * 2),
        token: ctx.cancellation_token(),
    };
    match attempt::patiently(ctx, Healing::watch, watch, call, limit).await {
        Ok(Watched { is_so, seen }) => {
            change(ctx, |report| report.seen = seen);
            is_so
        }
        Err(failure) => {
            change(ctx, |report| report.seen = vec![failure.to_string()]);
            None
        }
    }
}

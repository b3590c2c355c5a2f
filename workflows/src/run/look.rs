//! Looks by the runbook's probes: whether something is wrong, and whether what was done has helped.

use super::{Context, Stage, change, enter, is_cancelled};
use crate::{
    contract::healing::{Watch, Watched},
    domain::runbook::Ended,
    watch,
};

/// How the run ends, unless something is wrong; where the runbook has no way to see that, it is as was said.
pub(super) async fn is_wrong(ctx: &Context) -> Result<(), Ended> {
    let Some(watch) = ctx.state(|run| Watch::of_fault(&run.input.runbook)) else { return Ok(()) };
    match watch_for(ctx, "Is something wrong?", watch).await {
        Some(true) => Ok(()),
        Some(false) => Err(Ended::NotNeeded),
        None if is_cancelled(ctx) => Err(Ended::Cancelled),
        None => Err(Ended::Unknown),
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
    match watch::until_certain(ctx, watch, summary.to_owned()).await {
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

//! Looks by a runbook's probes, as runs and schedules ask for them.

use temporalio_workflow::WorkflowContext;

use crate::{
    attempt::{self, Call, Failure},
    contract::{
        System,
        healing::{Healing, Watch, Watched},
    },
    domain::Period,
};

/// Looks until something is certain.
pub(crate) async fn until_certain<W>(
    ctx: &WorkflowContext<W>,
    watch: Watch,
    summary: String,
) -> Result<Watched, Failure> {
    let limit = watch.limit();
    let call = Call {
        system: System::Probe,
        summary,
        // An attempt that died is made once more, and ends by itself.
        retry_for: Period::of(limit * 2),
        token: ctx.cancellation_token(),
    };
    attempt::patiently(ctx, Healing::watch, watch, call, limit).await
}

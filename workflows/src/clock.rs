//! The workflow's own time, as the domain counts it.

use std::time::Duration;

use jiff::Timestamp;
use temporalio_workflow::{SyncWorkflowContext, WorkflowContext, WorkflowContextView};

/// Now, in the workflow's own time.
pub(crate) fn now<W>(ctx: &WorkflowContext<W>) -> Timestamp {
    timestamp(ctx.workflow_time())
}

/// Now, as a signal handler sees it.
pub(crate) fn now_in_handler<W>(ctx: &SyncWorkflowContext<W>) -> Timestamp {
    timestamp(ctx.workflow_time())
}

/// When the run began, by the server's clock.
pub(crate) fn start(ctx: &WorkflowContextView) -> Option<Timestamp> {
    ctx.start_time().and_then(|start| Timestamp::try_from(start).ok())
}

/// How long it is until a moment; zero where it has passed.
pub(crate) fn until<W>(ctx: &WorkflowContext<W>, moment: Timestamp) -> Duration {
    moment.duration_since(now(ctx)).try_into().unwrap_or(Duration::ZERO)
}

/// Temporal gives every activation a time; its type says otherwise because the protocol's field can be absent.
fn timestamp(time: Option<std::time::SystemTime>) -> Timestamp {
    time.and_then(|time| Timestamp::try_from(time).ok()).unwrap_or(Timestamp::UNIX_EPOCH)
}

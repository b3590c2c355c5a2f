//! The channel is left to a workflow of its own.

use temporalio_workflow::{ChildWorkflowOptions, ParentClosePolicy, WorkflowIdReusePolicy};

use super::{Context, status};
use crate::{
    archive::{self, ArchiveChannel},
    ids,
};

/// Starts the archival, once, which lives on when the incident is over.
pub(super) async fn leave(ctx: &Context) {
    if ctx.state_mut(|incident| std::mem::replace(&mut incident.state.is_left_to_archive, true)) {
        return;
    }
    let Some((id, input)) = ctx.state(|incident| {
        let channel = incident.state.channel.clone()?;
        let input = archive::Input {
            declaration: incident.declaration.id.clone(),
            channel,
            quiet: incident.plan.archive_after,
            retry_for: incident.plan.retry_for,
        };
        Some((ids::archive(&incident.declaration.id), input))
    }) else {
        return;
    };
    let options = ChildWorkflowOptions::builder()
        .workflow_id(id)
        .id_reuse_policy(WorkflowIdReusePolicy::RejectDuplicate)
        .parent_close_policy(ParentClosePolicy::Abandon)
        .static_summary("Archives the incident channel when it has been quiet".to_owned())
        .search_attributes(ctx.search_attributes())
        .build();
    if let Err(error) = ctx.start_child_workflow(ArchiveChannel::run, input, options).await {
        status::trouble(ctx, format!("archival: {error}"));
    }
}

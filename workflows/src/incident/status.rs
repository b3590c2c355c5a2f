//! The status, where those who search for incidents and those who watch them see it.

use temporalio_common::data_converters::PayloadConversionError;
use temporalio_workflow::MemoValue;

use super::{Context, Report};
use crate::{clock, domain::Status, visibility};

/// The incident has come to a new status.
pub(super) fn enter(ctx: &Context, status: Status) {
    if ctx.state(|incident| incident.state.status) != status {
        let now = clock::now(ctx);
        ctx.state_mut(|incident| incident.state.enter(status, now));
        ctx.upsert_search_attributes([visibility::STATUS.value_set(status.to_string())]);
    }
    show_details(ctx);
}

/// Something changed that operators watch in the Temporal Web UI.
pub(super) fn show_details(ctx: &Context) {
    ctx.set_current_details(ctx.state(|incident| Report::details(&incident.state)));
}

/// What is read of an incident without asking its workflow.
pub(super) fn remember(ctx: &Context) -> Result<(), PayloadConversionError> {
    let memo = ctx.state(|incident| visibility::memo_of(&incident.declaration));
    ctx.upsert_memo(memo.into_iter().map(|(key, value)| (key, Some(MemoValue::new(value)))))
}

/// Something went wrong that is no step's: operators see it, the incident goes on.
pub(super) fn trouble(ctx: &Context, what: String) {
    ctx.state_mut(|incident| incident.state.note_trouble(what));
    show_details(ctx);
}

//! An attempt of an activity as a whole: how long it may take, and what is told of it.

use std::{future::Future, time::Duration};

use muster_workflows::contract::{MARGIN, System};
use temporalio_sdk::activities::{ActivityContext, ActivityError, ActivityInfo};
use tokio::{
    select,
    time::{Instant, sleep_until},
};
use tracing::{debug, warn};

use crate::{
    failure::{Failure, into_activity_error},
    lease::Lease,
    on_its_way::OnItsWay,
};

/// Runs an attempt. It gives up a little before its activity's time, or its lease, runs out, so that two attempts never
/// overlap.
///
/// It does not listen for cancellation: what an attempt under way makes must be known.
pub(crate) async fn attempt<T>(
    ctx: &ActivityContext,
    system: System,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, ActivityError> {
    let (info, begun) = (ctx.info(), Instant::now());
    let limit = limit(info, system).saturating_sub(MARGIN);
    let on_its_way = OnItsWay::default();
    let result = match Lease::take(ctx).await {
        None => Err(Failure::unavailable(system, "not begun, because Temporal does not hear of it")),
        Some(lease) => select! {
            // In this order: a process that stood still makes no further call when its time is over.
            biased;
            () = sleep_until(begun + limit) => {
                Err(Failure::unavailable(system, format!("no answer within {} s", limit.as_secs_f64())))
            }
            () = lease.run_out() => {
                Err(Failure::unavailable(system, "given up, because Temporal does not hear that it goes on"))
            }
            result = on_its_way.watch(work) => result,
        },
    };
    // For the log: the workflow's id has the incident's reference in it, and no title. Only a test runs one without.
    let workflow = info.workflow_id.as_deref().unwrap_or_default();
    let (activity, number, fast) = (&info.activity_type, info.attempt, is_fast(info));
    match &result {
        Ok(_) => debug!(workflow, activity, attempt = number, fast, "done"),
        Err(failure) => warn!(workflow, activity, attempt = number, fast, %failure, "failed"),
    }
    result.map_err(|failure| {
        let pause = on_its_way.pause();
        let failure = if pause.is_some() { failure.or_done() } else { failure };
        into_activity_error(&failure, pause)
    })
}

/// Whether it is the one attempt that is made at once, and no durable one after it.
pub(crate) fn is_fast(info: &ActivityInfo) -> bool {
    info.retry_policy.as_ref().is_some_and(|policy| policy.maximum_attempts() == 1)
}

/// From the difference of the server's two times, not from the time on this machine's clock: that may be off, and
/// a workflow whose time is skipped is ahead of it.
fn limit(info: &ActivityInfo, system: System) -> Duration {
    let told = info.started_time.zip(info.deadline);
    let told = told.and_then(|(start, deadline)| deadline.duration_since(start).ok());
    told.unwrap_or(if is_fast(info) { system.fast_limit() } else { system.durable_limit() })
}

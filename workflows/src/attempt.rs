//! Fast, then durable: the one policy by which workflows call the outside.

use std::time::Duration;

use temporalio_common::{
    ActivityDefinition,
    protos::temporal::api::{
        enums::v1::TimeoutType,
        failure::v1::{Failure as ProtoFailure, failure::FailureInfo},
    },
};
use temporalio_workflow::{
    ActivityCancellationType, ActivityCloseTimeouts, ActivityExecutionError, ActivityOptions, RetryPolicy,
    TimerOptions, WorkflowCancellationToken, WorkflowContext,
};

use crate::{
    contract::{ARRIVES_WITHIN, IN_PART, LEASE, System, UNANSWERED},
    domain::Period,
};

/// The longest pause between two attempts: so soon after a system is back, all that it missed is made.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How a call is made.
#[derive(Clone)]
pub(crate) struct Call {
    /// Whom it asks.
    pub(crate) system: System,
    /// What the Temporal Web UI says of it. No title and no name of a person.
    pub(crate) summary: String,
    /// How long it is tried while it fails for now.
    pub(crate) retry_for: Period,
    /// Cancelled when there is no more point in it.
    pub(crate) token: WorkflowCancellationToken,
}

/// Why a call came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Failure {
    /// It failed for good, or for as long as it was tried.
    #[error("{why}")]
    Failed {
        /// The vendor's own words.
        why: String,
        /// Whether trying longer would not have helped.
        for_good: bool,
    },
    /// Its token was cancelled.
    #[error("cancelled")]
    Cancelled,
}

impl Failure {
    /// It cannot work, and that is known without asking anybody.
    pub(crate) fn for_good(why: impl Into<String>) -> Self {
        Self::Failed { why: why.into(), for_good: true }
    }
}

/// What one attempt came to.
enum Attempt<T> {
    Done(T),
    FailedForNow {
        why: String,
        /// So long to wait: the vendor wants to be left alone, or what was asked for may be on its way.
        pause: Duration,
    },
    Over(Failure),
}

/// Tries once, for no longer than people wait. What fails for now goes on as [`durably`]. When the fast attempt is over,
/// `tried` hears why it has to go on, or nothing.
pub(crate) async fn fast_then_durably<W, A>(
    ctx: &WorkflowContext<W>,
    activity: impl Fn() -> A,
    input: A::Input,
    call: Call,
    tried: impl FnOnce(Option<&str>),
) -> Result<A::Output, Failure>
where
    A: ActivityDefinition,
    A::Input: Clone,
{
    let attempt = fast(ctx, activity(), input.clone(), &call).await;
    tried(match &attempt {
        Attempt::FailedForNow { why, .. } => Some(why),
        Attempt::Done(_) | Attempt::Over(_) => None,
    });
    match attempt {
        Attempt::Done(output) => Ok(output),
        Attempt::Over(failure) => Err(failure),
        Attempt::FailedForNow { pause, .. } => {
            if !pause.is_zero() {
                let pause = TimerOptions::builder(pause.min(call.retry_for.as_duration()))
                    .summary(format!("{}: pause", call.summary));
                ctx.timer(pause.cancellation_token(call.token.clone()).build()).await;
            }
            durably(ctx, activity(), input, call).await
        }
    }
}

/// One attempt and no more, for what can be done without: nothing, where it did not work.
pub(crate) async fn fast_or_not<W, A: ActivityDefinition>(
    ctx: &WorkflowContext<W>,
    activity: A,
    input: A::Input,
    call: &Call,
) -> Option<A::Output> {
    match fast(ctx, activity, input, call).await {
        Attempt::Done(output) => Some(output),
        Attempt::FailedForNow { .. } | Attempt::Over(_) => None,
    }
}

/// One attempt, for as long as the system's usual slow answer takes.
async fn fast<W, A: ActivityDefinition>(
    ctx: &WorkflowContext<W>,
    activity: A,
    input: A::Input,
    call: &Call,
) -> Attempt<A::Output> {
    let once = RetryPolicy::builder().maximum_attempts(1).build();
    match execute(ctx, activity, input, call, call.system.fast_limit(), once).await {
        Ok(output) => Attempt::Done(output),
        Err(error) if is_for_now(&error) => Attempt::FailedForNow { why: why(&error), pause: pause(&error) },
        Err(error) => Attempt::Over(failure(&error)),
    }
}

/// Tries until it works, fails for good, or time is up.
pub(crate) async fn durably<W, A: ActivityDefinition>(
    ctx: &WorkflowContext<W>,
    activity: A,
    input: A::Input,
    call: Call,
) -> Result<A::Output, Failure> {
    let limit = call.system.durable_limit();
    patiently(ctx, activity, input, call, limit).await
}

/// The same, where one attempt may take so long.
pub(crate) async fn patiently<W, A: ActivityDefinition>(
    ctx: &WorkflowContext<W>,
    activity: A,
    input: A::Input,
    call: Call,
    limit: Duration,
) -> Result<A::Output, Failure> {
    let again = RetryPolicy::builder().maximum_interval(LONGEST_PAUSE).build();
    let result = execute(ctx, activity, input, &call, limit, again).await;
    result.map_err(|error| failure(&error))
}

/// What is known of a single attempt at something that must not be done twice.
pub(crate) enum Once<T> {
    /// It is done.
    Done(T),
    /// It is not done, and cannot be.
    Failed(String),
    /// It is not done, and can be tried again.
    NotDone(String),
    /// It is done in part, and can be gone on with.
    InPart(String),
    /// Nobody knows.
    Unknown(String),
}

/// One attempt and no more, which may take so long.
pub(crate) async fn once<W, A: ActivityDefinition>(
    ctx: &WorkflowContext<W>,
    activity: A,
    input: A::Input,
    call: &Call,
    limit: Duration,
) -> Once<A::Output> {
    let once = RetryPolicy::builder().maximum_attempts(1).build();
    match execute(ctx, activity, input, call, limit, once).await {
        Ok(output) => Once::Done(output),
        Err(error) if is_in_part(&error) => Once::InPart(why(&error)),
        Err(error) if !is_for_now(&error) => Once::Failed(why(&error)),
        Err(error) if is_not_done(&error) => Once::NotDone(why(&error)),
        Err(error) => Once::Unknown(why(&error)),
    }
}

/// Whether what failed has changed something all the same.
fn is_in_part(error: &ActivityExecutionError) -> bool {
    match error.failure().map(|failure| &innermost(failure).failure_info) {
        Some(Some(FailureInfo::ApplicationFailureInfo(info))) => info.r#type == IN_PART,
        _ => false,
    }
}

/// Whether it is certain that what failed for now has not been done.
fn is_not_done(error: &ActivityExecutionError) -> bool {
    match error.failure().map(|failure| &innermost(failure).failure_info) {
        Some(Some(FailureInfo::ApplicationFailureInfo(info))) => info.r#type != UNANSWERED,
        Some(Some(FailureInfo::TimeoutFailureInfo(timeout))) => {
            timeout.timeout_type() == TimeoutType::ScheduleToStart
        }
        _ => false,
    }
}

async fn execute<W, A: ActivityDefinition>(
    ctx: &WorkflowContext<W>,
    activity: A,
    input: A::Input,
    call: &Call,
    limit: Duration,
    retries: RetryPolicy,
) -> Result<A::Output, ActivityExecutionError> {
    let options = ActivityOptions::with_close_timeouts(ActivityCloseTimeouts::ScheduleAndStartToClose {
        schedule_to_close: call.retry_for.as_duration(),
        start_to_close: limit,
    })
    .heartbeat_timeout(LEASE)
    .retry_policy(retries)
    // An attempt that is under way is waited for: what it makes must be known.
    .cancellation_type(ActivityCancellationType::WaitCancellationCompleted)
    .cancellation_token(call.token.clone())
    .summary(call.summary.clone())
    .build();
    ctx.execute_activity(activity, input, options).await
}

/// Whether another attempt may do better: activities mark what is final, and a time-out is not.
fn is_for_now(error: &ActivityExecutionError) -> bool {
    match error.failure().map(|failure| &innermost(failure).failure_info) {
        Some(Some(FailureInfo::ApplicationFailureInfo(info))) => !info.non_retryable,
        Some(Some(FailureInfo::TimeoutFailureInfo(_))) => true,
        _ => false,
    }
}

/// How long to wait for the next attempt: so long as was said. Of an attempt that said nothing, because its worker died,
/// something may still be on its way.
fn pause(error: &ActivityExecutionError) -> Duration {
    match error.failure().map(|failure| &innermost(failure).failure_info) {
        Some(Some(FailureInfo::ApplicationFailureInfo(info))) => {
            info.next_retry_delay.and_then(|delay| delay.try_into().ok()).unwrap_or(Duration::ZERO)
        }
        Some(Some(FailureInfo::TimeoutFailureInfo(_))) => ARRIVES_WITHIN,
        _ => Duration::ZERO,
    }
}

fn failure(error: &ActivityExecutionError) -> Failure {
    match error.as_cancelled() {
        Some(_) => Failure::Cancelled,
        None => Failure::Failed { why: why(error), for_good: !is_for_now(error) },
    }
}

/// The vendor's own words rather than "activity failed".
fn why(error: &ActivityExecutionError) -> String {
    // Not the causes of the failure itself: those are encoded still.
    let causes = std::iter::successors(error.cause(), |cause| cause.cause());
    match causes.last().map(|cause| cause.failure()).or(error.failure()) {
        Some(ProtoFailure { failure_info: Some(FailureInfo::TimeoutFailureInfo(timeout)), .. }) => {
            match timeout.timeout_type() {
                TimeoutType::StartToClose | TimeoutType::Heartbeat => "a worker did not say how it ended",
                TimeoutType::ScheduleToStart | TimeoutType::ScheduleToClose | TimeoutType::Unspecified => {
                    "no worker took it up in time"
                }
            }
            .to_owned()
        }
        Some(failure) if !failure.message.is_empty() => failure.message.clone(),
        _ => error.to_string(),
    }
}

/// What really happened: the failure is wrapped in one that says that the activity failed.
fn innermost(failure: &ProtoFailure) -> &ProtoFailure {
    failure.cause.as_deref().map_or(failure, innermost)
}

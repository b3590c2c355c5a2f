//! Calls that are no step's: what fails is trouble that operators see, and the incident goes on.

use temporalio_common::ActivityDefinition;

use super::{Context, status};
use crate::{
    attempt::{self, Call, Failure},
    contract::System,
};

/// How such a call is made.
pub(super) fn policy(ctx: &Context, system: System, summary: impl Into<String>) -> Call {
    Call {
        system,
        summary: summary.into(),
        retry_for: ctx.state(|incident| incident.plan.retry_for),
        token: ctx.cancellation_token(),
    }
}

/// Calls the outside, fast first.
pub(super) async fn call<A>(
    ctx: &Context,
    system: System,
    summary: impl Into<String>,
    activity: impl Fn() -> A,
    input: A::Input,
) where
    A: ActivityDefinition,
    A::Input: Clone,
{
    call_so(ctx, activity, input, policy(ctx, system, summary)).await;
}

/// Calls the outside, fast first, in this way.
pub(super) async fn call_so<A>(ctx: &Context, activity: impl Fn() -> A, input: A::Input, policy: Call)
where
    A: ActivityDefinition,
    A::Input: Clone,
{
    let what = policy.summary.clone();
    if let Err(Failure::Failed { why, .. }) =
        attempt::fast_then_durably(ctx, activity, input, policy, |_| {}).await
    {
        status::trouble(ctx, format!("{what}: {why}"));
    }
}

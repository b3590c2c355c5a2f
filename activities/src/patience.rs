//! Slack's pace. A long channel takes more calls than Slack allows at once, and starting over would too.

use tokio::time::sleep;

use crate::failure::Failure;

/// Makes a call, and makes it again after the time that Slack names for as long as it says that it is too much. The
/// attempt as a whole has its limit.
pub(crate) async fn patiently<T, Call>(call: impl Fn() -> Call) -> Result<T, Failure>
where
    Call: Future<Output = Result<T, Failure>>,
{
    loop {
        match call().await {
            // So long Slack wants to be left alone.
            Err(failure) if let Some(pause) = failure.retry_after() => sleep(pause).await,
            result => return result,
        }
    }
}

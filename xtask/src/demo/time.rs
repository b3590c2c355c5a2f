//! One time for the demo: when the sandbox's clock is moved, as the page can, the workflows' time moves with it.

use std::convert::Infallible;
use std::time::Duration;

use anyhow::{Context, Result};
use futures_util::future::try_join_all;

use super::world::Outside;

/// Follows the sandbox's clock.
///
/// # Errors
/// When the Temporal server does not follow.
pub(super) async fn follow(outside: Outside<'_>) -> Result<Infallible> {
    let Outside { sandbox, workflows } = outside;
    let mut changes = sandbox.core().changes();
    let mut offset = sandbox.clock().offset();
    loop {
        changes.changed().await.context("the sandbox is gone")?;
        let now = sandbox.clock().offset();
        // Temporal's time goes forward only.
        if let Ok(by) = Duration::try_from(now - offset)
            && by >= Duration::from_secs(1)
        {
            let running = workflows.running().await?;
            try_join_all(running.iter().map(|workflow| workflows.pass_time(workflow, by))).await?;
        }
        offset = now;
    }
}

use std::time::{Duration, Instant};

use tokio::{
    sync::watch,
    time::{sleep, timeout},
};

/// How long a condition may take before a test gives up on it. Generous: a slow machine is no failure.
const PATIENCE: Duration = Duration::from_secs(150);
/// A machine on which nothing else is done for a while is no failure either: so often it is tried at least.
const TRIES: u32 = 20;
/// A change may be one that nobody tells of: so long a condition is not tried.
const WITHOUT_CHANGE: Duration = Duration::from_millis(500);

/// Waits until the condition gives something; panics with `what` when it does not in time.
pub async fn until<T>(what: &str, condition: impl AsyncFnMut() -> Option<T>) -> T {
    tried(what, condition, async || sleep(Duration::from_millis(20)).await).await
}

/// The same for a condition that costs something: tried when there was a change.
pub(crate) async fn until_after<T>(
    mut changes: watch::Receiver<u64>,
    what: &str,
    condition: impl AsyncFnMut() -> Option<T>,
) -> T {
    let changed = async || {
        let _ = timeout(WITHOUT_CHANGE, changes.changed()).await;
    };
    tried(what, condition, changed).await
}

async fn tried<T>(
    what: &str,
    mut condition: impl AsyncFnMut() -> Option<T>,
    mut pause: impl AsyncFnMut(),
) -> T {
    let begun = Instant::now();
    let mut tries = 0;
    loop {
        if let Some(value) = condition().await {
            return value;
        }
        tries += 1;
        let is_given_up = begun.elapsed() >= PATIENCE && tries >= TRIES;
        assert!(!is_given_up, "waited {PATIENCE:?} in vain until {what}");
        pause().await;
    }
}

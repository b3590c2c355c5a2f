use std::time::{Duration, Instant};

/// How long a condition may take before a test gives up on it. Generous: a slow machine is no failure.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until the condition gives something; panics with `what` when it does not in time.
pub async fn until<T>(what: &str, mut condition: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(value) = condition().await {
            return value;
        }
        assert!(begun.elapsed() < PATIENCE, "waited {PATIENCE:?} in vain until {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

//! Being asked to stop.

use tokio::signal::unix::{SignalKind, signal};

/// Waits for a Ctrl-C, a SIGTERM, or the terminal to go away.
pub(crate) async fn interrupted() {
    let listened = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()].map(signal);
    let [Ok(mut interrupt), Ok(mut terminate), Ok(mut hangup)] = listened else {
        // Then the system's own way to end a process stays, and what we started ends with us.
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hangup.recv() => {}
    }
}

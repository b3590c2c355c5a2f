//! A worker stands still in the middle of its work, and goes on as if nothing had been.

use std::time::Duration;

use muster_sandbox::Options;
use muster_tests::{End, Leftovers, Muster, Setup, WorkerProcess};
use muster_workflows::domain::Status;

const INCIDENTS: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn what_it_still_has_in_its_hands_is_anothers_by_then() {
    let muster = Muster::with(Setup {
        // Slow enough that much is under way at any moment.
        outside: Options { latency: Duration::from_millis(200), ..Options::default() },
        without_worker: true,
        ..Setup::default()
    })
    .await;
    let worker = WorkerProcess::start(&muster);
    let mut incidents = Vec::new();
    for n in 0..INCIDENTS {
        incidents.push(muster.declare("ada", &format!("Checkout is down, the {n}th time"), 1).await);
    }
    // Each is at another point of its opening.
    for incident in &incidents {
        incident.press("grace", "confirm").await;
    }
    let is_made = || (muster.outside().incident_channels().len() >= INCIDENTS / 2).then_some(());
    muster.until("some channels are made", async || is_made()).await;
    worker.pause().await;

    let _other = WorkerProcess::start(&muster);
    for incident in &incidents {
        incident.opened().await;
    }
    worker.resume();
    for incident in &incidents {
        incident.resolve("grace").await;
    }
    for incident in &incidents {
        assert_eq!(incident.end().await, Status::Resolved);
        let left = Leftovers::of(&muster.outside(), &incident.id, 1, End::Resolved);
        assert_eq!(left.to_string(), "", "{}", incident.reference);
    }
}

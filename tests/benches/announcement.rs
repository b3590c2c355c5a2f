//! From Confirm to the announcement, with every outside call taking 20 ms: what people wait for.
//!
//! The floor is two calls in a row: the channel, then the announcement that links it.

use std::time::{Duration, Instant};

use muster_tests::{Muster, until};

const CALL: Duration = Duration::from_millis(20);
const FLOOR: Duration = Duration::from_millis(40);
const INCIDENTS: usize = 50;
/// The first ones fill caches: user ids, tokens, connections.
const WARM_UP: usize = 5;

#[tokio::main]
async fn main() {
    let muster = Muster::start().await;
    muster.sandbox.faults().set_latency(CALL);

    let (mut accepted, mut announced) = (Vec::new(), Vec::new());
    for n in 0..WARM_UP + INCIDENTS {
        let incident = muster.declare("ada", &format!("Incident {n}"), 1).await;
        let pressed = jiff::Timestamp::now();
        let begun = Instant::now();
        incident.press("grace", "confirm").await;
        let answered = begun.elapsed();
        let announcement = until("it is announced", async || incident.in_public("announcement").pop()).await;
        if n >= WARM_UP {
            accepted.push(answered);
            announced
                .push(said_at(&announcement.ts).duration_since(pressed).try_into().expect("a later moment"));
        }
        incident
            .until("it is open", |report| report.steps.iter().all(|(_, outcome)| outcome.is_settled()))
            .await;
        incident.resolve("grace").await;
        incident.end().await;
    }

    let announced = Quantiles::of(announced);
    let accepted = Quantiles::of(accepted);
    println!(
        "From Confirm to the announcement, {INCIDENTS} incidents one at a time, each outside call {CALL:?}:"
    );
    println!("  announced          {announced}");
    println!("  floor              {FLOOR:>8.1?}");
    println!(
        "  over the floor     {:>8.1?}   Temporal's and ours: {:.2} times the floor in all",
        announced.median - FLOOR,
        announced.median.as_secs_f64() / FLOOR.as_secs_f64()
    );
    println!("  of that, until the signal was durable and Slack answered: {accepted}");
}

fn said_at(ts: &str) -> jiff::Timestamp {
    let seconds: f64 = ts.parse().expect("Slack's ts");
    jiff::Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_secs_f64(seconds)
}

struct Quantiles {
    median: Duration,
    p90: Duration,
    longest: Duration,
}

impl Quantiles {
    fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self {
            median: times[times.len() / 2],
            p90: times[times.len() * 9 / 10],
            longest: times[times.len() - 1],
        }
    }
}

impl std::fmt::Display for Quantiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "median {:.1?}, p90 {:.1?}, longest {:.1?}", self.median, self.p90, self.longest)
    }
}

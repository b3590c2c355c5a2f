//! A worker that dies, wherever in an incident's life: nothing is lost, and nothing is there twice.

mod history;
mod life;
mod point;

use std::{any::Any, panic::AssertUnwindSafe};

use futures_util::{FutureExt, StreamExt, stream};

use life::Life;
use point::Point;

/// So many lives go on side by side: each has a worker process, and with all of them at once Slack's 3 s are over before
/// anybody is answered.
const AT_ONCE: usize = 60;

#[tokio::test(flavor = "multi_thread")]
async fn wherever_the_worker_dies_the_incident_ends_the_same() {
    let points = points_of_a_clean_life().await;
    let lives =
        points.iter().map(async |point| (point, AssertUnwindSafe(dies_at(point)).catch_unwind().await));
    let lives = stream::iter(lives).buffer_unordered(AT_ONCE);

    let (mut died, mut missed, mut failed) = (0, Vec::new(), Vec::new());
    for (point, lived) in lives.collect::<Vec<_>>().await {
        match lived {
            Ok(true) => died += 1,
            Ok(false) => missed.push(point),
            Err(panic) => failed.push(format!("{point}: {}", words(panic.as_ref()))),
        }
    }
    let missed_at: Vec<_> = missed.iter().map(ToString::to_string).collect();
    println!("{died} deaths at {} points; no life came to {missed_at:?}", points.len());
    assert!(failed.is_empty(), "{} lives did not end as they should:\n{}", failed.len(), failed.join("\n"));
    let always: Vec<_> = missed.into_iter().filter(|point| point.is_in_every_life()).collect();
    assert!(always.is_empty(), "no life came to {always:?}");
    assert!(died * 4 > points.len() * 3, "only {died} lives came to their point");
}

async fn points_of_a_clean_life() -> Vec<Point> {
    let clean = Life::begin().await;
    clean.live(None).await;
    Point::all_of(&clean).await
}

async fn dies_at(point: &Point) -> bool {
    Life::begin().await.live(Some(point)).await
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic without words")
}

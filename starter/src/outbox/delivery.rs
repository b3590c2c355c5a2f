use std::{collections::BTreeSet, time::Duration};

use jiff::Timestamp;
use tokio::time::{Instant, sleep};

use super::{ANY, Due, Outbox, Unusable, Word};
use crate::{
    regions::{Nowhere, Regions, Unasked},
    said::Said,
};

/// How long a region has to take something. Nobody waits for it.
const LIMIT: Duration = Duration::from_secs(5);

/// How long until what could not be delivered is tried again: at first, and at most.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Delivers what is kept for as long as it is polled; it can be dropped at any time. Who said something that no
/// region could take any more hears of it through `tell`.
pub async fn deliver<F>(outbox: &Outbox, regions: &Regions, tell: impl Fn(Said, Timestamp) -> F)
where
    F: Future<Output = ()>,
{
    loop {
        outbox.arrived.notified().await;
        let mut pause = PAUSE;
        while !pass(outbox, regions, &tell).await.unwrap_or_else(|unusable| {
            tracing::error!(%unusable, "what is kept stays in the outbox");
            false
        }) {
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

/// Delivers what can be delivered, and tells whether that was all. What is said about one incident to one region
/// stays in order.
async fn pass<F>(
    outbox: &Outbox,
    regions: &Regions,
    tell: &impl Fn(Said, Timestamp) -> F,
) -> Result<bool, Unusable>
where
    F: Future<Output = ()>,
{
    let (mut away, mut held_up) = (BTreeSet::new(), BTreeSet::new());
    for due in outbox.due().await? {
        let lane = |region: &str| (due.reference.clone(), region.to_owned());
        if held_up.contains(&lane(ANY)) || held_up.contains(&lane(&due.region)) {
            continue;
        }
        if away.contains(&due.region) {
            held_up.insert(lane(&due.region));
            continue;
        }
        match take(regions, &due).await {
            Ok(is_taken) => {
                let is_lost = outbox.delivered(&due, is_taken).await?;
                tracing::info!(reference = due.reference, region = due.region, is_taken, "delivered");
                if let (true, Word::Said(said)) = (is_lost, due.word) {
                    tell(said, due.at).await;
                }
            }
            Err(unasked) => {
                let why = unasked.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
                tracing::warn!(reference = due.reference, why, "kept until the region is back");
                held_up.insert(lane(&due.region));
                if unasked.iter().all(|unasked| unasked.trouble.is_silence()) {
                    away.insert(due.region);
                }
            }
        }
    }
    Ok(held_up.is_empty())
}

/// Whether it was taken.
async fn take(regions: &Regions, due: &Due) -> Result<bool, Vec<Unasked>> {
    let until = Instant::now() + LIMIT;
    match &due.word {
        Word::Declared { declaration, plan } => {
            let declared = regions.declare(declaration, plan, until).await;
            declared.map(|_| true).map_err(|Nowhere(unasked)| unasked)
        }
        Word::Said(said) => {
            let heard = regions.hear_in(&due.region, said, Some(due.at), until).await;
            heard.map_err(|unasked| vec![unasked])
        }
    }
}

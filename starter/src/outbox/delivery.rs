use std::{collections::BTreeSet, time::Duration};

use tokio::time::{Instant, sleep};

use super::{ANY, Due, Kept, Outbox, Unusable};
use crate::{
    regions::{Nowhere, Regions, Unasked},
    said::Said,
};

/// How long a region has to take something. Nobody waits for it.
const LIMIT: Duration = Duration::from_secs(5);

/// How long until what could not be delivered is tried again: at first, and at most.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Why something stays in the outbox for now.
#[derive(Debug, thiserror::Error)]
enum NotNow {
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Unasked(Vec<Unasked>),
    #[error("who said it cannot be told that it came too late")]
    Untold,
    #[error(transparent)]
    Unusable(#[from] Unusable),
}

/// Delivers what is kept for as long as it is polled; it can be dropped at any time. Who said something that no region
/// could take any more is told; that is done again until `tell` says that it need not be.
pub async fn deliver<F: Future<Output = bool>>(outbox: &Outbox, regions: &Regions, tell: impl Fn(Said) -> F) {
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
async fn pass<F: Future<Output = bool>>(
    outbox: &Outbox,
    regions: &Regions,
    tell: &impl Fn(Said) -> F,
) -> Result<bool, Unusable> {
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
        let Err(why) = hand_over(outbox, regions, tell, &due).await else { continue };
        tracing::warn!(reference = due.reference, region = due.region, %why, "stays in the outbox for now");
        held_up.insert(lane(&due.region));
        if why.is_silence() {
            away.insert(due.region);
        }
    }
    Ok(held_up.is_empty())
}

async fn hand_over<F: Future<Output = bool>>(
    outbox: &Outbox,
    regions: &Regions,
    tell: &impl Fn(Said) -> F,
    due: &Due,
) -> Result<(), NotNow> {
    let kept = outbox.read(due).await?;
    let is_taken = take(regions, due, &kept).await.map_err(NotNow::Unasked)?;
    // Before it is gone from the disk: who was told that it is saved hears what became of it.
    if let Kept::Said(said) = kept
        && !is_taken
        && outbox.is_last_hope(due).await?
        && !tell(said).await
    {
        return Err(NotNow::Untold);
    }
    outbox.delivered(due, is_taken).await?;
    tracing::info!(reference = due.reference, region = due.region, is_taken, "delivered");
    Ok(())
}

/// Whether it was taken.
async fn take(regions: &Regions, due: &Due, kept: &Kept) -> Result<bool, Vec<Unasked>> {
    let until = Instant::now() + LIMIT;
    match kept {
        Kept::Declared { declaration, plan } => {
            let declared = regions.declare(declaration, plan, until).await;
            declared.map(|_| true).map_err(|Nowhere(unasked)| unasked)
        }
        Kept::Said(said) => {
            let heard = regions.hear_late_in(&due.region, said, until).await;
            heard.map_err(|unasked| vec![unasked])
        }
    }
}

impl NotNow {
    fn is_silence(&self) -> bool {
        match self {
            Self::Unasked(unasked) => unasked.iter().all(|unasked| unasked.trouble.is_silence()),
            Self::Untold | Self::Unusable(_) => false,
        }
    }
}

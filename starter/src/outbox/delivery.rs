use std::{collections::BTreeSet, time::Duration};

use tokio::time::{Instant, sleep};

use super::{ANY, Due, Outbox, Saved, Unusable};
use crate::{
    regions::{Regions, Unanswered},
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
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
    #[error("who said it cannot be told that it came too late")]
    Untold,
    #[error(transparent)]
    Unusable(#[from] Unusable),
}

/// Delivers what is saved for as long as it is polled; it can be dropped at any time. Who said something that no region
/// could take any more is told; that is done again until `tell` says that it need not be.
pub async fn deliver<F: Future<Output = bool>>(outbox: &Outbox, regions: &Regions, tell: impl Fn(Said) -> F) {
    loop {
        outbox.arrived.notified().await;
        let mut pause = PAUSE;
        while !go_round(outbox, regions, &tell).await.unwrap_or_else(|unusable| {
            tracing::error!(%unusable, "what is saved stays in the outbox");
            false
        }) {
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

/// Delivers what can be delivered, and tells whether that was all.
async fn go_round<F: Future<Output = bool>>(
    outbox: &Outbox,
    regions: &Regions,
    tell: &impl Fn(Said) -> F,
) -> Result<bool, Unusable> {
    let mut round = Round::default();
    for due in outbox.due().await? {
        if !round.may_go(&due) {
            round.stays(due, false);
        } else if let Err(why) = hand_over(outbox, regions, tell, &due).await {
            tracing::warn!(reference = due.reference, region = due.region, %why, "stays in the outbox for now");
            round.stays(due, why.is_silence());
        }
    }
    Ok(round.is_clean())
}

async fn hand_over<F: Future<Output = bool>>(
    outbox: &Outbox,
    regions: &Regions,
    tell: &impl Fn(Said) -> F,
    due: &Due,
) -> Result<(), NotNow> {
    let saved = outbox.read(due).await?;
    let is_granted = take(regions, due, &saved).await?;
    // Before it is gone from the disk: who was told that it is saved hears what became of it.
    if let Saved::Said(said) = saved
        && !is_granted
        && outbox.is_last_hope(due).await?
        && !tell(said).await
    {
        return Err(NotNow::Untold);
    }
    outbox.delivered(due, is_granted).await?;
    tracing::info!(reference = due.reference, region = due.region, is_granted, "delivered");
    Ok(())
}

/// Whether things are as who spoke wanted them.
async fn take(regions: &Regions, due: &Due, saved: &Saved) -> Result<bool, Unanswered> {
    let until = Instant::now() + LIMIT;
    match saved {
        Saved::Declared { declaration, plan } => {
            regions.declare(declaration, plan, until).await?;
            Ok(true)
        }
        Saved::Said(said) => Ok(regions.hear_late_in(&due.region, said, until).await?.is_granted()),
    }
}

impl NotNow {
    fn is_silence(&self) -> bool {
        match self {
            Self::Unanswered(unanswered) => unanswered.is_silence(),
            Self::Untold | Self::Unusable(_) => false,
        }
    }
}

/// What stays where it is in this round. What is said about one incident to one region stays in order.
#[derive(Debug, Default)]
struct Round {
    /// Regions that gave no answer: they are not asked again for each thing that waits for them.
    away: BTreeSet<String>,
    /// Reference and region of what stays.
    held_up: BTreeSet<(String, String)>,
}

impl Round {
    fn may_go(&self, due: &Due) -> bool {
        // A declaration, which is for any region, comes before all that is said about it.
        let is_held_up = |region: &str| self.held_up.contains(&(due.reference.clone(), region.to_owned()));
        !self.away.contains(&due.region) && !is_held_up(ANY) && !is_held_up(&due.region)
    }

    fn stays(&mut self, due: Due, is_silence: bool) {
        if is_silence {
            self.away.insert(due.region.clone());
        }
        self.held_up.insert((due.reference, due.region));
    }

    fn is_clean(&self) -> bool {
        self.held_up.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What goes in a round in which that is due, and these give no answer, or no good one.
    fn goes<const N: usize>(due: [(&str, &str); N], silent: &str, refused: (&str, &str)) -> Vec<usize> {
        let mut round = Round::default();
        let mut gone = Vec::new();
        for (n, (reference, region)) in due.into_iter().enumerate() {
            let due = Due { seq: 0, reference: reference.to_owned(), region: region.to_owned() };
            if !round.may_go(&due) {
                round.stays(due, false);
            } else if region == silent || (reference, region) == refused {
                round.stays(due, region == silent);
            } else {
                gone.push(n);
            }
        }
        assert_eq!(round.is_clean(), gone.len() == N);
        gone
    }

    #[test]
    fn nothing_overtakes_what_was_said_before_about_the_same_incident_to_the_same_region() {
        let due = [("A", "east"), ("A", "west"), ("B", "east"), ("A", "east"), ("B", "west")];
        assert_eq!(goes(due, "", ("", "")), [0, 1, 2, 3, 4]);
        assert_eq!(goes(due, "", ("A", "east")), [1, 2, 4], "another incident and another region go on");
        assert_eq!(goes(due, "east", ("", "")), [1, 4], "who is away is away for all");
    }

    #[test]
    fn what_is_said_about_a_declaration_waits_for_it() {
        let due = [("A", ANY), ("A", "east"), ("B", "east"), ("B", ANY)];
        assert_eq!(goes(due, "", ("A", ANY)), [2, 3]);
        assert_eq!(goes(due, ANY, ("", "")), [2], "no region answers a declaration");
    }
}

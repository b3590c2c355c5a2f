use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use tokio::time::{Instant, sleep};

use super::{ANY, Due, Outbox, Saved, Unusable};
use crate::{
    incidents::Answer,
    regions::{Regions, Unanswered},
    said::{Said, To},
};

/// How long a region has to take something. Nobody waits for it.
const LIMIT: Duration = Duration::from_secs(5);

/// How long until what could not be delivered is tried again: at first, and at most.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// How long Temporal's visibility may take to find by its reference what was declared.
const FOUND_WITHIN: Duration = Duration::from_secs(10);

/// Why something stays in the outbox for now.
#[derive(Debug, thiserror::Error)]
enum NotNow {
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
    #[error("no such incident is found yet")]
    Unfound,
    #[error("it is passed on, and what comes of it is not known yet")]
    Undecided,
    #[error(transparent)]
    Untold(#[from] Untold),
    #[error(transparent)]
    Unusable(#[from] Unusable),
}

/// Why somebody could not be told that what they said came too late.
#[derive(Debug, thiserror::Error)]
#[error("who said it cannot be told that it came too late: {0}")]
pub struct Untold(pub String);

/// Delivers what is saved for as long as it is polled; it can be dropped at any time. Who said something that no region
/// could take any more is told; that is done again until they are.
pub async fn deliver<F>(outbox: &Outbox, regions: &Regions, tell: impl Fn(Said) -> F)
where
    F: Future<Output = Result<(), Untold>>,
{
    let mut delivery =
        Delivery { outbox, regions, tell, passed_on: BTreeSet::new(), unknown: BTreeMap::new() };
    loop {
        outbox.arrived.notified().await;
        let mut pause = PAUSE;
        while !delivery.go_round().await.unwrap_or_else(|unusable| {
            tracing::error!(%unusable, "what is saved stays in the outbox");
            false
        }) {
            sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

struct Delivery<'a, T> {
    outbox: &'a Outbox,
    regions: &'a Regions,
    tell: T,
    /// What was said to a region that has taken it, by its number, and not heeded it yet.
    passed_on: BTreeSet<(i64, String)>,
    /// Since when no incident is found by the reference that somebody typed.
    unknown: BTreeMap<(i64, String), Instant>,
}

impl<F: Future<Output = Result<(), Untold>>, T: Fn(Said) -> F> Delivery<'_, T> {
    /// Delivers what can be delivered, and tells whether that was all.
    async fn go_round(&mut self) -> Result<bool, Unusable> {
        let mut round = Round::of(self.regions.names());
        for due in self.outbox.due().await? {
            if !round.may_go(&due) {
                round.stays(due, Holds::ItsLane);
            } else if let Err(why) = self.hand_over(&due).await {
                let (reference, region) = (&due.reference, &due.region);
                match why.may_pass() {
                    true => tracing::info!(reference, region, %why, "stays in the outbox for now"),
                    false => tracing::error!(reference, region, %why, "stays in the outbox"),
                }
                round.stays(due, why.holds());
            }
        }
        Ok(round.is_clean())
    }

    async fn hand_over(&mut self, due: &Due) -> Result<(), NotNow> {
        let until = Instant::now() + LIMIT;
        let is_granted = match self.outbox.read(due).await? {
            Saved::Declared { declaration, plan } => {
                self.regions.declare(&declaration, &plan, until).await?;
                true
            }
            Saved::Said(said) => self.say(due, *said, until).await?,
        };
        self.outbox.delivered(due, is_granted).await?;
        let number = (due.seq, due.region.clone());
        self.passed_on.remove(&number);
        self.unknown.remove(&number);
        tracing::info!(reference = due.reference, region = due.region, is_granted, "delivered");
        Ok(())
    }

    /// Whether the incident is as who spoke wanted it. That a region has taken what they said is not the end of it:
    /// others may have spoken before.
    async fn say(&mut self, due: &Due, said: Said, until: Instant) -> Result<bool, NotNow> {
        let number = (due.seq, due.region.clone());
        let is_passed_on = self.passed_on.contains(&number);
        let answer = self.regions.hear_late_in(&due.region, &said, is_passed_on, until).await?;
        if matches!(answer, Answer::Taken(_)) {
            self.passed_on.insert(number);
            return Err(NotNow::Undecided);
        }
        // What was declared a moment ago is not found yet.
        if answer == Answer::Unknown
            && matches!(said.to, To::Reference(_))
            && self.unknown.entry(number).or_insert_with(Instant::now).elapsed() < FOUND_WITHIN
        {
            return Err(NotNow::Unfound);
        }
        // Before it is gone from the disk: who was told that it is saved hears what became of it.
        let is_lost = !answer.is_granted() && self.outbox.is_last_hope(due).await?;
        if is_lost {
            (self.tell)(said).await?;
        }
        Ok(answer.is_granted())
    }
}

impl NotNow {
    /// Whether it is likely to pass by itself.
    fn may_pass(&self) -> bool {
        match self {
            Self::Undecided | Self::Unfound => true,
            Self::Unanswered(unanswered) => unanswered.is_silence(),
            Self::Untold(_) | Self::Unusable(_) => false,
        }
    }

    fn holds(&self) -> Holds {
        match self {
            // What is to be told is over: there is no order to keep.
            Self::Undecided | Self::Untold(_) => Holds::Nothing,
            Self::Unanswered(unanswered) if unanswered.is_silence() => Holds::ItsRegion,
            Self::Unanswered(_) | Self::Unfound | Self::Unusable(_) => Holds::ItsLane,
        }
    }
}

/// What waits for something that stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Nothing,
    /// What is said about the same incident to the same region.
    ItsLane,
    /// Everything for the region, which gave no answer.
    ItsRegion,
}

/// What stays where it is in this round. What is said about one incident to one region stays in order.
#[derive(Debug, Default)]
struct Round {
    /// The regions there are.
    regions: BTreeSet<String>,
    /// Regions that gave no answer: they are not asked again for each thing that waits for them.
    away: BTreeSet<String>,
    /// Reference and region of what holds up others.
    held_up: BTreeSet<(String, String)>,
    is_something_left: bool,
}

impl Round {
    fn of<'a>(regions: impl Iterator<Item = &'a str>) -> Self {
        Self { regions: regions.map(str::to_owned).collect(), ..Self::default() }
    }

    fn may_go(&self, due: &Due) -> bool {
        // A declaration, which is for any region, comes before all that is said about it.
        let is_held_up = |region: &str| self.held_up.contains(&(due.reference.clone(), region.to_owned()));
        !self.away.contains(&due.region) && !is_held_up(ANY) && !is_held_up(&due.region)
    }

    fn stays(&mut self, due: Due, holds: Holds) {
        self.is_something_left = true;
        if holds == Holds::ItsRegion {
            self.away.insert(due.region.clone());
        }
        if holds != Holds::Nothing {
            // A region that has another name now may be any of them.
            let is_there = self.regions.contains(&due.region);
            self.held_up.insert((due.reference, if is_there { due.region } else { ANY.to_owned() }));
        }
    }

    fn is_clean(&self) -> bool {
        !self.is_something_left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What goes in a round in which that is due, and this region is silent, or that one thing holds something.
    fn goes<const N: usize>(
        due: [(&str, &str); N],
        silent: &str,
        (refused, holds): ((&str, &str), Holds),
    ) -> Vec<usize> {
        let mut round = Round::of(["east", "west"].into_iter());
        let mut gone = Vec::new();
        for (n, (reference, region)) in due.into_iter().enumerate() {
            let due = Due { seq: 0, reference: reference.to_owned(), region: region.to_owned() };
            if !round.may_go(&due) {
                round.stays(due, Holds::ItsLane);
            } else if region == silent {
                round.stays(due, Holds::ItsRegion);
            } else if (reference, region) == refused {
                round.stays(due, holds);
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
        let nothing = (("", ""), Holds::Nothing);
        assert_eq!(goes(due, "", nothing), [0, 1, 2, 3, 4]);
        let refused = (("A", "east"), Holds::ItsLane);
        assert_eq!(goes(due, "", refused), [1, 2, 4], "another incident and another region go on");
        assert_eq!(goes(due, "east", nothing), [1, 4], "who is away is away for all");
        let undecided = (("A", "east"), Holds::Nothing);
        assert_eq!(
            goes(due, "", undecided),
            [1, 2, 4],
            "both are passed on, and stay until it is known what counts"
        );
    }

    #[test]
    fn who_cannot_be_told_holds_up_nobody() {
        assert_eq!(NotNow::Untold(Untold("messages_tab_disabled".to_owned())).holds(), Holds::Nothing);
        assert_eq!(NotNow::Unfound.holds(), Holds::ItsLane);
    }

    #[test]
    fn what_was_said_to_a_region_that_has_another_name_now_holds_up_what_was_said_after_it() {
        let due = [("A", "far-west"), ("A", "west"), ("B", "west"), ("A", "east")];
        assert_eq!(goes(due, "", (("A", "far-west"), Holds::ItsLane)), [2]);
    }

    #[test]
    fn what_is_said_about_a_declaration_waits_for_it() {
        let due = [("A", ANY), ("A", "east"), ("B", "east"), ("B", ANY)];
        assert_eq!(goes(due, "", (("A", ANY), Holds::ItsLane)), [2, 3]);
        assert_eq!(goes(due, ANY, (("", ""), Holds::Nothing)), [2], "no region answers a declaration");
    }
}

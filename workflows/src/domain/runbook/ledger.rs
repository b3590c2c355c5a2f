use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{AlertPattern, Hold, Runbook, Target, Trigger};
use crate::domain::{DeclarationId, Period, Person};

#[cfg(test)]
mod tests;

/// So many alerts are remembered for patterns that take several; of more, the oldest are forgotten.
const REMEMBERED: usize = 10_000;

/// As long as the guard holds the runbook back, it is looked so often whether it still does.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_mins(10);

/// Something that is said about a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// About which.
    pub target: Target,
    /// By whom.
    pub from: Source,
    /// By this a monitor knows what it tells of: all that it says with one of these is about one thing.
    pub fingerprint: String,
    /// Since when that is so. For a pattern that takes several, what is said again with the same time is no news.
    pub since: Timestamp,
    /// Whether it is over.
    #[serde(default)]
    pub is_over: bool,
    /// What is said, for people.
    pub says: String,
}

impl Notice {
    /// Somebody asks for a run.
    pub fn asked(by: Person, target: Target, at: Timestamp) -> Self {
        Self {
            target,
            says: format!("{by} asked for it{}", if by.slack_id.is_none() { " at a shell" } else { "" }),
            from: Source::Person(by),
            fingerprint: format!("asked-{at}"),
            since: at,
            is_over: false,
        }
    }
}

/// Who says something about a target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The runbook's trigger of this index, from 0.
    Trigger(usize),
    /// Somebody asks for a run.
    Person(Person),
}

/// What is remembered of a runbook's alerts and runs, and what is to begin: with it alone the guard decides.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ledger {
    occurrences: Vec<Occurrence>,
    waiting: BTreeMap<Target, Notice>,
    running: BTreeMap<Target, Running>,
    past: Vec<Past>,
    /// What people see to, each in its incident: as long as that is active, nothing is done about it.
    handed: BTreeMap<Target, DeclarationId>,
    /// Why the guard holds the runbook back, of which people were told: once, as long as it does.
    told: Option<Hold>,
}

/// A time at which something was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Occurrence {
    target: Target,
    fingerprint: String,
    since: Timestamp,
    heard_at: Timestamp,
}

/// A run that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// Its id.
    pub id: DeclarationId,
    /// When it began.
    begun_at: Timestamp,
    /// What it is about.
    fingerprint: String,
}

/// A run that was about something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Past {
    pub(super) target: Target,
    pub(super) begun_at: Timestamp,
    pub(super) ended_at: Timestamp,
    /// Whether it has done something.
    pub(super) has_acted: bool,
}

/// What a run was for, now that it has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WasFor {
    /// It has done something, or may have.
    Acting,
    /// It has done nothing, and people know: they are not told again at once.
    Telling,
    /// Nothing was wrong, or it was not to be asked for.
    Nothing,
}

/// What is to be seen to now: by a run, or, where the guard does not let it, by people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What was said.
    pub notice: Notice,
    /// Why Muster must not do anything about it.
    pub hold: Option<Hold>,
}

impl Ledger {
    /// Takes in what was said. Of something that is over: the run that sees to it, where one does. What people see to is
    /// theirs, unless one of them asks for a run.
    pub fn hear(&mut self, runbook: &Runbook, notice: Notice, now: Timestamp) -> Option<DeclarationId> {
        if notice.is_over {
            return self.hear_end(&notice);
        }
        // What is said during a run is about what the run sees to.
        if runbook.is_for(&notice.target)
            && !self.running.contains_key(&notice.target)
            && !(self.handed.contains_key(&notice.target) && matches!(notice.from, Source::Trigger(_)))
            && self.is_enough(runbook, &notice, now)
        {
            // Who asks for it is not held up by what was told before.
            match notice.from {
                Source::Person(_) => drop(self.waiting.insert(notice.target.clone(), notice)),
                Source::Trigger(_) => drop(self.waiting.entry(notice.target.clone()).or_insert(notice)),
            }
        }
        None
    }

    fn hear_end(&mut self, notice: &Notice) -> Option<DeclarationId> {
        if self.waiting.get(&notice.target).is_some_and(|waits| waits.fingerprint == notice.fingerprint) {
            self.waiting.remove(&notice.target);
        }
        let running = self.running.get(&notice.target).filter(|run| run.fingerprint == notice.fingerprint);
        running.map(|running| running.id.clone())
    }

    /// Whether it was said as often as the runbook wants, this time included.
    fn is_enough(&mut self, runbook: &Runbook, notice: &Notice, now: Timestamp) -> bool {
        let Some((times, within)) = pattern_of(runbook, notice) else { return true };
        let is_known = |known: &Occurrence| {
            known.target == notice.target
                && known.fingerprint == notice.fingerprint
                && known.since == notice.since
        };
        if !self.occurrences.iter().any(is_known) {
            let Notice { target, fingerprint, since, .. } = notice.clone();
            self.occurrences.push(Occurrence { target, fingerprint, since, heard_at: now });
            let surplus = self.occurrences.len().saturating_sub(REMEMBERED);
            self.occurrences.drain(..surplus);
        }
        let counts = |known: &&Occurrence| {
            known.target == notice.target && now.duration_since(known.heard_at) < within.to_signed()
        };
        let is_enough = self.occurrences.iter().filter(counts).count() >= times;
        if is_enough {
            self.occurrences.retain(|known| known.target != notice.target);
        }
        is_enough
    }

    /// What is to be seen to next; what only has to wait stays. Whoever takes it begins it.
    pub fn next(&mut self, runbook: &Runbook, now: Timestamp) -> Option<Due> {
        let (target, hold) = self.ready(runbook, now)?;
        let notice = self.waiting.remove(&target)?;
        self.told.clone_from(&hold);
        Some(Due { notice, hold })
    }

    /// The target that has waited longest of those that need not wait any more, and why nothing must be done to it.
    fn ready(&self, runbook: &Runbook, now: Timestamp) -> Option<(Target, Option<Hold>)> {
        let mut waiting: Vec<_> = self.waiting.values().collect();
        waiting.sort_by_key(|notice| notice.since);
        waiting.into_iter().find_map(|notice| {
            let hold = runbook.hold(notice, self.running.len(), &self.past, now);
            let waits = match &hold {
                None => false,
                Some(hold) if hold.passes() => true,
                // People are told once, and not for each target of a storm. Who asks is told.
                Some(_) => self.told == hold && matches!(notice.from, Source::Trigger(_)),
            };
            (!waits).then(|| (notice.target.clone(), hold))
        })
    }

    /// A run begins.
    pub fn begin(&mut self, notice: &Notice, id: DeclarationId, now: Timestamp) {
        let running = Running { id, begun_at: now, fingerprint: notice.fingerprint.clone() };
        self.running.insert(notice.target.clone(), running);
    }

    /// A run has ended, which has done something or not. One that was for nothing is forgotten.
    pub fn end(&mut self, id: &DeclarationId, was_for: WasFor, now: Timestamp) {
        let is_it = |(_, run): &(&Target, &Running)| run.id == *id;
        let Some(target) = self.running.iter().find(is_it).map(|(target, _)| target.clone()) else {
            return;
        };
        if let Some(Running { begun_at, .. }) = self.running.remove(&target)
            && was_for != WasFor::Nothing
        {
            let has_acted = was_for == WasFor::Acting;
            self.past.push(Past { target, begun_at, ended_at: now, has_acted });
        }
    }

    /// People see to a target, in this incident.
    pub fn hand_over(&mut self, target: Target, incident: DeclarationId) {
        self.handed.insert(target, incident);
    }

    /// The incidents in which people see to something.
    pub fn incidents(&self) -> Vec<DeclarationId> {
        let mut incidents: Vec<_> = self.handed.values().cloned().collect();
        incidents.sort();
        incidents.dedup();
        incidents
    }

    /// It is not active any more: what it was about is healed again.
    pub fn incident_is_over(&mut self, incident: &DeclarationId) {
        self.handed.retain(|_, seen_to_in| seen_to_in != incident);
    }

    /// The runs that are under way.
    pub fn running(&self) -> impl Iterator<Item = &Running> {
        self.running.values()
    }

    /// Forgets what does not matter any more. When it is to be looked at again by itself, if ever.
    pub fn forget(&mut self, runbook: &Runbook, now: Timestamp) -> Option<Timestamp> {
        let (patterns, guard) = (runbook.longest_pattern(), runbook.guard.remembers());
        let end = |from: Timestamp, lasts: SignedDuration| from.saturating_add(lasts).unwrap_or(now);
        self.occurrences.retain(|known| end(known.heard_at, patterns) > now);
        self.past.retain(|past| end(past.ended_at, guard) > now);
        if self.told.is_some() && runbook.holds_all(self.running.len(), &self.past, now) != self.told {
            self.told = None;
        }
        let cool_down = runbook.guard.cool_down.to_signed();
        let past =
            self.past.iter().flat_map(|past| [end(past.ended_at, cool_down), end(past.ended_at, guard)]);
        let occurrences = self.occurrences.iter().map(|known| end(known.heard_at, patterns));
        let held = self.told.iter().map(|_| end(now, LOOK_AGAIN));
        past.chain(occurrences).chain(held).filter(|moment| *moment > now).min()
    }

    /// Whether nothing is remembered any more.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// How often, and in how much time, where more than once.
fn pattern_of(runbook: &Runbook, notice: &Notice) -> Option<(usize, Period)> {
    let Source::Trigger(index) = notice.from else { return None };
    match runbook.trigger.get(index)? {
        Trigger::Alert(AlertPattern { times, within: Some(within), .. }) if *times > 1 => {
            Some((usize::try_from(*times).unwrap_or(usize::MAX), *within))
        }
        _ => None,
    }
}

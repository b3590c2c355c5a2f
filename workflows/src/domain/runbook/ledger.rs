use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Hold, Runbook, Target};
use crate::domain::DeclarationId;

mod alerts;
mod handed;
mod notice;
mod occurrences;
mod requests;
mod said;

#[cfg(test)]
mod tests;

use alerts::Alerts;
pub use notice::{Notice, SignedRequest, Source};
use occurrences::{Heard, Occurrences, is_one_of_several};
use requests::Requests;
use said::Said;

/// Of so many targets something may wait. With this and the other bounds a ledger stays well below the 2 MB of JSON that
/// a workflow can hand to its next run, whatever monitors say.
const MOST_WAITING: usize = 300;
/// So many runs are remembered; of more, the oldest are forgotten. More than may be in any `at_most`.
const MOST_PAST: usize = 1_200;

/// As long as the guard holds the runbook back, it is looked so often whether it still does.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_mins(10);

/// What is remembered of a runbook's alerts and runs, and what is to begin: with it alone the guard decides.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ledger {
    requests: Requests,
    occurrences: Occurrences,
    waiting: BTreeMap<Target, Waiting>,
    running: BTreeMap<Target, Running>,
    past: Vec<Past>,
    /// What people see to, each in its incident: as long as that is active, nothing is done about it.
    handed: BTreeMap<Target, DeclarationId>,
    /// Why the runbook is held back, of which people were told: once, as long as it is.
    told: Option<Hold>,
    /// One of those for which there is no room.
    surplus: Option<Notice>,
}

/// What is said about a target that has no run yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Waiting {
    said: Said,
    alerts: Alerts,
}

/// A run that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Running {
    /// Its id.
    id: DeclarationId,
    /// When it began.
    begun_at: Timestamp,
    /// Whether somebody asked for it, and no monitor.
    is_asked: bool,
    /// What is said about its target and not over.
    alerts: Alerts,
    /// Why it does nothing.
    hold: Option<Hold>,
    /// What else was said: seen to by it, or, where it does nothing, by another.
    meanwhile: Said,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WasFor {
    /// It has done something, or may have.
    Acting,
    /// The guard did not let it, and people know why: they are not told again as long as it does not.
    Holding(Hold),
    /// It has done nothing, and people know: they are not told again at once.
    Telling,
    /// People were asked in vain: it was over before they decided, or before it was done. They are not asked again at once.
    Asking,
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
    /// What else is said.
    rest: Said,
    alerts: Alerts,
}

impl Ledger {
    /// Takes in what was said. Of something that is over: the run that sees to it, where nothing else is said about its
    /// target.
    pub fn hear(&mut self, runbook: &Runbook, mut notice: Notice, now: Timestamp) -> Option<DeclarationId> {
        if self.requests.have_said(&notice) {
            return None;
        }
        notice.request = None;
        if notice.is_over {
            return self.hear_end(&notice);
        }
        if !runbook.is_for(&notice.target) {
            return None;
        }
        if let Some(run) = self.running.get_mut(&notice.target) {
            // It is about what the run sees to.
            if run.alerts.open(&notice) && !is_one_of_several(runbook, &notice) {
                run.meanwhile.hear(notice);
            }
            return None;
        }
        match self.occurrences.hear(runbook, &notice, now) {
            Heard::Enough(alerts) => self.wait(notice, alerts),
            Heard::TooFew => {}
            Heard::NoRoom => self.surplus = Some(notice),
        }
        None
    }

    fn hear_end(&mut self, over: &Notice) -> Option<DeclarationId> {
        self.occurrences.hear_end(over);
        if let Some(waiting) = self.waiting.get_mut(&over.target)
            && waiting.alerts.close(over)
            && !waiting.said.keep_asked()
        {
            self.waiting.remove(&over.target);
        }
        let run = self.running.get_mut(&over.target)?;
        if !run.alerts.close(over) {
            return None;
        }
        run.meanwhile.keep_asked();
        // Who asked for it wants it all the same.
        (!run.is_asked).then(|| run.id.clone())
    }

    /// Something waits for a run; beside it these are said.
    fn wait(&mut self, notice: Notice, mut alerts: Alerts) {
        alerts.open(&notice);
        let target = &notice.target;
        let has_room = self.waiting.len() < MOST_WAITING || self.waiting.contains_key(target);
        // Who asks is answered.
        if has_room || notice.is_asked() {
            let waiting = self.waiting.entry(target.clone()).or_default();
            waiting.alerts.extend(alerts);
            waiting.said.hear(notice);
        } else {
            self.surplus = Some(notice);
        }
    }

    /// What is to be seen to next; what only has to wait stays. Whoever takes it begins it.
    pub fn next(&mut self, runbook: &Runbook, now: Timestamp) -> Option<Due> {
        self.ready(runbook, now).or_else(|| self.beyond(runbook, now))
    }

    /// The target that has waited longest of those that need not wait any more, and why nothing must be done to it.
    fn ready(&mut self, runbook: &Runbook, now: Timestamp) -> Option<Due> {
        let mut waiting: Vec<_> = self.waiting.values().filter_map(|waiting| waiting.said.first()).collect();
        waiting.sort_by_key(|notice| notice.since);
        let running = self.running.len();
        let holds_all = runbook.holds_all(&self.past, now);
        let (target, hold) = waiting.into_iter().find_map(|notice| {
            let hold = holds_all.clone().or_else(|| runbook.holds_one(notice, running, &self.past, now));
            let waits = match &hold {
                _ if !runbook.is_for(&notice.target) => true,
                // What people see to is theirs, unless one of them asks for a run.
                _ if !notice.is_asked() && self.handed.contains_key(&notice.target) => true,
                None => false,
                Some(hold) if hold.passes() => true,
                // People are told once, and not for each target of a storm. Who asks is told.
                Some(hold) => !notice.is_asked() && self.is_known(hold),
            };
            (!waits).then(|| (notice.target.clone(), hold))
        })?;
        let Waiting { said: mut rest, alerts } = self.waiting.remove(&target)?;
        let notice = rest.take()?;
        Some(Due { notice, hold, rest, alerts })
    }

    /// One for which there is no room, where people do not know that there is none.
    fn beyond(&mut self, runbook: &Runbook, now: Timestamp) -> Option<Due> {
        let notice = self.surplus.take()?;
        let is_seen_to =
            self.running.contains_key(&notice.target) || self.waiting.contains_key(&notice.target);
        let is_known = self.is_known(&Hold::Full) || runbook.holds_all(&self.past, now).is_some();
        let (hold, rest, alerts) = (Some(Hold::Full), Said::default(), Alerts::default());
        (!is_seen_to && !is_known).then_some(Due { notice, hold, rest, alerts })
    }

    /// Whether people know that this holds the runbook back, or are about to.
    fn is_known(&self, hold: &Hold) -> bool {
        let tells = |run: &Running| run.hold.as_ref() == Some(hold);
        self.told.as_ref() == Some(hold) || self.running.values().any(tells)
    }

    /// A run begins.
    pub fn begin(&mut self, due: &Due, id: DeclarationId, now: Timestamp) {
        let Due { notice, hold, rest, alerts } = due.clone();
        let is_asked = notice.is_asked();
        let running = Running { id, begun_at: now, is_asked, alerts, hold, meanwhile: rest };
        self.running.insert(notice.target, running);
    }

    /// A run has ended, which has done something or not. What was said meanwhile it has seen to, unless there was nothing to
    /// see to; one that was for nothing is forgotten.
    pub fn end(&mut self, id: &DeclarationId, was_for: WasFor, now: Timestamp) {
        let is_it = |(_, run): &(&Target, &Running)| run.id == *id;
        let Some(target) = self.running.iter().find(is_it).map(|(target, _)| target.clone()) else {
            return;
        };
        let Some(Running { begun_at, alerts, mut meanwhile, .. }) = self.running.remove(&target) else {
            return;
        };
        if matches!(was_for, WasFor::Nothing | WasFor::Asking) {
            while let Some(notice) = meanwhile.take() {
                self.wait(notice, alerts.clone());
            }
        }
        if was_for == WasFor::Nothing {
            return;
        }
        self.past.push(Past { target, begun_at, ended_at: now, has_acted: was_for == WasFor::Acting });
        let surplus = self.past.len().saturating_sub(MOST_PAST);
        self.past.drain(..surplus);
        if let WasFor::Holding(hold) = was_for {
            self.told = Some(hold);
        }
    }

    /// The ids of the runs that are under way.
    pub fn running(&self) -> impl Iterator<Item = &DeclarationId> {
        self.running.values().map(|run| &run.id)
    }

    /// The runbook is no more, or an operator wants it so: nothing of what waits is begun.
    pub fn withdraw(&mut self) {
        self.occurrences = Occurrences::default();
        self.waiting.clear();
        self.surplus = None;
        self.running.values_mut().for_each(|run| run.meanwhile = Said::default());
    }

    /// Forgets what does not matter any more.
    pub fn forget(&mut self, runbook: &Runbook, now: Timestamp) {
        let (patterns, guard) = (runbook.longest_pattern(), runbook.guard.remembers());
        self.waiting.retain(|target, _| runbook.is_for(target));
        self.requests.forget(now);
        self.occurrences.forget(patterns, now);
        self.past.retain(|past| now.duration_since(past.ended_at) < guard);
        let still_so = match &self.told {
            // Not for each place that is free for a moment.
            Some(Hold::Full) => self.waiting.len() > MOST_WAITING / 2 || self.occurrences.are_many(),
            told => runbook.holds_all(&self.past, now) == *told,
        };
        if !still_so {
            self.told = None;
        }
    }

    /// When it is to be looked at again by itself, if ever.
    pub fn wakes_at(&self, runbook: &Runbook, now: Timestamp) -> Option<Timestamp> {
        let end = |from: Timestamp, lasts: SignedDuration| from.saturating_add(lasts).unwrap_or(now);
        let (cool_down, guard) = (runbook.guard.cool_down.to_signed(), runbook.guard.remembers());
        let past =
            self.past.iter().flat_map(|past| [end(past.ended_at, cool_down), end(past.ended_at, guard)]);
        let patterns = runbook.longest_pattern();
        let occurrences = self.occurrences.times().map(|heard_at| end(heard_at, patterns));
        let held = self.told.iter().map(|_| end(now, LOOK_AGAIN));
        let moments = past.chain(occurrences).chain(held).chain(self.requests.last());
        moments.filter(|moment| *moment > now).min()
    }

    /// Whether nothing is remembered any more.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

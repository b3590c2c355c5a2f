use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    Notice,
    alerts::{Alerts, digest},
};
use crate::domain::runbook::{AlertPattern, Runbook, Source, Target, Trigger};

/// So many are remembered; of more, the oldest are forgotten.
pub(super) const MOST: usize = 1_000;

/// What was said about targets, for patterns that take several alerts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Occurrences(BTreeMap<Target, Vec<Occurrence>>);

/// What comes of it that something was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Heard {
    /// It was said as often as the runbook wants: what of it goes on. It then counts from nothing.
    Enough(Alerts),
    /// It is to be said again.
    TooFew,
    /// The same, and something else was forgotten for it.
    NoRoom,
}

/// A time at which something was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Occurrence {
    trigger: usize,
    /// What it was: the digest of its fingerprint.
    key: String,
    since: Timestamp,
    heard_at: Timestamp,
    /// It counts also then.
    is_over: bool,
}

impl Occurrences {
    /// Something is said.
    pub(super) fn hear(&mut self, runbook: &Runbook, notice: &Notice, now: Timestamp) -> Heard {
        let Some((trigger, times, within)) = pattern_of(runbook, notice) else {
            return Heard::Enough(Alerts::default());
        };
        let (key, since) = (digest(&notice.fingerprint), notice.since);
        let of_target = self.0.entry(notice.target.clone()).or_default();
        of_target.retain(|known| known.trigger != trigger || now.duration_since(known.heard_at) < within);
        if !of_target.iter().any(|known| (known.trigger, &known.key, known.since) == (trigger, &key, since)) {
            of_target.push(Occurrence { trigger, key, since, heard_at: now, is_over: false });
        }
        if of_target.iter().filter(|known| known.trigger == trigger).count() >= times {
            let counted = self.0.remove(&notice.target).into_iter().flatten();
            let mut alerts = Alerts::default();
            alerts.extend(counted.filter(|known| !known.is_over).map(|known| (known.key, known.since)));
            return Heard::Enough(alerts);
        }
        if self.len() <= MOST {
            return Heard::TooFew;
        }
        self.forget_the_oldest();
        Heard::NoRoom
    }

    /// This is over.
    pub(super) fn hear_end(&mut self, over: &Notice) {
        let key = digest(&over.fingerprint);
        let of_target = self.0.get_mut(&over.target).into_iter().flatten();
        of_target
            .filter(|known| known.key == key && known.since <= over.since)
            .for_each(|known| known.is_over = true);
    }

    pub(super) fn len(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// Whether no more than half of the room is left.
    pub(super) fn are_many(&self) -> bool {
        self.len() > MOST / 2
    }

    fn forget_the_oldest(&mut self) {
        // Of a target, they are in order.
        let oldest = self.0.iter().min_by_key(|(_, known)| known.first().map(|first| first.heard_at));
        if let Some(target) = oldest.map(|(target, _)| target.clone())
            && let Some(known) = self.0.get_mut(&target)
        {
            known.remove(0);
            self.0.retain(|_, known| !known.is_empty());
        }
    }

    /// Forgets what is as old as that.
    pub(super) fn forget(&mut self, age: SignedDuration, now: Timestamp) {
        self.0.values_mut().for_each(|known| {
            known.retain(|known| now.duration_since(known.heard_at) < age);
        });
        self.0.retain(|_, known| !known.is_empty());
    }

    /// When each was said.
    pub(super) fn times(&self) -> impl Iterator<Item = Timestamp> {
        self.0.values().flatten().map(|known| known.heard_at)
    }
}

/// By which trigger, how often, and in how much time, where more than once.
fn pattern_of(runbook: &Runbook, notice: &Notice) -> Option<(usize, usize, SignedDuration)> {
    let Source::Trigger(index) = notice.from else { return None };
    match runbook.trigger.get(index)? {
        Trigger::Alert(AlertPattern { times, within: Some(within), .. }) if *times > 1 => {
            Some((index, usize::try_from(*times).unwrap_or(usize::MAX), within.to_signed()))
        }
        _ => None,
    }
}

/// Whether it alone is no reason for a run.
pub(super) fn is_one_of_several(runbook: &Runbook, notice: &Notice) -> bool {
    pattern_of(runbook, notice).is_some()
}

//! What it came to, as a table.

use std::{collections::BTreeMap, fmt, time::Duration};

use muster_workflows::domain::Outcome;

use super::{
    accounts::Ending,
    life::{Life, Waits},
    script::Course,
    verdict::{Kept, Verdict},
};

/// What the chaos came to.
#[derive(Debug, Default)]
pub struct Report {
    /// How many incidents were to be declared.
    pub incidents: usize,
    /// How many were declared, and who declared was told so.
    pub acknowledged: usize,
    /// How many of them are not there, or not as they have to be.
    pub lost: usize,
    /// Of how many something is there twice.
    pub doubled: usize,
    pub(super) saved: usize,
    pub(super) cancelled: usize,
    pub(super) resolved: usize,
    pub(super) outcomes: BTreeMap<&'static str, usize>,
    pub(super) regions: BTreeMap<&'static str, usize>,
    pub(super) superseded: usize,
    pub(super) again: usize,
    pub(super) struck: u32,
    pub(super) attempts: u64,
    pub(super) slowest: Vec<(&'static str, Duration, Duration)>,
    pub(super) trouble: Duration,
    pub(super) settling: Duration,
    /// What is wrong, a line each.
    pub wrong: Vec<String>,
}

impl Report {
    pub(super) fn new(incidents: usize, ending: &Ending) -> Self {
        let Ending { struck, trouble, settling, .. } = *ending;
        Self { incidents, struck: struck.unwrap_or_default(), trouble, settling, ..Self::default() }
    }

    /// Whether everything that was declared is there, once.
    pub fn is_good(&self) -> bool {
        self.wrong.is_empty() && self.acknowledged == self.incidents
    }

    pub(super) fn count(&mut self, life: &Life<'_>, kept: &[Kept], verdict: &Verdict) {
        self.again += life.again;
        if !life.is_acknowledged {
            self.wrong.push(format!("{}: never acknowledged", life.name()));
            return;
        }
        self.acknowledged += 1;
        self.saved += usize::from(life.is_saved);
        match life.script.course {
            Course::Cancelled { .. } => self.cancelled += 1,
            Course::Resolved { .. } => self.resolved += 1,
        }
        self.lost += usize::from(!verdict.lost.is_empty());
        self.doubled += usize::from(!verdict.doubled.is_empty());
        for Kept { region, report } in kept {
            if report.status == muster_workflows::domain::Status::Superseded {
                self.superseded += 1;
                continue;
            }
            *self.regions.entry(region).or_default() += 1;
            for (_, outcome) in &report.steps {
                *self.outcomes.entry(name(outcome)).or_default() += 1;
            }
        }
        let lines = [("lost", &verdict.lost), ("doubled", &verdict.doubled)];
        for (what, why) in lines.into_iter().filter(|(_, why)| !why.is_empty()) {
            self.wrong.push(format!("{what}: {}: {}", life.name(), why.join("; ")));
        }
    }

    pub(super) fn time(&mut self, lives: &[Life<'_>], rests: Vec<Duration>) {
        let all = |wait: fn(&Waits) -> Option<Duration>| -> Vec<_> {
            lives.iter().filter_map(|life| wait(&life.waits)).collect()
        };
        for (what, mut all) in [
            ("declared, until acknowledged", all(|waits| waits.for_acknowledgement)),
            ("acknowledged, until prompted", all(|waits| waits.for_prompt)),
            ("confirmed, until announced", all(|waits| waits.for_announcement)),
            ("ended, until all is done", rests),
        ] {
            all.sort();
            if let (Some(median), Some(slowest)) = (all.get(all.len() / 2), all.last()) {
                self.slowest.push((what, *median, *slowest));
            }
        }
    }
}

fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Pending => "pending",
        Outcome::Retrying { .. } => "retrying",
        Outcome::Done { .. } => "done",
        Outcome::Failed { .. } => "failed",
        Outcome::Skipped { .. } => "skipped",
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |counts: &BTreeMap<&str, usize>| {
            counts.iter().map(|(what, count)| format!("{what} {count}")).collect::<Vec<_>>().join(", ")
        };
        let mut row = |what: &str, value: String| writeln!(f, "  {what:<32}{value}");
        row("incidents", self.incidents.to_string())?;
        row("acknowledged", format!("{}, {} of them saved first", self.acknowledged, self.saved))?;
        row("lost", self.lost.to_string())?;
        row("doubled", self.doubled.to_string())?;
        row("ended", format!("resolved {}, cancelled {}", self.resolved, self.cancelled))?;
        row("kept in", format!("{}; superseded {}", list(&self.regions), self.superseded))?;
        row("outcomes of steps", list(&self.outcomes))?;
        row("calls that a fault hit", self.struck.to_string())?;
        row("attempts", self.attempts.to_string())?;
        row("people did again", self.again.to_string())?;
        for (what, median, slowest) in &self.slowest {
            let (median, slowest) = (median.as_secs_f64(), slowest.as_secs_f64());
            row(what, format!("median {median:.1} s, slowest {slowest:.1} s"))?;
        }
        row("trouble, and settling", format!("{} s, {} s", self.trouble.as_secs(), self.settling.as_secs()))?;
        for wrong in &self.wrong {
            writeln!(f, "{wrong}")?;
        }
        Ok(())
    }
}

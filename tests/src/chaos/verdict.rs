use muster_workflows::{
    domain::{Outcome, Reference, Role, Status, Step},
    incident::Report,
};

use super::{
    audit::{MOOT, PROMPT},
    life::Life,
    script::Declared,
};
use crate::{Count, End, Leftovers, Outside};

/// What became of a declaration, as outside and the workflows show it.
#[derive(Default)]
pub(super) struct Verdict {
    /// What is missing, or not as it has to be.
    pub(super) lost: Vec<String>,
    /// What is there more than once.
    pub(super) doubled: Vec<String>,
}

/// What a region's workflow says at the end.
pub(super) struct Kept {
    pub(super) region: &'static str,
    pub(super) report: Report,
}

impl Verdict {
    /// Whether all is there, once.
    pub(super) fn is_good(&self) -> bool {
        self.lost.is_empty() && self.doubled.is_empty()
    }

    /// Of a life that was acknowledged.
    pub(super) fn of(life: &Life<'_>, outside: &Outside, kept: &[Kept]) -> Self {
        let mut verdict = Self::default();
        let Some(id) = &life.id else { return verdict };
        if !life.is_played {
            verdict.lost.push("who acts in it never got to its end".to_owned());
        }
        let own: Vec<_> = kept.iter().filter(|kept| kept.report.status != Status::Superseded).collect();
        match own.as_slice() {
            [] => verdict.lost.push("no region keeps it".to_owned()),
            [kept] => verdict.lost.extend(kept.wrong(life.end())),
            several => {
                let regions: Vec<_> = several.iter().map(|kept| kept.region).collect();
                verdict.doubled.push(format!("it goes on in {}", regions.join(" and in ")));
            }
        }
        let leftovers = Leftovers::of(outside, id, life.script.severity, life.end());
        let is_unasked =
            |count: &Count| count.what == PROMPT && life.script.declared == Declared::ShellConfirmed;
        // What was given up may be missing; what is there has to be as it should.
        let is_moot =
            |count: &Count| count.complete == count.made && own.iter().any(|kept| kept.gave_up(count.what));
        let lost = leftovers.lost().filter(|count| !is_unasked(count) && !is_moot(count));
        verdict.lost.extend(lost.map(ToString::to_string));
        verdict.doubled.extend(leftovers.doubled().map(ToString::to_string));
        let transcript = transcript(outside, &Reference::of(id));
        let unwritten = life.said.iter().filter(|said| !transcript.contains(said.as_str()));
        verdict.lost.extend(unwritten.map(|said| format!("{said:?} is not in the transcript")));
        if let Some(commander) = &life.commander {
            verdict.judge_command(commander, &Reference::of(id), outside, &own);
        }
        verdict
    }
}

impl Verdict {
    /// Who took command has it, and the channel has heard so once; or was told that it came too late.
    fn judge_command(&mut self, who: &str, reference: &Reference, outside: &Outside, own: &[&Kept]) {
        let has = |kept: &&Kept| {
            let commander = kept.report.roles.get(&Role::Commander);
            commander.is_some_and(|person| person.slack_id.as_deref() == Some(who))
        };
        let is_about = |text: &str| text.contains(reference.as_str()) && text.contains("role (commander)");
        let is_told = || outside.direct_messages(who).iter().any(|told| is_about(&told.text));
        if !own.iter().any(has) && !is_told() {
            self.lost.push("who took command does not have it".to_owned());
        }
        let news = outside.channels_of(reference).flat_map(|channel| &channel.messages);
        let heard = news.filter(|message| message.text.contains("has the role Commander")).count();
        if heard > 1 {
            self.doubled.push(format!("the channel has heard {heard} times who leads"));
        }
    }
}

impl Kept {
    fn wrong(&self, end: End) -> Vec<String> {
        let Self { region, report } = self;
        let asked = if end == End::Resolved { Status::Resolved } else { Status::Cancelled };
        let status =
            (report.status != asked).then(|| format!("in {region} it is {}, not {asked}", report.status));
        let steps =
            report.steps.iter().filter(|(step, outcome)| !outcome.is_done() && !is_moot(*step, outcome));
        status.into_iter().chain(steps.map(|(step, outcome)| format!("{step}: {outcome}"))).collect()
    }

    /// Whether what is counted was given up, because the incident was over.
    fn gave_up(&self, what: &str) -> bool {
        let steps = MOOT.iter().filter(|(_, counted)| *counted == what).map(|(step, _)| *step);
        steps.into_iter().any(|step| {
            let outcome = self.report.steps.iter().find(|(candidate, _)| *candidate == step);
            outcome.is_some_and(|(_, outcome)| is_moot(step, outcome))
        })
    }
}

/// Where nobody was paged there is no page to end, either.
fn is_moot(step: Step, outcome: &Outcome) -> bool {
    let needs_moot = step.needs().iter().any(|need| need.is_moot_once_resolved());
    (step.is_moot_once_resolved() || needs_moot) && matches!(outcome, Outcome::Skipped { .. })
}

fn transcript(outside: &Outside, reference: &Reference) -> String {
    let pages = outside.post_mortems().into_iter().filter(|page| page.title.contains(reference.as_str()));
    let attachments = pages.flat_map(|page| &page.attachments);
    attachments.filter_map(|attachment| attachment["content"].as_str()).collect()
}

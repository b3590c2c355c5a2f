//! A run of a runbook: what is wrong, what Muster does about it, and what somebody has to decide.

use muster_workflows::{
    contract::chat::interaction,
    domain::{
        Party,
        runbook::{Ended, Progress, Report, Stage, Taken},
    },
};
use slack_morphism::prelude::{SlackBlock, SlackBlockButtonStyle};

use super::{
    Drawn,
    blocks::{self, actions, as_typed, button, fields, header, small, words},
    rich::{self, clock_to_the_minute},
    text::{reason, typed},
};

#[cfg(test)]
mod tests;

/// What a look has seen can be long, and only the beginning of it is read.
const MOST_SEEN: usize = 5;

pub(super) fn draw(run: &Report) -> Drawn {
    let Report {
        id,
        runbook,
        target,
        description,
        noticed,
        asked_by,
        seen,
        allowed_by,
        incident,
        trouble,
        ..
    } = run;
    let title = match (state(run), target) {
        (state, target) if state.ends_with('?') => format!("{state} {target}"),
        (state, target) => format!("{state}: {target}"),
    };
    let mut blocks = vec![
        header(&title),
        as_typed(description),
        fields(&[("Noticed", typed(noticed)), ("Runbook", typed(runbook.as_str()))]),
    ];
    let is_begun = run.actions.iter().any(|action| action.progress != Progress::Pending);
    if is_begun || matches!(run.stage, Stage::Asking { .. } | Stage::Acting) {
        blocks.push(rich::lines(run.actions.iter().flat_map(lines).collect()));
    }
    if let Stage::Asking { by, until } = &run.stage {
        let allow =
            button(interaction::ALLOW, "Allow", id.as_str()).with_style(SlackBlockButtonStyle::Primary);
        let refuse = button(interaction::REFUSE, "Refuse", id.as_str());
        blocks.extend(actions(interaction::RUN, vec![allow, refuse]));
        blocks.push(rich::paragraph(vec![
            rich::words(&format!("Anybody of {} may decide, until ", Party::listed(by))),
            clock_to_the_minute(*until),
            rich::words("."),
        ]));
    }
    blocks.extend(how_it_is(run));
    if !seen.is_empty() && seen.join("; ") != *noticed {
        let seen: Vec<_> = seen.iter().take(MOST_SEEN).map(String::as_str).collect();
        blocks.push(small(vec![words(&format!("Seen: {}", seen.join("; ")))]));
    }
    let people = [("Asked for by", asked_by), ("Allowed by", allowed_by)];
    for (what, who) in people.into_iter().filter_map(|(what, who)| Some((what, who.as_ref()?))) {
        blocks.push(small(vec![words(what), blocks::person(who)]));
    }
    if let Some(trouble) = trouble {
        blocks.push(small(vec![words(trouble)]));
    }
    let seen_to =
        incident.as_ref().map_or_else(String::new, |incident| format!(" People see to it in {incident}."));
    Drawn { text: format!("{} ({runbook}).{seen_to}", typed(&title)), blocks }
}

fn state(run: &Report) -> &'static str {
    match &run.stage {
        Stage::Looking => "Looking",
        Stage::Asking { .. } => "Allow it?",
        Stage::Acting => "Healing",
        Stage::Verifying => "Verifying",
        Stage::Undoing => "Taking it back",
        Stage::Ended(ended) => match ended {
            Ended::Healed => "Healed",
            Ended::NotNeeded => "Nothing is wrong any more",
            Ended::DryRun => "Dry run",
            Ended::Held(_) => "Held back",
            Ended::MayNotAsk { .. } => "Not run",
            Ended::Refused { .. } => "Refused",
            Ended::Over => "Over",
            Ended::Expired => "Nobody allowed it",
            Ended::NotHealed => "Not healed",
            Ended::Unknown => "Not known",
            Ended::Failed => "Failed",
            Ended::Cancelled => "Cancelled",
        },
    }
}

/// What it came to, and what people do now.
fn how_it_is(run: &Report) -> Option<SlackBlock> {
    let Stage::Ended(ended) = &run.stage else { return None };
    let mut line = match ended {
        Ended::Refused { by } => {
            vec![
                rich::words("Muster has done nothing: "),
                rich::person(by),
                rich::words(" did not allow it."),
            ]
        }
        Ended::MayNotAsk { by } => vec![
            rich::words("Muster has done nothing: "),
            rich::person(by),
            rich::words(" is none of those who may ask for it. The runbook's \"ask\" names them."),
        ],
        Ended::Held(hold) => vec![rich::words(&format!("Muster does nothing: {hold}."))],
        Ended::Over => {
            vec![rich::words("It was over before anybody allowed it, so that Muster has done nothing.")]
        }
        Ended::Expired => vec![rich::words("Nobody allowed it in time, so that Muster has done nothing.")],
        Ended::NotHealed => vec![rich::words("All of it is done, and all is not well.")],
        Ended::Unknown => {
            vec![rich::words("Nobody can tell whether something is wrong, so that Muster has done nothing.")]
        }
        Ended::Cancelled => vec![rich::words("An operator cancelled it.")],
        Ended::Failed | Ended::Healed | Ended::NotNeeded | Ended::DryRun => Vec::new(),
    };
    match &run.incident {
        Some(incident) => line.push(rich::words(&format!(" People see to it in {incident}."))),
        None if run.needs_people() => line.push(rich::words(" Somebody has to see to it.")),
        None => {}
    }
    (!line.is_empty()).then(|| rich::paragraph(line))
}

fn lines(Taken { what, progress, undo }: &Taken) -> Vec<Vec<rich::Piece>> {
    let mut lines = vec![vec![rich::words(&line(what, progress))]];
    if let Some(undo) = undo {
        lines.push(vec![rich::words(&match undo {
            Progress::Done(how) if how.is_empty() => "↩️ Taken back".to_owned(),
            Progress::Done(how) => format!("↩️ Taken back: {}", reason(how)),
            Progress::Failed(why) => format!("❌ Not taken back. {}", reason(why)),
            Progress::Unknown(why) => format!("❓ Nobody knows whether it is taken back. {}", reason(why)),
            Progress::Pending | Progress::Would(_) | Progress::UnderWay(_) => "🔄 Is taken back".to_owned(),
        })]);
    }
    lines
}

fn line(what: &str, progress: &Progress) -> String {
    match progress {
        Progress::Pending => format!("⏳ {what}"),
        Progress::Would(will) => format!("⏳ {what}: {}", reason(will)),
        Progress::UnderWay(will) => format!("🔄 {what}: {}", reason(will)),
        Progress::Done(how) if how.is_empty() => format!("✅ {what}"),
        Progress::Done(how) => format!("✅ {what} ({})", reason(how)),
        Progress::Failed(why) => format!("❌ {what}: failed. {}", reason(why)),
        Progress::Unknown(why) => format!("❓ {what}: nobody knows whether it is done. {}", reason(why)),
    }
}

/// What was tried, in a sentence for the responders of an incident.
pub(super) fn in_words(run: &Report) -> String {
    let tried =
        match run.actions.iter().filter(|action| action.progress != Progress::Pending).collect::<Vec<_>>() {
            none if none.is_empty() => "nothing".to_owned(),
            some => {
                some.iter().map(|taken| line(&taken.what, &taken.progress)).collect::<Vec<_>>().join("; ")
            }
        };
    let Report { runbook, target, noticed, seen, stage, .. } = run;
    let seen = if seen.is_empty() { String::new() } else { format!(" Last seen: {}.", seen.join("; ")) };
    format!("The runbook {runbook} did not heal {target}: {stage}. Noticed: {noticed}. Tried: {tried}.{seen}")
}

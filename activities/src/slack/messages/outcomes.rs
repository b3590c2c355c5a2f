//! How the steps went, and what people can do about those that do not work.

use std::mem;

use muster_workflows::{
    contract::chat::{Card, Retry, interaction},
    domain::{DeclarationId, Outcome, Remedy, Step},
};
use slack_morphism::prelude::{SlackBlock, SlackBlockButtonElement};

use super::{
    blocks::{actions, button},
    rich::{self, Piece, clock, link, person, words},
    text::reason,
};

/// A list of steps. With an incident's id, those that do not work have buttons below them.
pub(super) fn list<'a>(
    card: &Card,
    steps: impl Iterator<Item = &'a (Step, Outcome)>,
    to_remedy: Option<&DeclarationId>,
) -> Vec<SlackBlock> {
    let (mut blocks, mut lines) = (Vec::new(), Vec::new());
    for (step, outcome) in steps {
        lines.push(line(*step, outcome, card.retries.get(step)));
        let buttons = to_remedy.map_or_else(Vec::new, |declaration| remedies(*step, outcome, declaration));
        if let Some(buttons) = actions(step.key(), buttons) {
            blocks.extend([rich::lines(mem::take(&mut lines)), buttons]);
        }
    }
    if !lines.is_empty() {
        blocks.push(rich::lines(lines));
    }
    blocks
}

fn line(step: Step, outcome: &Outcome, retry: Option<&Retry>) -> Vec<Piece> {
    let label = step.label();
    match (outcome, retry) {
        (Outcome::Pending, _) => vec![words(&format!("⏳ {label}"))],
        (Outcome::Retrying { .. }, Some(Retry { attempt, next_at, why })) => {
            let mut line = vec![words(&format!("🔄 {label}: retrying, attempt {attempt} "))];
            match next_at {
                Some(next_at) => line.extend([words("at "), clock(*next_at)]),
                None => line.push(words("now")),
            }
            line.push(words(&format!(". {}", reason(why))));
            line
        }
        (Outcome::Retrying { why }, None) => {
            vec![words(&format!("🔄 {label}: retrying. {}", reason(why)))]
        }
        (Outcome::Done { made, note, by }, _) => {
            let mut line = vec![words(&format!("✅ {label}"))];
            if let Some(made) = made {
                line.extend([words(": "), link(made)]);
            }
            if let Some(note) = note {
                line.push(words(&format!(" ({})", reason(note))));
            }
            if let Some(by) = by {
                line.extend([words(", made by hand by "), person(by)]);
            }
            line
        }
        (Outcome::Failed { why }, _) => vec![words(&format!("❌ {label}: failed. {}", reason(why)))],
        (Outcome::Skipped { by: Some(by), .. }, _) => {
            vec![words(&format!("⏭️ {label}: skipped by ")), person(by)]
        }
        (Outcome::Skipped { why, by: None }, _) => {
            vec![words(&format!("⏭️ {label}: skipped, {}", reason(why)))]
        }
    }
}

/// What somebody can do about a step. One that was skipped for want of another's thing has no buttons: the other has.
fn remedies(step: Step, outcome: &Outcome, declaration: &DeclarationId) -> Vec<SlackBlockButtonElement> {
    let retry = match outcome {
        Outcome::Retrying { .. } => "Retry now",
        Outcome::Failed { .. } => "Retry",
        Outcome::Skipped { by: Some(_), .. } => "Do it after all",
        Outcome::Pending | Outcome::Done { .. } | Outcome::Skipped { by: None, .. } => return Vec::new(),
    };
    let by_hand = Remedy::Link { url: String::new() };
    [
        (interaction::RETRY_STEP, retry, true),
        (interaction::SKIP_STEP, "Skip", matches!(outcome, Outcome::Retrying { .. })),
        (interaction::LINK_STEP, "Paste a link instead", by_hand.helps(step, outcome)),
    ]
    .into_iter()
    .filter(|(.., helps)| *helps)
    .map(|(action, label, _)| {
        button(&interaction::on_step(action, step), label, declaration.as_str())
            .with_accessibility_label(format!("{label}: {}", step.label()).into())
    })
    .collect()
}

//! How the steps went.

use muster_workflows::domain::{Outcome, Step};

use super::{
    rich::{Piece, link, words},
    text::reason,
};

/// A line of the list.
pub(super) fn line(step: Step, outcome: &Outcome) -> Vec<Piece> {
    let label = step.label();
    match outcome {
        Outcome::Pending => vec![words(&format!("⏳ {label}"))],
        Outcome::Retrying { why } => vec![words(&format!("🔄 {label}: retrying. {}", reason(why)))],
        Outcome::Done { made, note } => {
            let mut line = vec![words(&format!("✅ {label}"))];
            if let Some(made) = made {
                line.extend([words(": "), link(made)]);
            }
            if let Some(note) = note {
                line.push(words(&format!(" ({})", reason(note))));
            }
            line
        }
        Outcome::Failed { why } => vec![words(&format!("❌ {label}: failed. {}", reason(why)))],
        Outcome::Skipped { why } => vec![words(&format!("⏭️ {label}: skipped, {}", reason(why)))],
    }
}

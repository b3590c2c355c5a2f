//! How the steps went.

use muster_workflows::domain::{Outcome, Step};

use super::text::{link, reason, typed};

/// A line of the list.
pub(super) fn line(step: Step, outcome: &Outcome) -> String {
    let label = step.label();
    match outcome {
        Outcome::Pending => format!(":hourglass_flowing_sand: {label}"),
        Outcome::Retrying { why } => format!(":arrows_counterclockwise: {label}: retrying. {}", reason(why)),
        Outcome::Done { made, note } => {
            let made = made.as_ref().map(|made| format!(": {}", link(made))).unwrap_or_default();
            let note = note.as_deref().map(|note| format!(" ({})", reason(note))).unwrap_or_default();
            format!(":white_check_mark: {label}{made}{note}")
        }
        Outcome::Failed { why } => format!(":x: {label}: failed. {}", reason(why)),
        Outcome::Skipped { why } => format!(":fast_forward: {label}: skipped, {}", typed(why)),
    }
}

//! The incident that somebody names by its reference.

use std::time::Duration;

use anyhow::bail;
use muster_workflows::domain::Reference;

use super::{output, until};
use crate::{incidents::Listed, regions::Regions};

/// Visibility lags a little behind; a script may ask right after it has declared.
const LOOKS: u32 = 8;
const BETWEEN_LOOKS: Duration = Duration::from_millis(250);

/// The one incident with this reference.
///
/// # Errors
/// There is none, or there are several.
pub(super) async fn one(regions: &Regions, reference: &Reference) -> anyhow::Result<Listed> {
    let mut seen = regions.find(reference, until()).await.or_nowhere()?;
    for _ in 1..LOOKS {
        if !seen.incidents.is_empty() {
            break;
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
        seen = regions.find(reference, until()).await.or_nowhere()?;
    }
    match seen.incidents.as_slice() {
        [only] => Ok(only.clone()),
        [] if seen.unanswered.is_empty() => {
            bail!("There is no {reference}. See which there are with: muster-starter list --all")
        }
        [] => bail!(
            "There is no {reference} in the regions that answer; {} could not be asked.",
            seen.unanswered.listed()
        ),
        several => {
            let line = |incident: &Listed| format!("{}  {}", output::line(incident), incident.id);
            let lines: Vec<_> = several.iter().map(line).collect();
            bail!(
                "{reference} fits {} incidents; use Slack's buttons for the one you mean:\n{}",
                several.len(),
                lines.join("\n")
            )
        }
    }
}

//! The incident that somebody names by its reference.

use std::time::Duration;

use anyhow::bail;
use muster_workflows::domain::Reference;

use super::output;
use crate::incidents::{Incidents, Listed};

/// Visibility lags a little behind; a script may ask right after it has declared.
const LOOKS: u32 = 8;
const BETWEEN_LOOKS: Duration = Duration::from_millis(250);

/// The one incident with this reference.
///
/// # Errors
/// There is none, or there are several.
pub(super) async fn one(incidents: &Incidents, reference: &Reference) -> anyhow::Result<Listed> {
    let mut found = incidents.find(reference).await?;
    for _ in 1..LOOKS {
        if !found.is_empty() {
            break;
        }
        tokio::time::sleep(BETWEEN_LOOKS).await;
        found = incidents.find(reference).await?;
    }
    match (found.pop(), found.is_empty()) {
        (None, _) => bail!("There is no {reference}. See which there are with: muster-starter list --all"),
        (Some(incident), true) => Ok(incident),
        (Some(last), false) => {
            found.push(last);
            let lines: Vec<_> =
                found.iter().map(|incident| format!("{}  {}", output::line(incident), incident.id)).collect();
            bail!(
                "{reference} fits {} incidents; use Slack's buttons for the one you mean:\n{}",
                found.len(),
                lines.join("\n")
            )
        }
    }
}

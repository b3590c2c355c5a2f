use anyhow::bail;
use clap::Args;
use muster_workflows::domain::Reference;
use serde_json::json;

use super::{Format, Speaker, incidents, lookup, output};

/// Confirm or cancel an incident.
#[derive(Debug, Args)]
pub(super) struct Decide {
    /// Its reference, `INC-K7F3QD`
    reference: Reference,
    #[command(flatten)]
    speaker: Speaker,
    #[command(flatten)]
    format: Format,
}

#[derive(Clone, Copy)]
enum Decision {
    Confirmed,
    Cancelled,
}

impl Decide {
    pub(super) async fn confirm(self) -> anyhow::Result<()> {
        self.say(Decision::Confirmed).await
    }

    pub(super) async fn cancel(self) -> anyhow::Result<()> {
        self.say(Decision::Cancelled).await
    }

    async fn say(self, decision: Decision) -> anyhow::Result<()> {
        let incidents = incidents()?;
        let incident = lookup::one(&incidents, &self.reference).await?;
        if let Some(why) = incident.why_not_decide() {
            bail!(why);
        }
        let by = self.speaker.person();
        let said = match decision {
            Decision::Confirmed => {
                incidents.confirm(&incident.id, by).await?;
                "confirmed"
            }
            Decision::Cancelled => {
                incidents.cancel(&incident.id, by).await?;
                "cancelled"
            }
        };
        let reference = &incident.reference;
        output::write(self.format, &json!({"reference": reference, "id": incident.id, "said": said}), || {
            format!("{reference} is {said}.")
        })
    }
}

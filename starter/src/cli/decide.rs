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

impl Decide {
    pub(super) async fn confirm(self) -> anyhow::Result<()> {
        self.say("confirmed").await
    }

    pub(super) async fn cancel(self) -> anyhow::Result<()> {
        self.say("cancelled").await
    }

    async fn say(self, what: &str) -> anyhow::Result<()> {
        let incidents = incidents()?;
        let incident = lookup::one(&incidents, &self.reference).await?;
        if let Some(why) = incident.why_not_decide() {
            bail!(why);
        }
        let by = self.speaker.person();
        match what {
            "confirmed" => incidents.confirm(&incident.id, by).await?,
            _ => incidents.cancel(&incident.id, by).await?,
        }
        let reference = &incident.reference;
        output::write(self.format, &json!({"reference": reference, "id": incident.id, "said": what}), || {
            format!("{reference} is {what}.")
        })
    }
}

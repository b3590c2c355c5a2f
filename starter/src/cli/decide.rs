use anyhow::bail;
use clap::Args;
use muster_workflows::domain::Reference;
use serde_json::json;

use super::{Format, Speaker, lookup, output, regions, until};
use crate::said::{Said, To, Word};

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
        self.say(Word::Confirm, "confirmed").await
    }

    pub(super) async fn cancel(self) -> anyhow::Result<()> {
        self.say(Word::Cancel, "cancelled").await
    }

    async fn say(self, word: Word, done: &str) -> anyhow::Result<()> {
        let regions = regions()?;
        let incident = lookup::one(&regions, &self.reference).await?;
        let said = Said::now(To::Id(incident.id.clone()), self.speaker.person(), word);
        if let Some(why) = regions.hear_in(&incident.region, &said, until()).await?.why_not(&said) {
            bail!(why);
        }
        let reference = &incident.reference;
        output::write(self.format, &json!({"reference": reference, "id": incident.id, "said": done}), || {
            format!("{reference} is {done}.")
        })
    }
}

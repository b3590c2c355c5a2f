use clap::Args;
use muster_workflows::domain::Reference;
use serde_json::json;

use super::{Format, Speaker, lookup, output, regions, say::say};
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
        self.speak(Word::Confirm, "confirmed").await
    }

    pub(super) async fn cancel(self) -> anyhow::Result<()> {
        self.speak(Word::Cancel, "cancelled").await
    }

    async fn speak(self, word: Word, done: &str) -> anyhow::Result<()> {
        let regions = regions()?;
        let incident = lookup::one(&regions, &self.reference).await?;
        let said = Said::now(To::Id(incident.id.clone()), self.speaker.person(), word);
        // Of what is confirmed while Slack cannot arbitrate there must not be two.
        let became = say(&regions.only(&incident.region)?, &said).await?;
        let answer = json!({"reference": incident.reference, "id": incident.id, "said": done});
        output::write(self.format, &answer, || became.tell(&said, done))
    }
}

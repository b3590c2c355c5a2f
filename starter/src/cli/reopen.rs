use clap::Args;
use muster_workflows::domain::Reference;
use serde_json::json;

use super::{Format, Speaker, lookup, output, regions, say::say};
use crate::said::{Said, To, Word};

/// Reopen an incident that goes on after its end.
#[derive(Debug, Args)]
pub(super) struct Reopen {
    /// Its reference, `INC-K7F3QD`
    reference: Reference,
    #[command(flatten)]
    speaker: Speaker,
    #[command(flatten)]
    format: Format,
}

impl Reopen {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let regions = regions()?;
        let incident = lookup::one(&regions, &self.reference).await?;
        let said = Said::now(To::Id(incident.id.clone()), self.speaker.person(), Word::Reopen);
        let became = say(&regions, &said).await?;
        let answer = json!({
            "reference": incident.reference, "id": incident.id, "said": "reopened",
            "unanswered": became.untold.names(),
        });
        output::write(self.format, &answer, || became.tell(&said, "reopened"))
    }
}

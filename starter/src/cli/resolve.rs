use anyhow::bail;
use clap::Args;
use muster_workflows::{
    domain::{Ending, Reference},
    incident,
};
use serde_json::json;

use super::{Format, Speaker, lookup, output, regions, say::say};
use crate::said::{Said, To, Word};

/// Resolve an active incident.
#[derive(Debug, Args)]
pub(super) struct Resolve {
    /// Its reference, `INC-K7F3QD`
    reference: Reference,
    /// Where it came from: the id of an origin in the response plan
    #[arg(long, value_name = "ID", value_parser = origin)]
    origin: Option<String>,
    /// It was no incident
    #[arg(long, conflicts_with = "duplicate_of")]
    false_alarm: bool,
    /// It is the same as this one, `INC-K7F3QD`, in which it goes on
    #[arg(long, value_name = "REFERENCE")]
    duplicate_of: Option<Reference>,
    #[command(flatten)]
    speaker: Speaker,
    #[command(flatten)]
    format: Format,
}

impl Resolve {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let regions = regions()?;
        let incident = lookup::one(&regions, &self.reference).await?;
        if let Some(why) = incident.why_not_resolve() {
            bail!(why);
        }
        let ending = match &self.duplicate_of {
            Some(of) if *of == self.reference => bail!("{of} is no duplicate of itself."),
            Some(of) => {
                let other = lookup::one(&regions, of).await?;
                if let Some(why) = other.why_not_resolve() {
                    bail!("Nothing goes on in it: {why}");
                }
                if other.private && !incident.private {
                    bail!("{of} is private: what everybody reads is not to go on there.");
                }
                Ending::Duplicate { of: other.as_other() }
            }
            None if self.false_alarm => Ending::FalseAlarm,
            None => Ending::Resolved,
        };
        let done = ending.to_string();
        let word = Word::Resolve(incident::Resolve { origin: self.origin.clone(), ending });
        let said = Said::now(To::Id(incident.id.clone()), self.speaker.person(), word);
        // All of them, as a button does: two may hold it as long as Slack has not arbitrated.
        let became = say(&regions, &said).await?;
        let answer = json!({
            "reference": incident.reference, "id": incident.id, "said": done, "origin": self.origin,
            "unanswered": became.untold.names(),
        });
        output::write(self.format, &answer, || became.tell(&said, &done))
    }
}

/// It becomes a Jira label, which has no spaces. Which origins there are is written in the plan of the incident.
fn origin(text: &str) -> Result<String, String> {
    let is_id = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    match !text.is_empty() && text.chars().all(is_id) {
        true => Ok(text.to_owned()),
        false => Err("an origin's id has a-z, 0-9 and -".to_owned()),
    }
}

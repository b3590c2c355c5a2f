use clap::Args;

use super::{Format, output, regions, until};
use crate::incidents::Which;

/// List incidents.
#[derive(Debug, Args)]
pub(super) struct List {
    /// Also those that are over, as long as Temporal keeps them
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    format: Format,
}

impl List {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let which = if self.all { Which::All } else { Which::Open };
        let seen = regions()?.list(which, until()).await.or_nowhere()?;
        if !seen.unanswered.is_empty() {
            eprintln!("There may be more. Not asked: {}", seen.unanswered);
        }
        let listed = seen.incidents;
        output::write(self.format, &listed, || match which {
            _ if !listed.is_empty() => listed.iter().map(output::line).collect::<Vec<_>>().join("\n"),
            Which::All => "There is no incident.".to_owned(),
            Which::Open | Which::Active | Which::Kept => {
                "No incident is active, and none waits to be confirmed.".to_owned()
            }
        })
    }
}

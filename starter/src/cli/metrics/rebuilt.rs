use std::pin::pin;

use anyhow::{Context, bail};
use clap::Args;
use futures_util::StreamExt;
use muster_workflows::domain::{Reference, record::Kept};
use serde::Serialize;

use super::super::{Format, Kept as Where, output, regions};

#[derive(Debug, Args)]
pub(in crate::cli) struct Rebuild {
    /// Of the incidents of one region alone
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    #[command(flatten)]
    kept: Where,
    #[command(flatten)]
    format: Format,
}

/// What came of it.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Came {
    /// That were missing.
    added: usize,
    /// Of which the store knew less.
    changed: usize,
    /// That were there as they are.
    unchanged: usize,
    /// That could not be told, and why.
    untold: Vec<String>,
}

impl Rebuild {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let mut regions = regions()?;
        if let Some(name) = &self.region {
            regions = regions.only(name)?;
        }
        let store = self.kept.create().await?;
        let (there, mut came) = (store.scan().await?, Came::default());
        let mut told = pin!(regions.records().await?);
        while let Some((id, told)) = told.next().await {
            match told {
                Ok(None) => {}
                Ok(Some(kept)) => {
                    came.note(there.get(&id), &kept);
                    store.put(&[kept]).await.context("The rest is not kept; to do it again completes it")?;
                }
                Err(trouble) => came.untold.push(format!("{}: {trouble}", Reference::of(&id))),
            }
        }
        let Came { added, changed, unchanged, .. } = came;
        output::write(self.format, &came, || {
            format!("{added} added, {changed} changed, {unchanged} there already")
        })?;
        match came.untold.as_slice() {
            [] => Ok(()),
            untold => bail!(
                "Of {} it is not known what to keep; to do it again completes it:\n{}",
                untold.len(),
                untold.join("\n")
            ),
        }
    }
}

impl Came {
    fn note(&mut self, known: Option<&Kept>, told: &Kept) {
        match known {
            None => self.added += 1,
            Some(known) if known.version > told.version || known.record == told.record => {
                self.unchanged += 1;
            }
            Some(_) => self.changed += 1,
        }
    }
}

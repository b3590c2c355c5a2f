use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, Subcommand, ValueEnum};
use muster_store::{Kept, Store};
use muster_workflows::domain::record::Record;
use serde::Serialize;

use super::{Format, output};

mod exported;
mod imported;
mod rebuilt;

/// What is kept of every incident.
#[derive(Debug, Subcommand)]
pub(super) enum Metrics {
    /// Write every incident with its times and metrics
    Export(Export),
    /// Keep the incidents of a former tool: a line of JSON each, with reference, title, severity (1 to 9), and, where known,
    /// services, origin, impact_started_at, impact_ended_at, resolved_at, drill and id. To do it again changes nothing
    Import(Import),
    /// Keep again what Temporal still knows of every incident, where the store was lost or was away for too long. It needs a
    /// worker; to do it again changes nothing
    Rebuild(rebuilt::Rebuild),
}

#[derive(Debug, Args)]
pub(super) struct Export {
    /// How it is written
    #[arg(long, value_enum, default_value = "csv")]
    format: Written,
    #[command(flatten)]
    kept: super::Kept,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Written {
    /// For a spreadsheet
    Csv,
    /// For scripts
    Json,
}

#[derive(Debug, Args)]
pub(super) struct Import {
    /// The file
    file: PathBuf,
    #[command(flatten)]
    kept: super::Kept,
    #[command(flatten)]
    format: Format,
}

impl Metrics {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Export(export) => export.run().await,
            Self::Import(import) => import.run().await,
            Self::Rebuild(rebuild) => rebuild.run().await,
        }
    }
}

impl Export {
    async fn run(self) -> anyhow::Result<()> {
        let kept = self.kept.open().await?.scan().await?;
        let records = kept.values().map(|kept| &kept.record);
        match self.format {
            Written::Json => output::write(Format { json: true }, &exported::json(records), String::new),
            Written::Csv => output::text(exported::csv(records)?.trim_end()),
        }
    }
}

/// What came of an import.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Came {
    /// That were not there.
    added: usize,
    /// That were there otherwise.
    changed: usize,
    /// That were there already.
    unchanged: usize,
    /// That Muster knows of itself, and better.
    own: usize,
    /// Of all lines, those of which nobody knows when they were felt: in no uptime they count.
    unfelt: usize,
}

impl Import {
    async fn run(self) -> anyhow::Result<()> {
        let Self { file, kept, format } = self;
        let text =
            std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read", file.display()))?;
        let records = imported::read(&text).map_err(|bad| {
            let bad = bad.iter().map(|bad| format!("{}:{bad}", file.display()));
            anyhow::anyhow!("{}\nNothing is imported.", bad.collect::<Vec<_>>().join("\n"))
        })?;
        if records.is_empty() {
            bail!("{} has no line: nothing is imported.", file.display());
        }
        let store = kept.create().await?;
        let came = keep(store.as_ref(), records).await?;
        output::write(format, &came, || {
            let Came { added, changed, unchanged, own, unfelt } = &came;
            let mut text = format!("{added} added, {changed} changed, {unchanged} there already");
            if *own > 0 {
                text += &format!(", {own} left as Muster knows them itself");
            }
            if *unfelt > 0 {
                text +=
                    &format!(". In no uptime count {unfelt}: drills, and those without impact_started_at");
            }
            text
        })
    }
}

async fn keep(store: &dyn Store, records: Vec<Record>) -> anyhow::Result<Came> {
    let (there, mut came, mut kept) = (store.scan().await?, Came::default(), Vec::new());
    for record in records {
        came.unfelt += usize::from(record.felt().is_none());
        match there.get(&record.id) {
            Some(known) if known.version > 0 => came.own += 1,
            Some(known) if known.record == record => came.unchanged += 1,
            known => {
                *if known.is_some() { &mut came.changed } else { &mut came.added } += 1;
                kept.push(Kept { record, details: None, version: 0 });
            }
        }
    }
    store.put(&kept).await.context("Not all may be imported; to do it again completes it")?;
    Ok(came)
}

#[cfg(test)]
mod tests {
    use muster_store::{Address, create};
    use muster_workflows::domain::record::Imported;
    use serde_json::json;

    use super::*;

    fn record(reference: &str, title: &str) -> Record {
        let line = json!({ "reference": reference, "title": title, "severity": 1 });
        serde_json::from_value::<Imported>(line).unwrap().into_record().unwrap()
    }

    #[tokio::test]
    async fn what_is_imported_again_changes_nothing_and_what_is_corrected_does() {
        let folder = tempfile::tempdir().unwrap();
        let store = create(&Address::Sqlite(folder.path().join("store.db"))).await.unwrap();
        let own = record("own", "of Muster");
        store.put(&[Kept { record: own.clone(), details: None, version: 1 }]).await.unwrap();
        let first = || vec![record("1", "one"), record("2", "two"), record("own", "of another")];
        let came = |added, changed, unchanged| Came {
            added,
            changed,
            unchanged,
            own: 1,
            unfelt: added + changed + unchanged + 1,
        };
        assert_eq!(keep(store.as_ref(), first()).await.unwrap(), came(2, 0, 0));
        assert_eq!(keep(store.as_ref(), first()).await.unwrap(), came(0, 0, 2));
        let corrected = vec![record("1", "One"), record("own", "of another")];
        assert_eq!(keep(store.as_ref(), corrected).await.unwrap(), came(0, 1, 0));
        let kept = store.scan().await.unwrap();
        let titles: Vec<_> = kept.values().map(|kept| kept.record.title.as_str()).collect();
        assert_eq!(titles.len(), 3);
        assert!(titles.contains(&"One") && titles.contains(&"two") && titles.contains(&"of Muster"));
    }
}

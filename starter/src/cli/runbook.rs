use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use muster_workflows::domain::{Runbook as Book, RunbookName, Surroundings, Trigger};
use serde_json::json;

use super::{Format, output, plan::tell, regions};
use crate::{
    as_code::{self, Mistakes},
    runbooks,
    settings::{DEFAULT_PLAN, DEFAULT_RUNBOOKS, RUNBOOKS},
};

/// Runbooks.
#[derive(Debug, Subcommand)]
pub(super) enum Runbook {
    /// Tell every mistake in runbooks, with its line and what to write instead
    Check(Check),
    /// List the runbooks
    List(List),
}

#[derive(Debug, Args)]
pub(super) struct Check {
    /// Files, or folders of them; the folder of those in force where none is named
    #[arg(value_name = "PATH", env = RUNBOOKS, default_value = DEFAULT_RUNBOOKS)]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    plan: Plan,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// The folder of those in force
    #[arg(value_name = "FOLDER", env = RUNBOOKS, default_value = DEFAULT_RUNBOOKS)]
    folder: PathBuf,
    #[command(flatten)]
    plan: Plan,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Args)]
struct Plan {
    /// The response plan, by which they declare incidents
    #[arg(long, env = "MUSTER_PLAN", default_value = DEFAULT_PLAN)]
    plan: PathBuf,
}

impl Plan {
    fn around(&self) -> anyhow::Result<Surroundings> {
        let plan = Arc::new(as_code::plan(&self.plan)?);
        Ok(Surroundings { plan, regions: regions()?.names().map(str::to_owned).collect() })
    }
}

impl Runbook {
    pub(super) fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Check(check) => check.run(),
            Self::List(list) => list.run(),
        }
    }
}

impl Check {
    fn run(self) -> anyhow::Result<()> {
        let around = self.plan.around()?;
        let mut files = Vec::new();
        for path in &self.paths {
            match path.is_dir() {
                true => files.extend(in_folder(path)?),
                false => files.push(path.clone()),
            }
        }
        let mistakes = files.iter().filter_map(|file| as_code::runbook(file, &around).err());
        let mistakes: Vec<_> = mistakes.flat_map(|Mistakes(mistakes)| mistakes).collect();
        tell(self.format, &files, &mistakes)
    }
}

impl List {
    fn run(self) -> anyhow::Result<()> {
        let (runbooks, mistakes) = runbooks::read(&self.folder, &self.plan.around()?)
            .with_context(|| self.folder.display().to_string())?;
        let values: Vec<_> = runbooks.iter().map(value).collect();
        output::write(self.format, &values, || match runbooks.is_empty() {
            true => "There is no runbook.".to_owned(),
            false => runbooks.iter().map(line).collect::<Vec<_>>().join("\n"),
        })?;
        match mistakes.as_slice() {
            [] => Ok(()),
            mistakes => bail!("{}", mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
        }
    }
}

fn in_folder(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let files = runbooks::files(folder).with_context(|| folder.display().to_string())?;
    if files.is_empty() {
        bail!("{}: there is no runbook in it, a file that ends in .toml", folder.display());
    }
    Ok(files)
}

fn value((name, runbook): (&RunbookName, &Book)) -> serde_json::Value {
    json!({
        "name": name,
        "description": runbook.description,
        "home": runbook.home,
        "risk": runbook.risk(),
        "needs_approval": runbook.approval().is_some(),
        "triggers": runbook.trigger,
        "actions": runbook.action.iter().map(|action| action.action.to_string()).collect::<Vec<_>>(),
    })
}

fn line((name, runbook): (&RunbookName, &Book)) -> String {
    let triggers: Vec<_> = runbook.trigger.iter().map(Trigger::to_string).collect();
    let approval = if runbook.approval().is_some() { ", once it is allowed" } else { "" };
    format!("{name}  {}\n    {}{approval}", output::printable(&runbook.description), triggers.join("; "))
}

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use muster_workflows::{
    contract::region::Noticed,
    domain::runbook::{Notice, Runbook as Book, RunbookName, Surroundings, Target, Trigger},
    run,
};
use serde_json::json;

use super::{Format, Speaker, output, plan::tell, regions, until};
use crate::{
    as_code::{self, Mistakes},
    incidents::ListedRun,
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
    /// Run a runbook on a target, as its guard lets it, or tell what it would do
    Run(Run),
    /// List the runs that Temporal still keeps, the latest first
    History(History),
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
pub(super) struct Run {
    /// Its name
    runbook: RunbookName,
    /// What it is to be done to
    target: Target,
    /// Only look, and tell what would be done
    #[arg(long)]
    dry_run: bool,
    /// The folder of those in force
    #[arg(long, value_name = "FOLDER", env = RUNBOOKS, default_value = DEFAULT_RUNBOOKS)]
    runbooks: PathBuf,
    #[command(flatten)]
    plan: Plan,
    #[command(flatten)]
    speaker: Speaker,
    #[command(flatten)]
    format: Format,
}

#[derive(Debug, Args)]
pub(super) struct History {
    /// Of this runbook; of all where none is named
    runbook: Option<RunbookName>,
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
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Check(check) => check.run(),
            Self::List(list) => list.run(),
            Self::Run(run) => run.run().await,
            Self::History(history) => history.run().await,
        }
    }
}

impl Run {
    async fn run(self) -> anyhow::Result<()> {
        let around = self.plan.around()?;
        let file = self.runbooks.join(format!("{}.toml", self.runbook));
        let (name, runbook) = as_code::runbook(&file, &around)?;
        if !runbook.is_for(&self.target) {
            bail!("{name} is not for {}. It is for {}.", self.target, runbook.targets_listed());
        }
        let now = Timestamp::now();
        let notice = Notice::asked(self.speaker.person(), self.target.clone(), now);
        let plan = &*around.plan;
        if self.dry_run {
            let input = run::Input::new(&name, &runbook, plan, notice, now);
            let report = regions()?.dry_run(run::Input { dry_run: true, ..input }).await?;
            return output::write(self.format, &report, || output::printable_lines(&report.to_string()));
        }
        let noticed = Noticed { name: name.clone(), runbook, plan: plan.clone(), notices: vec![notice] };
        regions()?.notify(noticed, until()).await?;
        output::write(self.format, &json!({"runbook": name, "target": self.target, "asked": true}), || {
            let channel = &plan.incidents_channel;
            format!(
                "{name} is asked to run on {}. {channel} reads how it goes, where something is wrong with it.",
                self.target
            )
        })
    }
}

impl History {
    async fn run(self) -> anyhow::Result<()> {
        let (runs, unanswered) = regions()?.runs(self.runbook.as_ref(), until()).await;
        if !unanswered.is_empty() {
            eprintln!("There may be more. Not asked: {unanswered}");
        }
        output::write(self.format, &runs, || match runs.is_empty() {
            true => "There was no run.".to_owned(),
            false => runs.iter().map(run_line).collect::<Vec<_>>().join("\n"),
        })
    }
}

fn run_line(run: &ListedRun) -> String {
    let begun = run.begun_at.map_or_else(String::new, |at| at.strftime("%Y-%m-%d %H:%M:%S").to_string());
    let ended = run.ended.as_deref().unwrap_or("under way");
    format!("{begun}  {ended:<11}  {} on {}", run.runbook, run.target)
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
        "actions": runbook.action.iter().map(|action| action.to_string()).collect::<Vec<_>>(),
    })
}

fn line((name, runbook): (&RunbookName, &Book)) -> String {
    let triggers: Vec<_> = runbook.trigger.iter().map(Trigger::to_string).collect();
    let approval = if runbook.approval().is_some() { ", once it is allowed" } else { "" };
    format!("{name}  {}\n    {}{approval}", output::printable(&runbook.description), triggers.join("; "))
}

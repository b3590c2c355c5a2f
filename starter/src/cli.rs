//! The command line.

use std::{process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context, anyhow};

use clap::{Args, Parser, Subcommand};
use muster_activities::config::{self, Environment, STORE};
use muster_store::{Address, Store};
use tokio::time::Instant;

use crate::regions::{InvalidRegions, Regions};

mod decide;
mod declare;
mod list;
mod lookup;
mod metrics;
mod output;
mod plan;
mod reopen;
mod resolve;
mod runbook;
mod say;
mod serve;
mod show;
mod slack;
mod uptime;

/// Nobody at a shell waits on Slack, but nobody waits forever.
const LIMIT: Duration = Duration::from_secs(10);

fn until() -> Instant {
    Instant::now() + LIMIT
}

/// Muster's starter: Slack in, Temporal out; and the same from a shell.
///
/// `serve` and `slack` need Slack; `plan`, `uptime` and `metrics` but for its `rebuild` need nobody. The others need Temporal: TEMPORAL_ADDRESS,
/// TEMPORAL_NAMESPACE and so on, or a temporal.toml, of which MUSTER_REGIONS names the profiles.
#[derive(Debug, Parser)]
#[command(name = "muster-starter", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer Slack
    Serve,
    /// Declare an incident
    Declare(declare::Declare),
    /// Confirm an incident that waits for it
    Confirm(decide::Decide),
    /// Cancel an incident that waits to be confirmed
    Cancel(decide::Decide),
    /// List the incidents that are active or wait to be confirmed
    List(list::List),
    /// Show everything that is known of an incident
    Show(show::Show),
    /// Resolve an active incident
    Resolve(resolve::Resolve),
    /// Reopen an incident that goes on after its end
    Reopen(reopen::Reopen),
    /// Response plans
    #[command(subcommand)]
    Plan(plan::Plan),
    /// Runbooks: self-healing procedures
    #[command(subcommand)]
    Runbook(runbook::Runbook),
    /// What is kept of every incident, for good
    #[command(subcommand)]
    Metrics(metrics::Metrics),
    /// Tell how much of a time everything was up, and each service
    Uptime(uptime::Uptime),
    /// The Slack app
    #[command(subcommand)]
    Slack(slack::Slack),
}

/// Where the records of incidents are.
#[derive(Debug, Args)]
struct Kept {
    /// The store, instead of MUSTER_STORE: sqlite:// and a file, or postgres://user:password@host/database; of several
    /// regions each one's, separated by commas, of which the first is written
    #[arg(long, value_name = "ADDRESS")]
    store: Option<String>,
}

impl Kept {
    /// Where they are. Not for clap to read, which would tell what it cannot read, password and all.
    fn addresses(&self) -> anyhow::Result<Vec<Address>> {
        let (mut environment, name) = match &self.store {
            Some(store) => (Environment::of([("--store", store)]), "--store"),
            None => (Environment::of_process(), STORE),
        };
        let addresses = config::stores(&mut environment, name);
        Ok(environment.finish(addresses)?)
    }

    /// Opens them, to read all as one.
    async fn open(&self) -> anyhow::Result<Arc<dyn Store>> {
        Ok(muster_store::open_all(&self.addresses()?).await?)
    }

    /// Opens the first, or makes it, to write it.
    async fn create(&self) -> anyhow::Result<Arc<dyn Store>> {
        let addresses = self.addresses()?;
        let first = addresses.first().context("no store is named")?;
        Ok(muster_store::create(first).await?)
    }
}

/// How the answer is written.
#[derive(Debug, Clone, Copy, Args)]
struct Format {
    /// Write JSON, for scripts
    #[arg(long)]
    json: bool,
}

/// Who says something.
#[derive(Debug, Args)]
struct Speaker {
    /// Your name, for the people who read it
    #[arg(long, value_name = "NAME", env = "MUSTER_BY")]
    by: Option<String>,
}

impl Speaker {
    fn person(&self) -> muster_workflows::domain::Person {
        let user = || ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
        let name = self.by.clone().or_else(user).filter(|name| !name.trim().is_empty());
        muster_workflows::domain::Person::at_a_shell(name.unwrap_or_else(|| "somebody at a shell".to_owned()))
    }
}

/// Does what the command line says. What goes wrong is written to standard error, and the exit code is 1.
pub async fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Serve => serve::run().await,
        Command::Declare(declare) => declare.run().await,
        Command::Confirm(decide) => decide.confirm().await,
        Command::Cancel(decide) => decide.cancel().await,
        Command::List(list) => list.run().await,
        Command::Show(show) => show.run().await,
        Command::Resolve(resolve) => resolve.run().await,
        Command::Reopen(reopen) => reopen.run().await,
        Command::Plan(plan) => plan.run(),
        Command::Runbook(runbook) => runbook.run().await,
        Command::Metrics(metrics) => metrics.run().await,
        Command::Uptime(uptime) => uptime.run().await,
        Command::Slack(slack) => slack.run().await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn regions() -> anyhow::Result<Regions> {
    let regions = Regions::from_environment(&Environment::of_process());
    regions
        .map_err(|wrong| anyhow!(wrong.iter().map(InvalidRegions::to_string).collect::<Vec<_>>().join("\n")))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_makes_sense() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_but_serve_can_write_json() {
        for line in [
            "declare --title T --severity 1 --json",
            "confirm INC-K7F3QD --json",
            "cancel INC-K7F3QD --json",
            "list --all --json",
            "show k7f3qd --json",
            "resolve INC-K7F3QD --origin internal --json",
            "plan check --json a.toml b.toml",
            "runbook check --json a.toml runbooks",
            "runbook list --json",
            "runbook run restart-web web-1 --dry-run --json",
            "runbook history restart-web --json",
            "metrics import --json history.jsonl",
            "metrics rebuild --region west --json",
            "uptime --from 2026-01-01 --to 2026-02-01 --service checkout --json",
            "slack doctor --plan a.toml --json",
        ] {
            let words = std::iter::once("muster-starter").chain(line.split(' '));
            assert!(Cli::try_parse_from(words).is_ok(), "{line}");
        }
        assert!(Cli::try_parse_from(["muster-starter", "serve", "--json"]).is_err());
        assert!(Cli::try_parse_from(["muster-starter", "show", "INC"]).is_err());
    }
}

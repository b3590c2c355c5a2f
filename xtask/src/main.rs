//! What a contributor runs: `cargo xtask --help`.

mod bench;
mod cargo;
mod chaos;
mod ci;
mod demo;
mod play;
mod record;
mod signals;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What a contributor runs.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Bring up everything on this machine, to click on: Temporal with its Web UI, the sandbox, a worker, a starter.
    Demo {
        /// Take an incident through its whole life, unattended, and stop: 0 if all that it leaves is there, once.
        #[arg(long)]
        play: bool,
    },
    /// Run every test, on a real Temporal server.
    Test {
        /// Only tests whose names contain one of these.
        filters: Vec<String>,
    },
    /// What has to pass before a change is taken: formatting, lints, docs, then every test.
    Ci,
    /// Record the histories of whole lives, which the tests then replay.
    Record,
    /// Take incidents through their lives while worker, starter and Temporal server processes are killed, regions go
    /// away and come back, and the outside world fails: 0 if none is lost and nothing is there twice.
    Chaos {
        /// How many incidents.
        #[arg(long, default_value_t = 50)]
        incidents: u32,
        /// Draws the schedule: the same seed, the same schedule.
        #[arg(long, default_value_t = 1)]
        seed: u32,
        /// With programs as they are built for production.
        #[arg(long)]
        release: bool,
    },
    /// Measure how long people wait from Confirm to the announcement.
    Bench,
}

/// What a shell shows for a process that a Ctrl-C ended.
const INTERRUPTED: u8 = 130;

#[tokio::main]
async fn main() -> ExitCode {
    let result = match Arguments::parse().task {
        // It stops what it started in an order of its own.
        Task::Demo { play } => demo::run(play).await,
        other => tokio::select! {
            result = run(other) => result,
            () = signals::interrupted() => return ExitCode::from(INTERRUPTED),
        },
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(task: Task) -> anyhow::Result<()> {
    match task {
        Task::Demo { play } => demo::run(play).await,
        Task::Test { filters } => test::run(&filters).await,
        Task::Ci => ci::run().await,
        Task::Record => record::run().await,
        Task::Chaos { incidents, seed, release } => chaos::run(incidents, seed, release).await,
        Task::Bench => bench::run().await,
    }
}

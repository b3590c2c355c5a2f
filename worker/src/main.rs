//! `muster-worker`: connects, registers workflows and activities, and serves one region.

use std::{io::IsTerminal, process::ExitCode};

use anyhow::bail;
use clap::Parser;
use muster_worker::{Settings, connect, worker};
use temporalio_sdk::Runtime;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// Muster's worker: does what the incidents of one region need done.
///
/// It reads TEMPORAL_* variables or a temporal.toml, MUSTER_TASK_QUEUE, and where Slack, Jira, Confluence, Zoom and
/// PagerDuty are: what is missing is listed when it starts.
#[derive(Debug, Parser)]
#[command(name = "muster-worker", version)]
struct Cli {}

#[tokio::main]
async fn main() -> ExitCode {
    Cli::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> anyhow::Result<()> {
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        bail!("another TLS provider is installed already");
    }
    let settings = Settings::read()?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let stop = async {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    tokio::pin!(stop);

    let client = tokio::select! {
        client = connect::connected(settings.temporal) => client,
        () = &mut stop => return Ok(()),
    };
    let runtime = Runtime::from_current_tokio(Default::default())?;
    let mut worker = worker(&runtime, client, &settings.outside, &settings.task_queue)?;
    let shut_down = worker.shutdown_handle();
    tracing::info!(task_queue = settings.task_queue, "polling");
    let run = worker.run();
    tokio::pin!(run);
    tokio::select! {
        ended = &mut run => return Ok(ended?),
        () = &mut stop => {}
    }
    tracing::info!("stopping: finishing what is under way");
    shut_down();
    Ok(run.await?)
}

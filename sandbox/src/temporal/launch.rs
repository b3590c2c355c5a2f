//! Starting a server of ours, until it serves.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use reqwest::Method;
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

use super::find::Program;
use super::options::Options;
use super::supervised::{Output, Supervised};
use super::{cli, config, http, namespace, ports, ui};

/// Between picking a port and using it somebody else may take it.
const ATTEMPTS: u32 = 5;
const PATIENCE: Duration = Duration::from_secs(60);
const TAKEN: &str = "address already in use";
const SERVER_LOG: &str = "server.log";
const UI_LOG: &str = "ui.log";

/// A server of ours that serves. Dropped in this order: the folder last.
#[derive(Debug)]
pub(super) struct Launched {
    pub(super) address: String,
    pub(super) http_address: String,
    pub(super) ui_url: Option<String>,
    server: Supervised,
    ui: Option<Supervised>,
    folder: TempDir,
}

/// The ports of one attempt.
pub(super) struct Ports {
    pub(super) grpc: u16,
    pub(super) http: u16,
    pub(super) ui: u16,
    /// As [`config::PORTS`] names them.
    all: Vec<u16>,
}

impl Ports {
    fn pick(options: &Options) -> Result<Self> {
        let mut wished = [0; config::PORTS.len() + 1];
        wished[..2].copy_from_slice(&[options.port, options.http_port]);
        wished[config::PORTS.len()] = options.ui_port;
        let mut all = ports::pick(&wished).context("no free ports")?;
        let ui = all.pop().context("no free port for the Web UI")?;
        Ok(Self { grpc: all[0], http: all[1], ui, all })
    }
}

/// Starts it, with other ports where some were taken meanwhile, and waits until it serves.
pub(super) async fn until_served(options: &Options, program: &Program) -> Result<Launched> {
    let mut attempt = 1;
    loop {
        let ports = Ports::pick(options)?;
        let mut launched = Launched::spawn(options, program, &ports)?;
        let Err(error) = launched.ready(program).await else { return Ok(launched) };
        let log = launched.log();
        if attempt == ATTEMPTS || !log.contains(TAKEN) {
            bail!("{error:#}\n{}", tail(&log));
        }
        attempt += 1;
    }
}

impl Launched {
    fn spawn(options: &Options, program: &Program, ports: &Ports) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("muster-temporal-").tempdir()?;
        let address = format!("127.0.0.1:{}", ports.grpc);
        let (server, ui) = match program {
            Program::Cli(program) => (cli::command(program, ports, options), None),
            Program::GoBuilt { server, ui } => {
                config::write_server(folder.path(), &ports.all)?;
                let mut command = Command::new(server);
                command.args(["--config-file", "server.yaml", "--allow-no-auth", "start"]);
                let ui =
                    ui.as_ref().map(|ui| ui::command(ui, folder.path(), ports.ui, &address)).transpose()?;
                (command, ui)
            }
        };
        Ok(Self {
            address,
            http_address: format!("127.0.0.1:{}", ports.http),
            ui_url: options.ui.then(|| format!("http://127.0.0.1:{}", ports.ui)),
            server: spawn("temporal-server", server, SERVER_LOG, folder.path())?,
            ui: ui.map(|ui| spawn("temporal-ui", ui, UI_LOG, folder.path())).transpose()?,
            folder,
        })
    }

    /// Waits until it serves, or ends.
    async fn ready(&mut self, program: &Program) -> Result<()> {
        let (http_address, ui_url) = (self.http_address.clone(), self.ui_url.clone());
        let serving = async {
            answers(&http_address).await?;
            namespace::ensure(&http_address).await?;
            if let Program::Cli(_) = program {
                namespace::retain(&http_address).await?;
            }
            namespace::served(&http_address).await?;
            match &ui_url {
                Some(ui_url) => ui::served(ui_url).await,
                None => Ok(()),
            }
        };
        tokio::select! {
            // An end first: what answers then is somebody else's server, on a port that we did not get.
            biased;
            ended = self.failed() => Err(anyhow!(ended)),
            serving = serving => serving,
        }
    }

    pub(super) async fn failed(&mut self) -> String {
        let Self { server, ui, .. } = self;
        let ui_ended = async {
            match ui {
                Some(ui) => (ui.wait().await, "temporal-ui"),
                None => std::future::pending().await,
            }
        };
        let (status, name) = tokio::select! {
            status = server.wait() => (status, "temporal-server"),
            ended = ui_ended => ended,
        };
        match status {
            Ok(status) => format!("{name} ended: {status}"),
            Err(error) => format!("{name} cannot be waited for: {error}"),
        }
    }

    pub(super) async fn stop(self) -> Result<()> {
        if let Some(ui) = self.ui {
            ui.kill().await?;
        }
        self.server.kill().await?;
        Ok(self.folder.close()?)
    }

    fn log(&self) -> String {
        [SERVER_LOG, UI_LOG]
            .iter()
            .filter_map(|log| fs::read_to_string(self.folder.path().join(log)).ok())
            .collect()
    }
}

fn spawn(name: &str, mut command: Command, log: &str, folder: &Path) -> Result<Supervised> {
    let log = File::create(folder.join(log))?;
    command.current_dir(folder);
    Supervised::spawn(name, &command, Output::File(log), Some(folder))
        .with_context(|| format!("{name} cannot be started"))
}

async fn answers(http_address: &str) -> Result<()> {
    let client = http::client()?;
    let url = format!("http://{http_address}/api/v1/cluster-info");
    let deadline = Instant::now() + PATIENCE;
    loop {
        let answer = http::call(&client, Method::GET, &url, None).await;
        if answer.is_ok_and(|answer| answer.status.is_success()) {
            return Ok(());
        }
        if Instant::now() > deadline {
            bail!("the Temporal server does not answer after {} s", PATIENCE.as_secs());
        }
        sleep(Duration::from_millis(20)).await;
    }
}

/// The end of a log, without the stack traces in its lines.
fn tail(log: &str) -> String {
    let lines: Vec<&str> = log.lines().collect();
    let short =
        lines[lines.len().saturating_sub(10)..].iter().map(|line| match line.split_once(",\"stacktrace\"") {
            Some((line, _)) => line,
            None => line,
        });
    short.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;

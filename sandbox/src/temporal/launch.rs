//! Starting a server of ours, until it serves.

use std::fs::{self, File};
use std::future::Future;
use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus};

use anyhow::{Context, Result, anyhow, bail};
use tempfile::TempDir;

use super::find::Program;
use super::options::Options;
use super::ports::Reserved;
use super::supervised::{Output, Supervised};
use super::{cli, config, http, namespace, ui};

/// Between picking a port and using it somebody else may take it.
const ATTEMPTS: u32 = 5;
const TAKEN: &str = "address already in use";
const SERVER_LOG: &str = "server.log";
const UI_LOG: &str = "ui.log";

/// A server of ours. Dropped in this order: the folder last.
#[derive(Debug)]
pub(super) struct Launched {
    pub(super) address: String,
    pub(super) http_address: String,
    pub(super) ui_url: Option<String>,
    program: Program,
    ports: Ports,
    /// None while it is killed.
    server: Option<Supervised>,
    ui: Option<Supervised>,
    folder: TempDir,
}

/// The ports of one attempt, ours also while the server is killed: it comes back to them.
#[derive(Debug)]
pub(super) struct Ports {
    pub(super) grpc: u16,
    pub(super) http: u16,
    pub(super) ui: u16,
    reserved: Reserved,
}

impl Ports {
    fn pick(options: &Options) -> Result<Self> {
        let mut wished = [0; config::PORTS.len() + 1];
        wished[..2].copy_from_slice(&[options.port, options.http_port]);
        wished[config::PORTS.len()] = options.ui_port;
        let reserved = Reserved::pick(&wished).context("no free ports")?;
        let all = reserved.ports();
        Ok(Self { grpc: all[0], http: all[1], ui: all[config::PORTS.len()], reserved })
    }

    /// As [`config::PORTS`] names them.
    fn of_the_server(&self) -> &[u16] {
        &self.reserved.ports()[..config::PORTS.len()]
    }
}

/// Starts it, with other ports where some were taken meanwhile, and waits until it serves.
pub(super) async fn until_served(options: &Options, program: &Program) -> Result<Launched> {
    let mut attempt = 1;
    loop {
        let mut launched = Launched::spawn(options, program.clone(), Ports::pick(options)?)?;
        let Err(error) = launched.ready().await else { return Ok(launched) };
        let log = launched.log();
        if attempt == ATTEMPTS || !log.contains(TAKEN) {
            bail!("{error:#}\n{}", tail(&log));
        }
        attempt += 1;
    }
}

impl Launched {
    fn spawn(options: &Options, program: Program, ports: Ports) -> Result<Self> {
        let mut launched = Self {
            address: format!("127.0.0.1:{}", ports.grpc),
            http_address: format!("127.0.0.1:{}", ports.http),
            ui_url: options.ui.then(|| format!("http://127.0.0.1:{}", ports.ui)),
            program,
            ports,
            server: None,
            ui: None,
            folder: tempfile::Builder::new().prefix("muster-temporal-").tempdir()?,
        };
        let folder = launched.folder.path();
        if let Program::GoBuilt { ui, .. } = &launched.program {
            config::write_server(folder, launched.ports.of_the_server())?;
            if let Some(ui) = ui {
                let command = ui::command(ui, folder, launched.ports.ui, &launched.address)?;
                launched.ui = Some(spawn("temporal-ui", command, UI_LOG, folder)?);
            }
        }
        launched.spawn_server()?;
        Ok(launched)
    }

    fn spawn_server(&mut self) -> Result<()> {
        self.ports.reserved.lend();
        let command = match &self.program {
            Program::Cli(program) => cli::command(program, &self.ports, self.ui_url.is_some()),
            Program::GoBuilt { server, .. } => {
                let mut command = Command::new(server);
                command.args(["--config-file", "server.yaml", "--allow-no-auth", "start"]);
                command
            }
        };
        self.server = Some(spawn("temporal-server", command, SERVER_LOG, self.folder.path())?);
        Ok(())
    }

    /// Waits until it serves for the first time, or ends.
    async fn ready(&mut self) -> Result<()> {
        let (http_address, ui_url) = (self.http_address.clone(), self.ui_url.clone());
        let made_the_namespace = matches!(self.program, Program::Cli(_));
        self.unless_it_ends(async {
            answers(&http_address).await?;
            namespace::ensure(&http_address).await?;
            if made_the_namespace {
                namespace::retain(&http_address).await?;
            }
            namespace::served(&http_address).await?;
            match &ui_url {
                Some(ui_url) => ui::served(ui_url).await,
                None => Ok(()),
            }
        })
        .await
    }

    async fn unless_it_ends(&mut self, serving: impl Future<Output = Result<()>>) -> Result<()> {
        tokio::select! {
            // An end first: what answers then is somebody else's server, on a port that we did not get.
            biased;
            ended = self.failed() => Err(anyhow!(ended)),
            serving = serving => serving,
        }
    }

    pub(super) async fn failed(&mut self) -> String {
        let Self { server, ui, .. } = self;
        let (status, name) = tokio::select! {
            status = ended(server) => (status, "temporal-server"),
            status = ended(ui) => (status, "temporal-ui"),
        };
        match status {
            Ok(status) => format!("{name} ended: {status}"),
            Err(error) => format!("{name} cannot be waited for: {error}"),
        }
    }

    /// The server's process, if it is not killed.
    pub(super) fn process(&self) -> Result<&Supervised> {
        self.server.as_ref().with_context(|| format!("the Temporal server at {} is killed", self.address))
    }

    pub(super) async fn kill(&mut self) -> Result<()> {
        self.process()?;
        if let Some(server) = self.server.take() {
            server.kill().await?;
        }
        Ok(())
    }

    pub(super) async fn revive(&mut self) -> Result<()> {
        if self.server.is_some() {
            bail!("the Temporal server at {} is not killed", self.address);
        }
        self.spawn_server()?;
        let http_address = self.http_address.clone();
        let back = self.unless_it_ends(async {
            answers(&http_address).await?;
            namespace::served(&http_address).await
        });
        back.await.map_err(|error| anyhow!("{error:#}\n{}", tail(&self.log())))
    }

    pub(super) async fn stop(self) -> Result<()> {
        for process in [self.ui, self.server].into_iter().flatten() {
            process.kill().await?;
        }
        Ok(self.folder.close()?)
    }

    fn log(&self) -> String {
        [SERVER_LOG, UI_LOG]
            .iter()
            .filter_map(|log| fs::read_to_string(self.folder.path().join(log)).ok())
            .collect()
    }
}

/// Waits until it ends by itself; for ever where it does not run.
async fn ended(process: &mut Option<Supervised>) -> io::Result<ExitStatus> {
    match process {
        Some(process) => process.wait().await,
        None => std::future::pending().await,
    }
}

fn spawn(name: &str, mut command: Command, log: &str, folder: &Path) -> Result<Supervised> {
    // What it said before it was killed stays.
    let log = File::options().create(true).append(true).open(folder.join(log))?;
    command.current_dir(folder);
    Supervised::spawn(name, &command, Output::File(log), Some(folder))
        .with_context(|| format!("{name} cannot be started"))
}

async fn answers(http_address: &str) -> Result<()> {
    let url = format!("http://{http_address}/api/v1/cluster-info");
    http::until(&url, "the Temporal server does not answer", |answer| answer.status.is_success()).await
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
pub(super) mod tests;

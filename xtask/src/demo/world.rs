//! Everything on this machine: Temporal, the sandbox, a worker, a starter.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use muster_sandbox::temporal::{self, Server, Workflows};
use muster_sandbox::{App, Options, Sandbox};
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

use super::children::Children;
use super::environment::{Addresses, TASK_QUEUE};
use crate::cargo;

/// What heals the sandbox's services.
const RUNBOOK: &str = include_str!("restart-service.toml");
const SANDBOX_PORT: u16 = 8090;
const STARTER_PORT: u16 = 8080;
/// A debug build on a busy machine starts slowly.
const PATIENCE: Duration = Duration::from_secs(60);

/// All of it, running.
pub(crate) struct World {
    parts: Parts,
    sandbox: Sandbox,
    workflows: Workflows,
    logs: PathBuf,
    // The starter's outbox and runbook, and the store.
    _folder: TempDir,
}

/// What can fail by itself.
pub(super) struct Parts {
    temporal: Server,
    children: Children,
}

/// What people and time act on.
#[derive(Clone, Copy)]
pub(super) struct Outside<'a> {
    pub(super) sandbox: &'a Sandbox,
    pub(super) workflows: &'a Workflows,
}

impl World {
    /// Builds and starts it, and waits until everything is ready.
    pub(super) async fn start() -> Result<Self> {
        // The whole workspace, so that the tests find the same dependencies built.
        cargo::build_programs("dev").await?;
        let wanted = temporal::Options {
            ui: true,
            port: 7233,
            http_port: 7243,
            ui_port: 8233,
            ..temporal::Options::from_env()
        };
        let temporal = Server::start(wanted).await?;
        let workflows = temporal.workflows()?;
        let [sandbox, starter] = temporal::pick_ports(&[SANDBOX_PORT, STARTER_PORT])?[..] else {
            bail!("there are no free ports");
        };
        let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, sandbox));
        let sandbox = Sandbox::start(Options { listen, ..Options::default() })
            .await
            .with_context(|| format!("the sandbox cannot listen on {listen}"))?;
        let (root, logs) = (cargo::root()?, cargo::programs()?.join("demo"));
        let listen = format!("127.0.0.1:{starter}");
        // What an earlier demo could not deliver is none of this one's.
        let folder = tempfile::tempdir().context("there is no folder for what the starter keeps")?;
        let runbook = RUNBOOK.replace("SANDBOX", sandbox.url());
        std::fs::write(folder.path().join("restart-service.toml"), runbook)
            .context("no runbook can be written")?;
        let addresses = Addresses {
            temporal: temporal.address(),
            sandbox: sandbox.url(),
            listen: &listen,
            plan: &root.join("plans/default.toml"),
            outbox: &folder.path().join("outbox.db"),
            store: &folder.path().join("store.db"),
            runbooks: folder.path(),
            webhook_secret: sandbox.webhook_secret(),
        };
        let mut children = Children::default();
        for (name, arguments) in [("muster-worker", &[][..]), ("muster-starter", &["serve"][..])] {
            let mut command = Command::new(cargo::programs()?.join(name));
            command.args(arguments).current_dir(&root);
            addresses.tell(&mut command);
            children.start(name, &command, logs.join(name).with_extension("log"))?;
        }
        sandbox.set_app(App::at(format!("http://{listen}")));
        let mut world =
            Self { parts: Parts { temporal, children }, sandbox, workflows, logs, _folder: folder };
        world.ready(&listen).await?;
        Ok(world)
    }

    async fn ready(&mut self, starter: &str) -> Result<()> {
        let (parts, outside) = self.split();
        let (http, url) = (temporal::http_client()?, format!("http://{starter}/readyz"));
        let ready = async {
            until("the worker polls", async || outside.workflows.polled(TASK_QUEUE).await).await?;
            until("the starter is ready", async || {
                Ok(http.get(&url).send().await.is_ok_and(|answer| answer.status().is_success()))
            })
            .await
        };
        tokio::select! {
            ready = ready => ready,
            failed = parts.failed() => bail!(failed),
        }
    }

    /// What can fail, and what can be acted on meanwhile.
    pub(super) fn split(&mut self) -> (&mut Parts, Outside<'_>) {
        (&mut self.parts, Outside { sandbox: &self.sandbox, workflows: &self.workflows })
    }

    /// Where the sandbox's page is.
    pub(super) fn page(&self) -> &str {
        self.sandbox.url()
    }

    /// Where the Temporal Web UI is.
    pub(super) fn temporal_ui(&self) -> Option<&str> {
        self.parts.temporal.ui_url()
    }

    /// Where the logs are.
    pub(super) fn logs(&self) -> &Path {
        &self.logs
    }

    /// Stops all: who asks before who answers.
    pub(super) async fn stop(self) -> Result<()> {
        let children = self.parts.children.stop().await;
        self.sandbox.shutdown();
        self.parts.temporal.stop().await?;
        children
    }
}

impl Parts {
    /// Waits until one ends by itself, and says which.
    pub(super) async fn failed(&mut self) -> String {
        tokio::select! {
            failed = self.children.failed() => failed,
            failed = self.temporal.failed() => failed,
        }
    }
}

async fn until(what: &str, condition: impl AsyncFn() -> Result<bool>) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    while !condition().await? {
        if Instant::now() > deadline {
            bail!("waited {} s in vain until {what}", PATIENCE.as_secs());
        }
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

use std::{
    path::{Path, PathBuf},
    process::Output,
    time::SystemTime,
};

use futures_util::future::join;
use muster_sandbox::{Options, Sandbox};
use muster_workflows::domain::DeclarationId;
use tempfile::TempDir;

use crate::{
    Outside, People,
    environment::{self, Environment},
};

mod region;
mod shell;
mod starter;

pub use region::{Region, Worker};
pub use shell::Shell;
pub use starter::Starter;

const CONFIG_FILE: &str = "temporal.toml";

/// Muster in two regions, west and east, of which everything is a process that can be killed: a Temporal server and a
/// worker each, and the starters. They share one outside world, which is in this process.
///
/// Fields are dropped in this order: the folder goes last.
pub struct TwoRegions {
    /// The region to which the starter's declarations go first.
    pub west: Region,
    /// The other.
    pub east: Region,
    /// A starter that Slack reaches.
    pub starter: Starter,
    /// The outside world.
    pub sandbox: Sandbox,
    folder: TempDir,
}

impl TwoRegions {
    /// All of it, up, in an outside world that is started so. Slack reaches the starter by HTTP.
    pub async fn start(options: Options) -> Self {
        let mut muster = Self::without_starter(options).await;
        muster.starter.start().await;
        muster.sandbox.set_app(muster.starter.app());
        muster
    }

    /// The regions alone; the starter is not started yet.
    pub async fn without_starter(options: Options) -> Self {
        // Another test may have been first; one provider serves all.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::Builder::new().prefix("muster-two-regions-").tempdir().expect("a folder");
        let sandbox = Sandbox::start(options).await.expect("a sandbox");
        let outside = environment::outside(&sandbox);
        let region = |name| Region::start(name, &outside, folder.path());
        let (west, east) = join(region("west"), region("east")).await;
        let config = format!("{}{}", west.profile(), east.profile());
        std::fs::write(folder.path().join(CONFIG_FILE), config).expect("a written temporal.toml");
        let mut muster = Self {
            starter: Starter::new("starter", &at(&sandbox, folder.path(), "west,east"), folder.path()),
            west,
            east,
            sandbox,
            folder,
        };
        muster.west.worker.start();
        muster.east.worker.start();
        muster
    }

    /// Another starter, which asks the regions in this order (`east,west`); not started yet.
    pub fn another_starter(&self, name: &str, regions: &str) -> Starter {
        Starter::new(name, &at(&self.sandbox, self.folder.path(), regions), self.folder.path())
    }

    /// The people in Slack.
    pub fn people(&self) -> People<'_> {
        People::of(&self.sandbox)
    }

    /// What is outside now.
    pub fn outside(&self) -> Outside {
        self.people().outside()
    }

    /// Somebody runs `muster-starter` with these arguments.
    pub async fn shell(&self, arguments: &[&str]) -> Output {
        self.at_a_shell().run(arguments).await
    }

    /// A shell, in which `muster-starter` knows both regions.
    pub fn at_a_shell(&self) -> Shell {
        Shell::new(at(&self.sandbox, self.folder.path(), "west,east"))
    }

    /// When an incident was started, in whichever region.
    pub async fn started(&self, id: &DeclarationId) -> Option<SystemTime> {
        self.west.started(id).await.or(self.east.started(id).await)
    }

    /// Where what the processes write is: `west-worker.log`, `starter.log` …
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Stops everything, and keeps the folder.
    pub fn keep_folder(self) -> PathBuf {
        self.folder.keep()
    }
}

/// What a starter has to know.
fn at(sandbox: &Sandbox, folder: &Path, regions: &str) -> Environment {
    let path = |path: PathBuf| path.to_str().expect("a path in UTF-8").to_owned();
    let mut environment = environment::slack(sandbox);
    environment.extend([
        ("MUSTER_REGIONS", regions.to_owned()),
        ("MUSTER_PLAN", path(crate::muster::default_plan())),
        ("TEMPORAL_CONFIG_FILE", path(folder.join(CONFIG_FILE))),
    ]);
    environment
}

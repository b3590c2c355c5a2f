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
    tls::TlsFront,
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
    of_starters: Environment,
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
        let folder = folder();
        let sandbox = Sandbox::start(options).await.expect("a sandbox");
        Self::in_world(sandbox, folder, Environment::new()).await
    }

    /// The regions alone, in an outside world that speaks TLS. The starter is not started yet.
    pub async fn by_tls() -> Self {
        let (folder, front) = (folder(), TlsFront::bind().await);
        let sandbox = Sandbox::start(Options { public_url: Some(front.url()), ..Options::default() }).await;
        let sandbox = sandbox.expect("a sandbox");
        let certificate = folder.path().join("certificate.pem");
        front.write_certificate(&certificate);
        front.lead_to(sandbox.address());
        Self::in_world(sandbox, folder, vec![("SSL_CERT_FILE", text(certificate))]).await
    }

    /// What programs are to know beside their own settings is `common`.
    async fn in_world(sandbox: Sandbox, folder: TempDir, common: Environment) -> Self {
        // Another test may have been first; one provider serves all.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let outside = [environment::outside(&sandbox), common.clone()].concat();
        let region = |name| Region::start(name, &outside, folder.path());
        let (west, east) = join(region("west"), region("east")).await;
        let config = format!("{}{}", west.profile(), east.profile());
        std::fs::write(folder.path().join(CONFIG_FILE), config).expect("a written temporal.toml");
        let plan = folder.path().join("plan.toml");
        crate::muster::write_plan(&crate::muster::plan(), &plan);
        let of_starters = [
            environment::slack(&sandbox),
            common,
            vec![
                ("MUSTER_PLAN", text(plan)),
                ("TEMPORAL_CONFIG_FILE", text(folder.path().join(CONFIG_FILE))),
            ],
        ]
        .concat();
        let starter = Starter::new("starter", &asking(&of_starters, "west,east"), folder.path());
        let mut muster = Self { west, east, starter, sandbox, of_starters, folder };
        muster.west.worker.start();
        muster.east.worker.start();
        muster
    }

    /// Another starter, which asks the regions in this order (`east,west`); not started yet.
    pub fn another_starter(&self, name: &str, regions: &str) -> Starter {
        Starter::new(name, &asking(&self.of_starters, regions), self.folder.path())
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
        Shell::new(asking(&self.of_starters, "west,east"))
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

fn folder() -> TempDir {
    tempfile::Builder::new().prefix("muster-two-regions-").tempdir().expect("a folder")
}

/// What a starter has to know that asks the regions in this order.
fn asking(of_starters: &Environment, regions: &str) -> Environment {
    [of_starters.clone(), vec![("MUSTER_REGIONS", regions.to_owned())]].concat()
}

fn text(path: PathBuf) -> String {
    path.to_str().expect("a path in UTF-8").to_owned()
}

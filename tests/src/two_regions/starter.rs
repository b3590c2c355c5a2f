use std::path::{Path, PathBuf};

use muster_sandbox::{App, temporal};
use muster_starter::outbox::Outbox;

use crate::{Process, environment::Environment, until};

const SIGNING_SECRET: &str = "MUSTER_SLACK_SIGNING_SECRET";

/// `muster-starter serve`, which can be killed and started again with the same outbox.
pub struct Starter {
    name: String,
    process: Process,
    outbox: PathBuf,
    app: App,
    client: reqwest::Client,
}

impl Starter {
    pub(super) fn new(name: &str, environment: &Environment, folder: &Path) -> Self {
        let port = temporal::pick_ports(&[0]).expect("a free port")[0];
        let app = App::at(format!("http://127.0.0.1:{port}"));
        let outbox = folder.join(format!("{name}-outbox.db"));
        let mut environment = environment.clone();
        environment.extend([
            ("MUSTER_LISTEN", format!("127.0.0.1:{port}")),
            ("MUSTER_OUTBOX", outbox.to_str().expect("a path in UTF-8").to_owned()),
            (SIGNING_SECRET, app.signing_secret.clone()),
        ]);
        let log = folder.join(format!("{name}.log"));
        Self {
            name: name.to_owned(),
            process: Process::new("muster-starter", &["serve"], &environment, Some(&log)),
            outbox,
            app,
            client: temporal::http_client().expect("an HTTP client"),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Slack reaches it by Socket Mode, and no other way.
    #[must_use]
    pub fn by_socket(mut self) -> Self {
        self.process.set("MUSTER_SLACK_APP_TOKEN", "xapp-sandbox");
        self.process.unset(SIGNING_SECRET);
        self
    }

    /// It trusts no certificate but those of the system.
    #[must_use]
    pub fn trusting_only_the_system(mut self) -> Self {
        self.process.unset("SSL_CERT_FILE");
        self
    }

    /// How Slack reaches it by HTTP.
    pub fn app(&self) -> App {
        self.app.clone()
    }

    /// Starts it, and waits until it can take a declaration.
    pub async fn start(&mut self) {
        self.process.spawn();
        until("the starter is ready", async || self.readiness().await).await;
    }

    /// What it says of itself while it is ready.
    pub async fn readiness(&self) -> Option<String> {
        let ready = self.client.get(format!("{}/readyz", self.app.url)).send().await.ok()?;
        ready.error_for_status().ok()?.text().await.ok()
    }

    /// Whether it is ready, and has delivered everything.
    pub async fn has_delivered(&self) -> bool {
        self.readiness().await.is_some_and(|says| says.contains("outbox: ready, 0 to deliver"))
    }

    /// Kills it, as a power cut does.
    pub async fn kill(&mut self) {
        self.process.kill().await;
    }

    /// How much is in its outbox, while it is killed.
    pub async fn undelivered(&self) -> i64 {
        let outbox = Outbox::open(&self.outbox).await.expect("the outbox of a starter that is gone");
        outbox.waiting().await.expect("the outbox can be read")
    }
}

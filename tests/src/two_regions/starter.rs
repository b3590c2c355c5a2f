use std::path::Path;

use muster_sandbox::{App, temporal};

use crate::{Process, environment::Environment, until};

/// `muster-starter serve`, which can be killed and started again with the same outbox.
pub struct Starter {
    process: Process,
    app: App,
    client: reqwest::Client,
}

/// How Slack reaches a starter.
pub(super) enum Reach {
    /// At its address, once the sandbox is told of it.
    Http,
    /// By Socket Mode.
    Sockets,
}

impl Starter {
    pub(super) fn new(name: &str, reach: Reach, environment: &Environment, folder: &Path) -> Self {
        let port = temporal::pick_ports(&[0]).expect("a free port")[0];
        let app = App::at(format!("http://127.0.0.1:{port}"));
        let outbox = folder.join(format!("{name}-outbox.db"));
        let mut environment = environment.clone();
        environment.extend([
            ("MUSTER_LISTEN", format!("127.0.0.1:{port}")),
            ("MUSTER_OUTBOX", outbox.to_str().expect("a path in UTF-8").to_owned()),
            match reach {
                Reach::Http => ("MUSTER_SLACK_SIGNING_SECRET", app.signing_secret.clone()),
                Reach::Sockets => ("MUSTER_SLACK_APP_TOKEN", "xapp-sandbox".to_owned()),
            },
        ]);
        let log = folder.join(format!("{name}.log"));
        Self {
            process: Process::new("muster-starter", &["serve"], &environment, Some(&log)),
            app,
            client: temporal::http_client().expect("an HTTP client"),
        }
    }

    /// How Slack reaches it.
    pub fn app(&self) -> App {
        self.app.clone()
    }

    /// Starts it, and waits until it can take a declaration.
    pub async fn start(&mut self) {
        self.process.spawn();
        until("the starter is ready", async || {
            let ready = self.client.get(format!("{}/readyz", self.app.url)).send().await.ok()?;
            ready.status().is_success().then_some(())
        })
        .await;
    }

    /// Kills it, as a power cut does.
    pub async fn kill(&mut self) {
        self.process.kill().await;
    }

    /// Whether it is up.
    pub fn is_up(&self) -> bool {
        self.process.is_up()
    }
}

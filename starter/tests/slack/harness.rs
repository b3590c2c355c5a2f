//! A starter between the sandbox's Slack and a Temporal that hears everything and answers nothing.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use muster_sandbox::{App as Installed, Options, Sandbox};
use muster_starter::{
    Pace, Slack, SocketMode,
    alerts::Sources,
    incidents::Incidents,
    intake::Intake,
    outbox::Outbox,
    page::SignIn,
    plans::Plans,
    regions::Regions,
    runbooks::Runbooks,
    serve::{self, App, Limits},
    temporal::Temporal,
};
use serde_json::{Value, json};
use temporalio_client::{ClientOptions, ConnectionOptions};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};

use crate::sign_in;

pub(crate) const SECRET: &str = "sandbox-signing-secret";
pub(crate) const ALERTS_TOKEN: &str = "alerts-token";

const PLAN: &str = r##"
incidents_channel = "#incidents"
ticket = { project = "INC", issue_type = "Incident" }
post_mortem = { space = "SP" }
meeting = { hosts = ["host@example.test"] }
services = [{ id = "checkout", name = "Checkout" }]
origins = [{ id = "internal", name = "Internal" }]

[[severity]]
level = 1
name = "Severity 1"
description = "Major service disruption, no workaround"
open = { channel = {}, announcement = {} }
close = { resolution = {} }
"##;

/// How a starter differs from the usual one.
pub(crate) struct Setup {
    /// For how much its outbox has room.
    pub(crate) room: i64,
    /// What it takes on at once.
    pub(crate) limits: Limits,
    /// Slack reaches it by Socket Mode, at this pace, and not by HTTP.
    pub(crate) sockets: Option<Pace>,
    /// Its Slack, where that is not the sandbox's.
    pub(crate) slack: Option<String>,
    /// It heals by an example of a runbook, and monitors may tell it.
    pub(crate) heals: bool,
    /// People sign in to it, and this is what Slack knows it by.
    pub(crate) client_secret: Option<String>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            room: 100,
            limits: Limits::default(),
            sockets: None,
            slack: None,
            heals: false,
            client_secret: None,
        }
    }
}

/// A starter.
pub(crate) struct Starter {
    /// Where it listens.
    pub(crate) url: String,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
    folder: tempfile::TempDir,
}

impl Starter {
    async fn start(setup: Setup, sandbox: &Sandbox, temporal: &TcpListener) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let plan = folder.path().join("plan.toml");
        std::fs::write(&plan, PLAN).unwrap();
        let target = format!("http://{}", temporal.local_addr().unwrap()).parse::<url::Url>().unwrap();
        let temporal =
            Temporal::at(ConnectionOptions::new(target).build(), ClientOptions::new("default").build());

        let api = setup.slack.unwrap_or_else(|| sandbox.slack_url());
        let slack = Slack::new(&api.parse().unwrap(), &"xoxb-sandbox".into()).unwrap();
        let regions = Regions::new([Incidents::new("default", temporal, "muster")]);
        let outbox = Outbox::open(&folder.path().join("outbox.db")).await.unwrap().with_room_for(setup.room);
        let app = App::new(slack, Intake::new(regions, outbox), Plans::read(plan).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let app = match setup.sockets {
            Some(pace) => app.by_sockets(SocketMode::new(&"xapp-sandbox".into()).at_pace(pace)),
            None => {
                sandbox.set_app(Installed::at(url.as_str()));
                app.by_http(SECRET.into())
            }
        };
        let app = if setup.heals {
            let example = include_str!("../../../runbooks/examples/restart-web.toml");
            let runbook = example.replace("severity = 2", "severity = 1");
            let runbooks = folder.path().join("runbooks");
            std::fs::create_dir(&runbooks).unwrap();
            std::fs::write(runbooks.join("restart-web.toml"), runbook).unwrap();
            let sources = Sources { token: Some(ALERTS_TOKEN.into()), ..Sources::default() };
            app.healing(Runbooks::of(runbooks), sources)
        } else {
            app
        };
        let app = match &setup.client_secret {
            Some(secret) => app.with_page(SignIn::new(sign_in::settings(&url, &api, secret))),
            None => app,
        };
        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(async move {
            let stopped = async { stopped.await.unwrap() };
            serve::run_within(&setup.limits, listener, Arc::new(app), stopped).await;
        });
        Self { url, stop: Some(stop), server, folder }
    }

    /// Tells it to stop.
    pub(crate) fn tell_to_stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    /// Waits until it has stopped.
    pub(crate) async fn stopped(&mut self) {
        (&mut self.server).await.unwrap();
    }
}

/// A starter and the Slack that it is installed in.
pub(crate) struct Bench {
    /// Slack.
    pub(crate) sandbox: Sandbox,
    /// The starter.
    pub(crate) starter: Starter,
    /// Where it listens.
    pub(crate) url: String,
    /// Takes connections and answers nothing.
    silent_temporal: TcpListener,
}

impl Bench {
    pub(crate) async fn start() -> Self {
        Self::with(Setup::default()).await
    }

    /// One whose outbox has room for so much.
    pub(crate) async fn with_room_for(room: i64) -> Self {
        Self::with(Setup { room, ..Setup::default() }).await
    }

    /// One that takes on so much at once.
    pub(crate) async fn within(limits: Limits) -> Self {
        Self::with(Setup { limits, ..Setup::default() }).await
    }

    pub(crate) async fn with(setup: Setup) -> Self {
        // Another test of this process may have installed it.
        let _already: Result<(), _> = rustls::crypto::ring::default_provider().install_default();
        let sandbox = Sandbox::start(Options { event_retries: vec![Duration::ZERO], ..Options::default() })
            .await
            .unwrap();
        let silent_temporal = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let starter = Starter::start(setup, &sandbox, &silent_temporal).await;
        Self { sandbox, url: starter.url.clone(), starter, silent_temporal }
    }

    /// Another starter for the same Slack.
    pub(crate) async fn another(&self, setup: Setup) -> Starter {
        Starter::start(setup, &self.sandbox, &self.silent_temporal).await
    }

    /// What another starter of this bench, one that is a process, has to be told, but for how Slack reaches it.
    pub(crate) fn environment(&self) -> [(&'static str, String); 6] {
        [
            ("MUSTER_LISTEN", "127.0.0.1:0".to_owned()),
            ("MUSTER_OUTBOX", self.starter.folder.path().join("outbox-of-process.db").display().to_string()),
            ("MUSTER_PLAN", self.starter.folder.path().join("plan.toml").display().to_string()),
            ("MUSTER_SLACK_API_URL", self.sandbox.slack_url()),
            ("MUSTER_SLACK_TOKEN", "xoxb-sandbox".to_owned()),
            ("TEMPORAL_ADDRESS", format!("http://{}", self.silent_temporal.local_addr().unwrap())),
        ]
    }

    /// Acts as a person in Slack; what they are then shown.
    pub(crate) async fn act(&self, what: &str, body: Value) -> Value {
        self.sandbox.act(what, body).await.unwrap()
    }

    pub(crate) async fn command(&self, who: &str, text: &str) -> Value {
        self.act("command", json!({"as": who, "channel": "#general", "text": text})).await
    }

    /// What a person is told by the one message for them alone.
    pub(crate) fn told(shown: &Value) -> &str {
        let ephemerals = shown["ephemerals"].as_array().unwrap();
        assert_eq!(ephemerals.len(), 1, "{shown:#}");
        ephemerals[0]["text"].as_str().unwrap()
    }

    /// What Slack sends, signed at a time with a secret.
    pub(crate) async fn send(
        &self,
        path: &str,
        body: &str,
        secret: &str,
        timestamp: i64,
    ) -> reqwest::StatusCode {
        signed(&self.url, path, body, secret, timestamp).send().await.unwrap().status()
    }

    /// As [`Self::send`], rightly signed.
    pub(crate) async fn send_signed(&self, path: &str, body: &str) -> reqwest::StatusCode {
        self.send(path, body, SECRET, now()).await
    }

    /// Ends when the starter has turned to Temporal, which stays silent while the connection is kept.
    pub(crate) async fn temporal_is_asked(&self) -> TcpStream {
        self.silent_temporal.accept().await.unwrap().0
    }

    /// Ends when every fault has hit as often as it should.
    pub(crate) async fn faults_are_spent(&self) {
        let is_spent = async || self.sandbox.faults().rules().iter().all(|rule| rule.times == Some(0));
        until("every fault is spent", is_spent).await;
    }

    /// What became of each event that Slack sent, once so many have an answer: the status and the number of the
    /// repetition.
    pub(crate) async fn events_answered(&self, count: usize) -> Vec<(String, u64)> {
        tokio::time::timeout(Duration::from_secs(10), self.events(count)).await.expect("events are answered")
    }

    async fn events(&self, count: usize) -> Vec<(String, u64)> {
        let mut changes = self.sandbox.core().changes();
        loop {
            let dump = self.sandbox.dump();
            let deliveries = dump["slack"]["deliveries"].as_array().unwrap();
            let events: Vec<_> = deliveries
                .iter()
                .filter(|delivery| delivery["path"] == "/slack/events")
                .map(|event| {
                    (event["outcome"].as_str().unwrap().to_owned(), event["retry"].as_u64().unwrap())
                })
                .collect();
            if events.len() >= count {
                return events;
            }
            changes.changed().await.unwrap();
        }
    }
}

/// Waits until it is so.
pub(crate) async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let waited = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waited)
        .await
        .unwrap_or_else(|_| panic!("waited in vain: {what}"));
}

/// What Slack sends to a starter, signed at a time with a secret.
pub(crate) fn signed(
    url: &str,
    path: &str,
    body: &str,
    secret: &str,
    timestamp: i64,
) -> reqwest::RequestBuilder {
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("v0:{timestamp}:{body}").as_bytes());
    let signature = format!("v0={}", hex::encode(mac.finalize().into_bytes()));
    reqwest::Client::new()
        .post(format!("{url}/slack/{path}"))
        .header("x-slack-signature", signature)
        .header("x-slack-request-timestamp", timestamp.to_string())
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.to_owned())
}

/// Where Slack would take the answer to a press.
pub(crate) struct Ears {
    /// The address to answer at.
    pub(crate) url: String,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Ears {
    pub(crate) async fn open() -> Self {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/respond", listener.local_addr().unwrap());
        let hear = {
            let heard = Arc::clone(&heard);
            async move |said: String| {
                heard.lock().unwrap().push(said);
                "ok"
            }
        };
        let router = axum::Router::new().route("/respond", axum::routing::post(hear));
        tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        Self { url, heard }
    }

    /// What was answered so far.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

pub(crate) fn now() -> i64 {
    jiff::Timestamp::now().as_second()
}

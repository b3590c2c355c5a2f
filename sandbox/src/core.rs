//! What all parts of one sandbox share.

use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::clock::Clock;
use crate::confluence::Confluence;
use crate::faults::Faults;
use crate::jira::Jira;
use crate::log::Log;
use crate::options::{App, Options};
use crate::pagerduty::PagerDuty;
use crate::services::Services;
use crate::slack::Slack;
use crate::slack::socket::Sockets;
use crate::zoom::Zoom;

/// One sandbox's world: its clock, its faults, and what each system holds. Nothing is global, so that tests
/// run dozens side by side.
#[derive(Debug)]
pub struct Core {
    /// What everything is stamped with.
    pub clock: Clock,
    /// What goes wrong.
    pub faults: Faults,
    /// What was asked.
    pub log: Log,
    /// The WebSockets of the app, where it is in Slack's Socket Mode.
    pub sockets: Sockets,
    pub(crate) options: Options,
    /// Where the sandbox itself is reached, without a slash at the end.
    pub(crate) url: String,
    pub(crate) http: reqwest::Client,
    app: Mutex<Option<App>>,
    slack: Mutex<Slack>,
    jira: Mutex<Jira>,
    confluence: Mutex<Confluence>,
    zoom: Mutex<Zoom>,
    pagerduty: Mutex<PagerDuty>,
    services: Mutex<Services>,
    version: watch::Sender<u64>,
    tasks: Mutex<JoinSet<()>>,
}

impl Core {
    pub(crate) fn new(options: Options, url: String, http: reqwest::Client) -> Self {
        let clock = Clock::default();
        let faults = Faults::default();
        faults.set_latency(options.latency);
        let now = clock.now();
        Self {
            app: Mutex::new(options.app.clone()),
            slack: Mutex::new(Slack::seeded(now, options.crowd)),
            jira: Mutex::new(Jira::seeded(now, &url)),
            confluence: Mutex::new(Confluence::seeded(now, &url)),
            zoom: Mutex::new(Zoom::seeded(now, &url)),
            pagerduty: Mutex::default(),
            services: Mutex::default(),
            version: watch::Sender::new(0),
            tasks: Mutex::new(JoinSet::new()),
            log: Log::default(),
            sockets: Sockets::default(),
            clock,
            faults,
            options,
            url,
            http,
        }
    }

    /// Tells who listens (the page) that something is not as it was.
    pub fn changed(&self) {
        self.version.send_modify(|version| *version += 1);
    }

    /// A counter that rises with each change.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    /// The app that Slack calls, if one is installed.
    pub fn app(&self) -> Option<App> {
        lock(&self.app).clone()
    }

    pub(crate) fn set_app(&self, app: Option<App>) {
        *lock(&self.app) = app;
        self.changed();
    }

    /// Slack's state. Hold it briefly, never across an await.
    pub(crate) fn slack(&self) -> MutexGuard<'_, Slack> {
        lock(&self.slack)
    }

    /// Jira's state. Hold it briefly, never across an await.
    pub(crate) fn jira(&self) -> MutexGuard<'_, Jira> {
        lock(&self.jira)
    }

    /// Confluence's state. Hold it briefly, never across an await.
    pub(crate) fn confluence(&self) -> MutexGuard<'_, Confluence> {
        lock(&self.confluence)
    }

    /// Zoom's state. Hold it briefly, never across an await.
    pub(crate) fn zoom(&self) -> MutexGuard<'_, Zoom> {
        lock(&self.zoom)
    }

    /// PagerDuty's state. Hold it briefly, never across an await.
    pub(crate) fn pagerduty(&self) -> MutexGuard<'_, PagerDuty> {
        lock(&self.pagerduty)
    }

    /// The state of the company's services. Hold it briefly, never across an await.
    pub(crate) fn services(&self) -> MutexGuard<'_, Services> {
        lock(&self.services)
    }

    /// Runs beside the servers until it ends or the sandbox stops.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = lock(&self.tasks);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(task);
    }

    pub(crate) fn stop(&self) {
        lock(&self.tasks).abort_all();
    }

    /// The world as it was at the start; the clock, the app with its sockets, and the latency stay.
    pub(crate) fn reset(&self) {
        let now = self.clock.now();
        self.faults.clear();
        self.log.clear();
        *self.slack() = Slack::seeded(now, self.options.crowd);
        *self.jira() = Jira::seeded(now, &self.url);
        *self.confluence() = Confluence::seeded(now, &self.url);
        *self.zoom() = Zoom::seeded(now, &self.url);
        *self.pagerduty() = PagerDuty::default();
        *self.services() = Services::default();
        self.changed();
    }

    /// Everything the sandbox holds.
    pub fn dump(&self) -> Value {
        let mut slack = self.slack().dump();
        slack["sockets"] = self.sockets.dump();
        json!({
            "version": *self.version.borrow(),
            "clock": {"now": self.clock.now(), "offset_seconds": self.clock.offset().as_secs()},
            "app": self.app().map(|app| json!({"url": app.url})),
            "faults": self.faults.rules(),
            "latency_ms": u64::try_from(self.faults.latency().as_millis()).unwrap_or(u64::MAX),
            "slack": slack,
            "jira": self.jira().dump(),
            "confluence": self.confluence().dump(),
            "zoom": self.zoom().dump(),
            "pagerduty": self.pagerduty().dump(),
            "services": self.services().dump(),
            "requests": self.log.calls(),
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

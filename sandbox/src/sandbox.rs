//! One running sandbox.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::act::{self, Refused};
use crate::clock::Clock;
use crate::core::Core;
use crate::faults::Faults;
use crate::options::{App, Options};
use crate::slack::socket::Sockets;
use crate::{aws, confluence, controls, jira, page, pagerduty, server, services, slack, zoom};

/// A running sandbox; dropping it stops it.
#[derive(Debug)]
pub struct Sandbox {
    core: Arc<Core>,
    address: SocketAddr,
    server: JoinHandle<()>,
}

impl Sandbox {
    /// Binds and serves in background tasks.
    ///
    /// # Errors
    /// When the address cannot be bound.
    pub async fn start(options: Options) -> io::Result<Self> {
        let listener = TcpListener::bind(options.listen).await?;
        let address = listener.local_addr()?;
        let url = options.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
        let core = Arc::new(Core::new(options, url, http_client()?));
        let router = Router::new()
            .nest("/slack", slack::router(core.clone()))
            .nest("/jira", jira::router(core.clone()))
            .nest("/confluence", confluence::router(core.clone()))
            .nest("/zoom", zoom::router(core.clone()))
            .nest("/pagerduty", pagerduty::router(core.clone()))
            // Unlike `nest`, also what ends in the slash alone, as most of what AWS is asked does.
            .nest_service("/aws", aws::router(core.clone()))
            .nest("/services", services::router(core.clone()))
            .nest("/_sandbox", controls::router(core.clone()))
            .merge(slack::links())
            .merge(page::router());
        let server = tokio::spawn(server::serve(listener, router));
        Ok(Self { core, address, server })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its base, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.core.url
    }

    /// Where Slack's methods are: `{this}/chat.postMessage`.
    pub fn slack_url(&self) -> String {
        format!("{}/slack/api", self.url())
    }

    /// The clock that stamps what the sandbox holds.
    pub fn clock(&self) -> &Clock {
        &self.core.clock
    }

    /// What goes wrong.
    pub fn faults(&self) -> &Faults {
        &self.core.faults
    }

    /// Makes Jira's search lag so far behind its writes.
    pub fn set_search_lag(&self, lag: Duration) {
        self.core.jira().set_search_lag(lag);
        self.core.changed();
    }

    /// One of the company's services falls ill; a webhook with this verb makes it well again, or an operation of AWS's by
    /// which it is named.
    pub fn fall_ill(&self, service: &str, cure: Option<&str>) {
        self.core.services().fall_ill(service, cure.map(str::to_owned), self.core.clock.now());
        self.core.changed();
    }

    /// It is well again, by itself.
    pub fn recover(&self, service: &str) {
        self.core.services().recover(service);
        self.core.changed();
    }

    /// Somebody leaves the company: their account in Slack is deactivated, by their id. Whether there is one.
    pub fn deactivate(&self, user: &str) -> bool {
        let found = self
            .core
            .slack()
            .people
            .iter_mut()
            .find(|person| person.id == user)
            .map(|person| person.deleted = true);
        self.core.changed();
        found.is_some()
    }

    /// What webhooks to the company's services are signed with.
    pub fn webhook_secret(&self) -> &'static str {
        crate::services::WEBHOOK_SECRET
    }

    /// Installs the app that Slack calls.
    pub fn set_app(&self, app: App) {
        self.core.set_app(Some(app));
    }

    /// The WebSockets of the app, where it is in Slack's Socket Mode.
    pub fn sockets(&self) -> &Sockets {
        &self.core.sockets
    }

    /// Acts as a person in Slack, as the control `/_sandbox/act/{what}` does; returns what they are then shown.
    ///
    /// # Errors
    /// When Slack's client would not let them.
    pub async fn act(&self, what: &str, body: Value) -> Result<Value, Refused> {
        act::act(&self.core, what, body).await
    }

    /// What all parts share: the log of calls and the change broadcast.
    pub fn core(&self) -> &Core {
        &self.core
    }

    /// Everything it holds.
    pub fn dump(&self) -> Value {
        self.core.dump()
    }

    /// Stops serving and delivering at once.
    pub fn shutdown(self) {}
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.server.abort();
        self.core.stop();
    }
}

pub(crate) fn http_client() -> io::Result<reqwest::Client> {
    if rustls::crypto::CryptoProvider::get_default().is_none()
        && rustls::crypto::ring::default_provider().install_default().is_err()
    {
        tracing::debug!("another thread installed the TLS provider first, which serves as well");
    }
    reqwest::Client::builder().no_proxy().build().map_err(io::Error::other)
}

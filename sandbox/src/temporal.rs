//! A local Temporal server: finds one, or builds it once and keeps it, and starts it for as long as we live.
//!
//! Where it comes from, in this order:
//! 1. an address given ([`Options::address`], or `MUSTER_TEMPORAL_ADDRESS` by [`Options::from_env`]): used as it is;
//! 2. a `temporal` CLI on the PATH that carries a server able to skip time (server 1.32, which is CLI 1.9);
//! 3. the server built by Go into the user's cache folder, once.

mod cli;
mod config;
mod find;
mod go_built;
mod http;
mod launch;
mod namespace;
mod options;
mod outage;
mod ports;
mod supervised;
mod ui;
mod workflows;

use std::time::Instant;

use anyhow::{Context, Result};
use tokio::sync::OnceCell;

use self::find::Found;
pub use self::http::client as http_client;
use self::launch::Launched;
pub use self::options::Options;
pub use self::ports::pick as pick_ports;
pub use self::supervised::{Output, Supervised};
pub use self::workflows::Workflows;

/// The namespace that is registered and served.
pub const NAMESPACE: &str = "default";

/// A Temporal server that serves the namespace `default`. One that we started dies when this is dropped, and also
/// when our process ends in any other way.
#[derive(Debug)]
pub struct Server {
    address: String,
    http_address: Option<String>,
    ui_url: Option<String>,
    launched: Option<Launched>,
}

impl Server {
    /// Finds or starts a server and waits until the namespace is served. Says on stderr what it does.
    ///
    /// # Errors
    /// When there is no server to be had (the message says what to install), when one cannot be built, or when it
    /// does not serve in time (the message ends with its log).
    pub async fn start(options: Options) -> Result<Self> {
        let began = Instant::now();
        let server = match find::find(&options).await? {
            Found::Given { address, http_address, ui_url } => {
                Self::given(address, http_address, ui_url).await?
            }
            Found::Ours(program) => Self::launched(launch::until_served(&options, &program).await?),
        };
        let taken = began.elapsed().as_secs_f64();
        eprintln!("temporal: serves at {}, after {taken:.1} s", server.address);
        Ok(server)
    }

    /// The one server of this process, started at first use with what the environment says, and gone with the
    /// process: for tests, side by side in one binary.
    ///
    /// # Errors
    /// As [`Server::start`]; the next call tries again.
    pub async fn shared() -> Result<&'static Self> {
        static SHARED: OnceCell<Server> = OnceCell::const_new();
        SHARED.get_or_try_init(|| Self::start(Options::from_env())).await
    }

    async fn given(address: String, http_address: Option<String>, ui_url: Option<String>) -> Result<Self> {
        tokio::net::TcpStream::connect(&address).await.with_context(|| {
            format!("no Temporal server answers at {address}, which MUSTER_TEMPORAL_ADDRESS names")
        })?;
        if let Some(http_address) = &http_address {
            namespace::ensure(http_address).await?;
            namespace::served(http_address).await?;
        }
        Ok(Self { address, http_address, ui_url, launched: None })
    }

    fn launched(launched: Launched) -> Self {
        Self {
            address: launched.address.clone(),
            http_address: Some(launched.http_address.clone()),
            ui_url: launched.ui_url.clone(),
            launched: Some(launched),
        }
    }

    /// `host:port` of its gRPC API.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// `host:port` of its HTTP API; `None` where a given server's is not known.
    pub fn http_address(&self) -> Option<&str> {
        self.http_address.as_deref()
    }

    /// Where its Web UI is, if one was asked for.
    pub fn ui_url(&self) -> Option<&str> {
        self.ui_url.as_deref()
    }

    /// Waits until a process of it ends by itself, and says which. Never returns where we started none.
    pub async fn failed(&mut self) -> String {
        match &mut self.launched {
            Some(launched) => launched.failed().await,
            None => std::future::pending().await,
        }
    }

    /// Stops what we started, at once: nothing in it is kept.
    ///
    /// # Errors
    /// When a process cannot be waited for.
    pub async fn stop(self) -> Result<()> {
        match self.launched {
            Some(launched) => launched.stop().await,
            None => Ok(()),
        }
    }
}

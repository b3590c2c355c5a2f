//! Socket Mode: what Slack sends comes through connections that the starter opens, so that Slack needs no way in.
//!
//! The loop is Muster's own. slack-morphism's answers one envelope of a connection after the other, so that a slow one
//! makes the next miss Slack's 3 s; it closes a connection before it has the next; and it waits 30 s between two
//! attempts to connect.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use futures_util::future::join_all;
use secrecy::{ExposeSecret, SecretString};
use slack_morphism::SlackApiToken;
use tokio::{
    sync::oneshot,
    task::{JoinError, JoinSet},
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

use crate::serve::App;

mod connection;
mod frame;
mod open;
mod pace;
mod pauses;

use connection::Connection;
use frame::Reason;
pub use pace::Pace;
use pauses::Pauses;

/// That Slack is reached by Socket Mode, and how.
pub struct SocketMode {
    token: SlackApiToken,
    pace: Pace,
    connected: AtomicUsize,
}

impl SocketMode {
    /// With an app-level token, `xapp-…`.
    pub fn new(token: &SecretString) -> Self {
        let token = SlackApiToken::new(token.expose_secret().into());
        Self { token, pace: Pace::default(), connected: AtomicUsize::new(0) }
    }

    /// At another pace.
    #[must_use]
    pub fn at_pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }
}

/// How far Slack is reached at the moment.
impl fmt::Display for SocketMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let connected = self.connected.load(Ordering::Relaxed);
        write!(f, "Slack: {connected} of {} connections by Socket Mode", self.pace.connections)
    }
}

/// Answers what comes until the stop, and then what is under way, for so long at most.
pub(crate) async fn run(app: &Arc<App>, mode: &SocketMode, stop: &CancellationToken, drain: Duration) {
    let keeping = (0..mode.pace.connections).map(|_| keep(app, mode, stop, drain));
    join_all(keeping).await;
}

/// Keeps one connection open, whatever happens to it. Where Slack says beforehand that it will close it, the next
/// is open before.
async fn keep(app: &Arc<App>, mode: &SocketMode, stop: &CancellationToken, drain: Duration) {
    let mut connections = JoinSet::new();
    let mut pauses = Pauses::default();
    let reconnecting = async {
        loop {
            while let Some(ended) = connections.try_join_next() {
                ended_well(ended);
            }
            sleep(pauses.next(&mode.pace)).await;
            let socket = match open::open(app, mode).await {
                Ok(socket) => socket,
                Err(trouble) => {
                    trouble.log();
                    pauses.failed(trouble.pause(&mode.pace));
                    continue;
                }
            };
            tracing::info!("connected to Slack by Socket Mode");
            let opened = Instant::now();
            let (leaving, left) = oneshot::channel();
            let connection = Connection::new(socket, Arc::clone(app), mode.pace.clone(), leaving);
            connections.spawn(connection.serve(stop.clone(), drain));
            mode.connected.fetch_add(1, Ordering::Relaxed);
            // Nothing is said by one that broke.
            let reason = left.await.unwrap_or(Reason::Other);
            mode.connected.fetch_sub(1, Ordering::Relaxed);
            if reason.is_refusal() {
                pauses.failed(mode.pace.refused_pause);
            } else if opened.elapsed() < mode.pace.longest_pause {
                pauses.failed(Duration::ZERO);
            } else {
                pauses.held();
            }
        }
    };
    tokio::select! {
        () = stop.cancelled() => {}
        () = reconnecting => {}
    }
    while let Some(ended) = connections.join_next().await {
        ended_well(ended);
    }
}

fn ended_well(ended: Result<(), JoinError>) {
    if let Err(error) = ended {
        tracing::error!(%error, "a connection to Slack ended in a panic");
    }
}

//! A new connection.

use std::time::Duration;

use futures_util::StreamExt;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async_with_config,
    tungstenite::{self, Message, protocol::WebSocketConfig},
};

use super::{
    Pace, SocketMode,
    frame::{Frame, Reason},
};
use crate::{serve::App, slack::problem::SlackTrouble};

/// The most that is read at once: four times what is by HTTP, since what is larger costs the connection.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// What Slack answers where the token is the matter.
const WRONG_TOKEN: [&str; 8] = [
    "account_inactive",
    "invalid_auth",
    "missing_args",
    "missing_scope",
    "no_permission",
    "not_allowed_token_type",
    "not_authed",
    "token_revoked",
];

pub(super) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error(transparent)]
    Slack(#[from] SlackTrouble),
    #[error("the connection fails: {0}")]
    WebSocket(#[from] Box<tungstenite::Error>),
    #[error("the connection ended before Slack said hello")]
    NoHello,
    #[error("Slack closed it at once")]
    Closed(Reason),
    #[error("it took too long")]
    Slow,
}

/// Opens one, and waits until Slack has said hello.
pub(super) async fn open(app: &App, mode: &SocketMode) -> Result<Socket, Trouble> {
    timeout(mode.pace.connect_within, connect(app, mode)).await.unwrap_or(Err(Trouble::Slow))
}

async fn connect(app: &App, mode: &SocketMode) -> Result<Socket, Trouble> {
    let address = app.slack.socket_address(&mode.token).await?;
    let config = WebSocketConfig::default().max_message_size(Some(MOST_BYTES));
    let connected = connect_async_with_config(address.as_str(), Some(config), true).await;
    let (mut socket, _) = connected.map_err(Box::new)?;
    while let Some(message) = socket.next().await {
        let Message::Text(text) = message.map_err(Box::new)? else { continue };
        match serde_json::from_str(&text) {
            Ok(Frame::Hello) => return Ok(socket),
            Ok(Frame::Disconnect { reason }) => return Err(Trouble::Closed(reason)),
            _ => {}
        }
    }
    Err(Trouble::NoHello)
}

impl Trouble {
    /// How long to wait at least.
    pub(super) fn pause(&self, pace: &Pace) -> Duration {
        match self {
            Self::Slack(SlackTrouble::RateLimited(Some(told))) => *told,
            Self::Slack(SlackTrouble::RateLimited(None)) => pace.refused_pause,
            _ if self.is_refusal() => pace.refused_pause,
            _ => Duration::ZERO,
        }
    }

    /// Whether somebody has to change something first.
    fn is_refusal(&self) -> bool {
        match self {
            Self::Slack(SlackTrouble::Refused(word)) => WRONG_TOKEN.contains(&word.as_str()),
            Self::Closed(reason) => reason.is_refusal(),
            _ => false,
        }
    }

    /// What happened and, where somebody can do something about it, what.
    pub(super) fn log(&self) {
        match self {
            Self::Slack(SlackTrouble::Refused(word)) if self.is_refusal() => tracing::error!(
                word,
                "Slack refuses Socket Mode: MUSTER_SLACK_APP_TOKEN has to be an app-level token, xapp-…, of this app, \
                 with the scope connections:write"
            ),
            Self::Closed(reason) => reason.log(),
            trouble => tracing::warn!(%trouble, "no connection to Slack by Socket Mode; trying again"),
        }
    }
}

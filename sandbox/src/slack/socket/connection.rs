//! One open socket: what is sent over it, and what comes back.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Error;
use axum::extract::ws::{Message, WebSocket};
use serde_json::Value;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::oneshot;
use tokio::time::{Instant, interval_at, sleep_until, timeout};

use super::envelope::{Acknowledgement, Envelope};
use super::{DisconnectReason, Order, frame};
use crate::core::Core;
use crate::slack::deliver::Answer;

const PING: Duration = Duration::from_secs(5);
/// After so many pings to which nothing came back the app's machine is taken for dead.
const PINGS_IN_VAIN: u32 = 3;
/// How long the app has to close its end.
const FAREWELL: Duration = Duration::from_secs(1);

/// Serves a socket until it ends.
pub(super) async fn serve(core: Arc<Core>, socket: WebSocket) {
    let mut connection = Connection { socket, unacknowledged: BTreeMap::new() };
    let Some((id, mut orders, sockets)) = core.sockets.enter(core.clock.now()) else {
        connection.refuse().await;
        return;
    };
    core.changed();
    let ended = connection.run(frame::hello(sockets), &mut orders).await;
    core.sockets.leave(id);
    core.changed();
    match ended {
        Ok(End::Grace) => connection.close().await,
        Ok(End::Cut | End::Closed) => {}
        Err(error) => tracing::debug!(%error, id, "a socket ended early"),
    }
}

struct Connection {
    socket: WebSocket,
    unacknowledged: BTreeMap<String, Unacknowledged>,
}

/// Dropped, it tells who waits that there will be no acknowledgement.
struct Unacknowledged {
    answer: oneshot::Sender<Answer>,
    accepts_payload: bool,
}

/// How a socket ends.
enum End {
    /// The app has closed it, or is dead.
    Closed,
    /// It was told that it would be closed, and the grace is over.
    Grace,
    /// It is dropped without a word.
    Cut,
}

impl Connection {
    async fn run(&mut self, hello: Value, orders: &mut UnboundedReceiver<Order>) -> Result<End, Error> {
        self.say(&hello).await?;
        let mut pings = interval_at(Instant::now() + PING, PING);
        let mut pings_in_vain = 0;
        let mut closes_at = None;
        loop {
            tokio::select! {
                order = orders.recv() => match order {
                    Some(Order::Deliver(envelope, answer)) => self.deliver(envelope, answer).await?,
                    Some(Order::Disconnect(reason, grace)) => {
                        self.say(&frame::disconnect(reason)).await?;
                        closes_at = Some(Instant::now() + grace);
                    }
                    Some(Order::Cut) | None => return Ok(End::Cut),
                },
                heard = self.socket.recv() => {
                    let Some(heard) = heard else { return Ok(End::Closed) };
                    pings_in_vain = 0;
                    self.hear(&heard?);
                }
                _ = pings.tick() => {
                    if pings_in_vain == PINGS_IN_VAIN {
                        return Ok(End::Closed);
                    }
                    pings_in_vain += 1;
                    self.socket.send(Message::Ping("Ping from the sandbox".into())).await?;
                }
                () = over(closes_at) => return Ok(End::Grace),
            }
        }
    }

    async fn deliver(&mut self, envelope: Envelope, answer: oneshot::Sender<Answer>) -> Result<(), Error> {
        self.unacknowledged.retain(|_, other| !other.answer.is_closed());
        let Envelope { id, json, accepts_payload } = envelope;
        self.unacknowledged.insert(id, Unacknowledged { answer, accepts_payload });
        self.say(&json).await
    }

    fn hear(&mut self, heard: &Message) {
        let Message::Text(text) = heard else { return };
        let said = match serde_json::from_str::<Acknowledgement>(text) {
            Ok(said) => said,
            Err(error) => return tracing::debug!(%error, %text, "the app says what is no acknowledgement"),
        };
        match self.unacknowledged.remove(&said.envelope_id) {
            // Who waited may have given up in this moment.
            Some(waiting) => drop(waiting.answer.send(said.answer(waiting.accepts_payload))),
            None => tracing::debug!(id = said.envelope_id, "the app acknowledges what nobody waits for"),
        }
    }

    async fn say(&mut self, frame: &Value) -> Result<(), Error> {
        self.socket.send(Message::text(frame.to_string())).await
    }

    async fn refuse(mut self) {
        match self.say(&frame::disconnect(DisconnectReason::TooManyWebsockets)).await {
            Ok(()) => self.close().await,
            Err(error) => tracing::debug!(%error, "one socket too many ended early"),
        }
    }

    /// Closes as WebSockets do, and still takes what was on its way.
    async fn close(mut self) {
        let farewell = timeout(FAREWELL, async {
            self.socket.send(Message::Close(None)).await?;
            while let Some(heard) = self.socket.recv().await {
                self.hear(&heard?);
            }
            Ok::<(), Error>(())
        });
        if let Ok(Err(error)) = farewell.await {
            tracing::debug!(%error, "a socket ended before it was closed");
        }
    }
}

async fn over(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}

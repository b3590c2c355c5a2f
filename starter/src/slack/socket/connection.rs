//! One connection: envelopes come, several at once, and each is acknowledged when what was said is durable.

use std::{future::pending, sync::Arc, time::Duration};

use futures_util::{SinkExt, StreamExt};
use tokio::{
    sync::oneshot,
    task::{JoinError, JoinSet},
    time::{Instant, MissedTickBehavior, interval, sleep_until, timeout},
};
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_util::sync::CancellationToken;

use super::{
    Pace,
    frame::{Frame, Reason, Receipt},
    open::Socket,
};
use crate::{
    serve::App,
    slack::{
        answer::Answer,
        sent::{self, Sent},
    },
};

/// How long something may take to go out, and Slack to close its end.
const SAY_WITHIN: Duration = Duration::from_secs(3);

pub(super) struct Connection {
    socket: Socket,
    app: Arc<App>,
    pace: Pace,
    /// Told, at the latest by being dropped, when another connection has to take over.
    leaving: Option<oneshot::Sender<Reason>>,
    /// Each ends with what Slack is told.
    under_way: JoinSet<Option<String>>,
    heard: Instant,
    closes: Option<Instant>,
}

/// How a connection ends.
#[derive(Debug, thiserror::Error)]
enum End {
    #[error("Slack closed it")]
    Closed,
    #[error("{0}")]
    Broken(#[from] tungstenite::Error),
    #[error("nothing is heard from Slack any more")]
    Silent,
    #[error("nothing can be said any more")]
    Stuck,
    /// From here.
    #[error("it is over")]
    Over,
}

impl Connection {
    pub(super) fn new(socket: Socket, app: Arc<App>, pace: Pace, leaving: oneshot::Sender<Reason>) -> Self {
        let (under_way, heard) = (JoinSet::new(), Instant::now());
        Self { socket, app, pace, leaving: Some(leaving), under_way, heard, closes: None }
    }

    /// Answers until the connection ends, or the stop comes and nothing is under way any more.
    pub(super) async fn serve(mut self, stop: CancellationToken, drain: Duration) {
        match self.converse(&stop, drain).await {
            End::Over => self.close().await,
            end => tracing::info!(%end, "a connection to Slack has ended"),
        }
        drop(self.leaving.take());
        // What people said is done to its end: who got no answer says it again, and then it is done already.
        while let Some(answered) = self.under_way.join_next().await {
            if acknowledgement(answered).is_some() {
                tracing::warn!("done, and not acknowledged: the connection is gone");
            }
        }
    }

    async fn converse(&mut self, stop: &CancellationToken, drain: Duration) -> End {
        let mut pings = interval(self.pace.ping);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let said = tokio::select! {
                heard = self.socket.next() => match heard {
                    Some(Ok(message)) => {
                        self.hear(message);
                        continue;
                    }
                    Some(Err(error)) => return error.into(),
                    None => return End::Closed,
                },
                Some(answered) = self.under_way.join_next() => acknowledgement(answered).map(Message::text),
                _ = pings.tick() => {
                    if self.heard.elapsed() > self.pace.silence {
                        return End::Silent;
                    }
                    Some(Message::Ping("muster".into()))
                }
                // What Slack still sends is taken: nobody else would get it.
                () = stop.cancelled(), if !self.under_way.is_empty() && self.closes.is_none() => {
                    self.closes = Some(Instant::now() + drain);
                    None
                }
                () = stop.cancelled(), if self.under_way.is_empty() => return End::Over,
                () = at(self.closes) => return End::Over,
            };
            if let Some(said) = said {
                match timeout(SAY_WITHIN, self.socket.send(said)).await {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => return error.into(),
                    Err(_) => return End::Stuck,
                }
            }
        }
    }

    fn hear(&mut self, message: Message) {
        self.heard = Instant::now();
        // Pings are answered, and the closing finished, by the library.
        let Message::Text(text) = message else { return };
        let (receipt, sent) = match serde_json::from_str(&text) {
            Ok(Frame::EventsApi(envelope)) => envelope.event(),
            Ok(Frame::SlashCommands(envelope)) => envelope.command(),
            Ok(Frame::Interactive(envelope)) => envelope.interaction(),
            Ok(Frame::Disconnect { reason }) => return self.leave(reason),
            Ok(Frame::Hello | Frame::Other) => return,
            Err(error) => return tracing::warn!(%error, "Slack says what cannot be read"),
        };
        if self.under_way.len() < self.pace.envelopes {
            self.under_way.spawn(answer(Arc::clone(&self.app), receipt, sent));
        } else {
            tracing::error!("refused: too much of what Slack sent is under way");
        }
    }

    fn leave(&mut self, reason: Reason) {
        reason.log();
        self.closes.get_or_insert(Instant::now() + self.pace.linger);
        if let Some(leaving) = self.leaving.take()
            && leaving.send(reason).is_err()
        {
            tracing::debug!("nobody waits for a connection's end: the starter stops");
        }
    }

    async fn close(&mut self) {
        let closing = async {
            self.socket.close(None).await?;
            while let Some(message) = self.socket.next().await {
                message?;
            }
            Ok::<(), tungstenite::Error>(())
        };
        if let Ok(Err(error)) = timeout(SAY_WITHIN, closing).await {
            tracing::debug!(%error, "a connection to Slack ended before it was closed");
        }
    }
}

async fn answer(app: Arc<App>, receipt: Receipt, sent: serde_json::Result<Sent>) -> Option<String> {
    let answer = match sent {
        Ok(sent) => sent::answer(&app, sent).await,
        Err(error) => Answer::malformed("envelope", &error),
    };
    receipt.acknowledge(answer)
}

fn acknowledgement(answered: Result<Option<String>, JoinError>) -> Option<String> {
    answered.unwrap_or_else(|error| {
        tracing::error!(%error, "an envelope's answer ended in a panic");
        None
    })
}

async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => pending().await,
    }
}

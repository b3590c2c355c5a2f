//! One socket, as who has something for the app sees it.

use std::time::Duration;

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::{DisconnectReason, Envelope};
use crate::slack::deliver::{Answer, Failure};

/// What a socket is told to do.
#[derive(Debug)]
pub(super) enum Order {
    /// To send this, and to pass its acknowledgement on.
    Deliver(Envelope, oneshot::Sender<Answer>),
    /// To say that it will be closed, and to close after so long.
    Disconnect(DisconnectReason, Duration),
    /// To end without a word.
    Cut,
}

/// A socket to send one envelope over.
#[derive(Debug)]
pub(in crate::slack) struct Outlet {
    orders: UnboundedSender<Order>,
}

impl Outlet {
    pub(super) fn new(orders: UnboundedSender<Order>) -> Self {
        Self { orders }
    }

    /// Sends it and waits for its acknowledgement.
    pub(in crate::slack) async fn send(
        self,
        envelope: Envelope,
        within: Duration,
    ) -> Result<Answer, Failure> {
        let ended = || Failure::Connection("the socket ended before it acknowledged".to_owned());
        let (acknowledge, acknowledged) = oneshot::channel();
        self.orders.send(Order::Deliver(envelope, acknowledge)).map_err(|_| ended())?;
        match timeout(within, acknowledged).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) => Err(ended()),
            Err(_) => Err(Failure::Timeout),
        }
    }
}

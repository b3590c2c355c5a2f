//! Socket Mode: the app's WebSockets, over which it is sent what else would come to its URL.

mod connection;
mod envelope;
mod frame;
mod link;
mod outlet;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use uuid::Uuid;

pub(super) use envelope::Envelope;
pub(super) use link::router;
use outlet::Order;
pub(super) use outlet::Outlet;

/// How many an app may have open at once (SOURCES).
const MOST: usize = 10;
/// How long the address of a socket can be used, once.
const TICKET_LIFE: SignedDuration = SignedDuration::from_secs(30);

/// The WebSockets that the app has open.
#[derive(Debug, Default)]
pub struct Sockets {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    /// The addresses given out and not yet used.
    tickets: BTreeMap<String, Timestamp>,
    /// Oldest first.
    open: Vec<Open>,
    last_id: u64,
    turns: u64,
    in_use: bool,
}

/// One of them.
#[derive(Debug, Serialize)]
struct Open {
    id: u64,
    since: Timestamp,
    /// How many envelopes it was given.
    envelopes: u64,
    /// Whether it was told that it will be closed.
    leaving: bool,
    #[serde(skip)]
    last_turn: u64,
    #[serde(skip)]
    orders: UnboundedSender<Order>,
}

/// Which sockets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All that are open.
    All,
    /// The one of this id.
    One(u64),
}

/// Why Slack closes a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisconnectReason {
    /// It will, in about ten seconds.
    Warning,
    /// The socket has been open for hours: the app is to open another.
    RefreshRequested,
    /// Somebody has turned Socket Mode off.
    LinkDisabled,
    /// The app has ten others open.
    TooManyWebsockets,
}

impl Sockets {
    /// The ids of those that are open, oldest first.
    pub fn ids(&self) -> Vec<u64> {
        self.inner().open.iter().map(|open| open.id).collect()
    }

    /// Drops their TCP connections without a word; what they have not acknowledged has failed. Says how many.
    pub fn cut(&self, which: Which) -> usize {
        let mut inner = self.inner();
        let (cut, kept) = std::mem::take(&mut inner.open).into_iter().partition(|open| which.is(open.id));
        inner.open = kept;
        order(&cut, || Order::Cut)
    }

    /// Tells them that they will be closed, and closes them after the grace. Says how many.
    pub fn disconnect(&self, which: Which, reason: DisconnectReason, grace: Duration) -> usize {
        let mut told = 0;
        for open in self.inner().open.iter_mut().filter(|open| which.is(open.id)) {
            open.leaving = true;
            told += order(std::slice::from_ref(open), || Order::Disconnect(reason, grace));
        }
        told
    }

    /// Whether the app has ever asked for a socket.
    pub(super) fn are_in_use(&self) -> bool {
        self.inner().in_use
    }

    /// A ticket for one socket.
    pub(super) fn issue_ticket(&self, now: Timestamp) -> String {
        let mut inner = self.inner();
        inner.in_use = true;
        inner.tickets.retain(|_, at| is_valid(*at, now));
        let ticket = Uuid::new_v4().to_string();
        inner.tickets.insert(ticket.clone(), now);
        ticket
    }

    /// Uses a ticket, which works once.
    fn redeem(&self, ticket: &str, now: Timestamp) -> bool {
        self.inner().tickets.remove(ticket).is_some_and(|at| is_valid(at, now))
    }

    /// A new one: its id, what it is told to do, and how many there are with it. None where there are enough.
    fn enter(&self, now: Timestamp) -> Option<(u64, UnboundedReceiver<Order>, usize)> {
        let mut inner = self.inner();
        if inner.open.len() == MOST {
            return None;
        }
        let (orders, ordered) = unbounded_channel();
        inner.last_id += 1;
        let id = inner.last_id;
        let last_turn = inner.turns;
        inner.open.push(Open { id, since: now, envelopes: 0, leaving: false, last_turn, orders });
        Some((id, ordered, inner.open.len()))
    }

    /// One that is sent nothing more.
    fn leave(&self, id: u64) {
        self.inner().open.retain(|open| open.id != id);
    }

    /// The one whose turn it is; one that was told that it will be closed only where there is no other.
    pub(super) fn next(&self) -> Option<Outlet> {
        let mut inner = self.inner();
        inner.turns += 1;
        let turn = inner.turns;
        let next = inner.open.iter_mut().min_by_key(|open| (open.leaving, open.last_turn))?;
        next.last_turn = turn;
        next.envelopes += 1;
        Some(Outlet::new(next.orders.clone()))
    }

    pub(crate) fn dump(&self) -> serde_json::Value {
        serde_json::json!(self.inner().open)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Which {
    fn is(self, id: u64) -> bool {
        match self {
            Self::All => true,
            Self::One(one) => one == id,
        }
    }
}

fn is_valid(issued: Timestamp, now: Timestamp) -> bool {
    now.duration_since(issued) <= TICKET_LIFE
}

/// Gives each the order; one that has just ended by itself does not count.
fn order(sockets: &[Open], order: impl Fn() -> Order) -> usize {
    sockets.iter().filter(|open| open.orders.send(order()).is_ok()).count()
}

#[cfg(test)]
mod tests;

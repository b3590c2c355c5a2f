//! Meetings and who may host them.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

/// A licensed user.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Host {
    pub(super) id: &'static str,
    pub(super) email: &'static str,
}

pub(super) static HOSTS: [Host; 2] = [
    Host { id: "z8yAAAAA8bbbQ1", email: "zoom1@example.test" },
    Host { id: "z8yAAAAA8bbbQ2", email: "zoom2@example.test" },
];

/// The host of this id or e-mail address.
pub(super) fn host(id_or_email: &str) -> Option<&'static Host> {
    HOSTS.iter().find(|host| host.id == id_or_email || host.email.eq_ignore_ascii_case(id_or_email))
}

/// A kind of meeting, as Zoom numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Instant,
    Scheduled,
    /// Recurring, with no fixed time.
    Recurring,
}

impl Kind {
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Instant => 1,
            Self::Scheduled => 2,
            Self::Recurring => 3,
        }
    }

    pub(super) fn numbered(number: u64) -> Option<Self> {
        [Self::Instant, Self::Scheduled, Self::Recurring]
            .into_iter()
            .find(|kind| u64::from(kind.number()) == number)
    }

    /// How long after its time a meeting can still be joined: 30 days, a year where it recurs.
    fn life(self) -> SignedDuration {
        match self {
            Self::Recurring => SignedDuration::from_hours(365 * 24),
            _ => SignedDuration::from_hours(30 * 24),
        }
    }
}

/// A meeting.
#[derive(Debug)]
pub(super) struct Meeting {
    pub(super) id: u64,
    pub(super) host: &'static Host,
    pub(super) created: Timestamp,
    pub(super) details: Details,
    pub(super) password: String,
    pub(super) state: State,
    /// When it was last ended.
    pub(super) ended: Option<Timestamp>,
    /// Updates through the API, which count against the host's day.
    pub(super) updated: Vec<Timestamp>,
}

/// What its maker chose.
#[derive(Clone, Debug)]
pub(super) struct Details {
    pub(super) kind: Kind,
    pub(super) topic: String,
    pub(super) agenda: String,
    /// Only a scheduled meeting has one.
    pub(super) start: Option<Timestamp>,
    pub(super) minutes: u64,
    pub(super) timezone: String,
    pub(super) settings: Map<String, Value>,
}

/// Where a meeting is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Nobody is in it.
    Waiting,
    /// Somebody is in it.
    Started,
    /// Gone from the API.
    Deleted,
}

impl Meeting {
    /// When it is meant to begin.
    pub(super) fn begins(&self) -> Timestamp {
        self.details.start.unwrap_or(self.created)
    }

    /// Whether the API still knows it.
    pub(super) fn is_there(&self, now: Timestamp) -> bool {
        let instant_and_over = self.details.kind == Kind::Instant && self.ended.is_some();
        let lapsed = now.duration_since(self.begins()) > self.details.kind.life();
        self.state == State::Started || (self.state != State::Deleted && !instant_and_over && !lapsed)
    }

    /// One word for people: waiting, started, ended or deleted.
    pub(super) fn status(&self) -> &'static str {
        match self.state {
            State::Deleted => "deleted",
            State::Started => "started",
            State::Waiting if self.ended.is_some() => "ended",
            State::Waiting => "waiting",
        }
    }
}

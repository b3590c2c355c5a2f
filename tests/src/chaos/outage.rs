use std::{fmt, time::Duration};

use rand::{RngExt, rngs::ChaCha8Rng};

use super::span::{self, Span};

/// Something happens to a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outage {
    /// When.
    pub span: Span,
    /// What.
    pub kind: Kind,
}

/// What happens to a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Its worker is killed.
    NoWorker,
    /// Its Temporal server is killed.
    NoServer,
    /// Its Temporal server hangs: it takes what comes and answers nothing.
    Hangs,
    /// It is taken away: both are killed.
    Gone,
}

impl Outage {
    /// Whether nobody can be asked there.
    pub fn takes_the_server(self) -> bool {
        self.kind != Kind::NoWorker
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoWorker => "no worker",
            Self::NoServer => "no server",
            Self::Hangs => "hangs",
            Self::Gone => "gone",
        })
    }
}

/// One after the other, with the blackout among them.
pub(super) fn draw(rng: &mut ChaCha8Rng, length: Duration, blackout: Span) -> Vec<Outage> {
    let mut spans = span::draw(rng, length, 3_000..12_000, 300..7_000);
    span::insert(&mut spans, blackout);
    let mut outage = |span| {
        let kind = match rng.random_range(0..100) {
            _ if span == blackout => Kind::Gone,
            0..45 => Kind::NoWorker,
            45..65 => Kind::NoServer,
            65..80 => Kind::Hangs,
            _ => Kind::Gone,
        };
        Outage { span, kind }
    };
    spans.into_iter().map(&mut outage).collect()
}

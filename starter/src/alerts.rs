//! What monitors tell: each in its own words, by HTTP, known by what it proves to be. It is answered only when it is durable.

use std::collections::BTreeMap;

use jiff::Timestamp;
use muster_workflows::domain::{cut, runbook::SignedRequest};
use sha2::{Digest, Sha256};

mod alertmanager;
mod counts;
mod door;
mod http;
mod meant;
mod signed;
mod sns;
mod telling;

use counts::Counts;
pub use door::Sources;
pub(crate) use http::routes;
pub use sns::Sns;
use telling::Telling;

/// Bytes of a fingerprint.
const LONGEST_FINGERPRINT: usize = 100;
/// So much of what a monitor says people read, in characters.
const MOST_SAID: usize = 300;

/// What it takes to hear of alerts.
#[derive(Default)]
pub(crate) struct Alerts {
    /// Who may tell.
    pub(crate) sources: Sources,
    /// What keepers have not been told yet.
    telling: Telling,
    /// What became of what came.
    pub(crate) counts: Counts,
}

/// An alert of any monitor's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alert {
    /// By this its monitor knows it.
    fingerprint: String,
    /// What it is about.
    labels: BTreeMap<String, String>,
    /// When it began.
    since: Timestamp,
    /// Whether it is over.
    is_over: bool,
    /// What is wrong, in a sentence.
    says: String,
}

impl Alert {
    /// A signed request that a source knows by an id, and takes until then.
    fn request(source: &str, id: &str, until: Timestamp) -> SignedRequest {
        SignedRequest { id: Self::fingerprint(format!("{source} {id}")), until }
    }

    /// By which a monitor knows it. One that is long is known by its digest: it travels with each notice.
    fn fingerprint(text: String) -> String {
        if text.len() <= LONGEST_FINGERPRINT { text } else { hex::encode(Sha256::digest(text)) }
    }

    /// As much of what a monitor says as people read; else what it is called.
    fn said(words: Option<&str>, labels: &BTreeMap<String, String>) -> String {
        let name = || labels.get("alertname").map_or("an alert", String::as_str);
        let words = words.map(str::trim).filter(|words| !words.is_empty()).unwrap_or_else(name);
        cut(words, MOST_SAID)
    }
}

/// What came cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Unreadable(String);

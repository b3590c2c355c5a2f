//! What monitors tell: each in its own words, by HTTP, known by what it proves to be. It is answered only when it is durable.

use std::collections::BTreeMap;

use jiff::Timestamp;
use muster_workflows::domain::{
    cut,
    runbook::{Notice, SignedRequest},
};
use serde::Deserialize;
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

/// How it is, as most monitors write it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    #[default]
    Firing,
    Resolved,
}

impl Alert {
    /// One that travels with each notice: of what a monitor says, as much as people read; else what it is called. A fingerprint
    /// that is long is known by its digest.
    fn new(
        fingerprint: String,
        labels: BTreeMap<String, String>,
        since: Timestamp,
        is_over: bool,
        words: Option<&str>,
    ) -> Self {
        let name = || labels.get("alertname").map_or("an alert", String::as_str);
        let words = words.map(str::trim).filter(|words| !words.is_empty()).unwrap_or_else(name);
        let says = cut(words, Notice::MOST_SAID);
        Self { fingerprint: short(fingerprint), since, is_over, says, labels }
    }
}

/// A signed request that a source knows by an id, and takes until then.
fn signed_request(source: &str, id: &str, until: Timestamp) -> SignedRequest {
    SignedRequest { id: short(format!("{source} {id}")), until }
}

/// Or its digest, where it is long.
fn short(text: String) -> String {
    if text.len() <= LONGEST_FINGERPRINT { text } else { hex::encode(Sha256::digest(text)) }
}

/// What came cannot be read, or does not say what it is about.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Unreadable(String);

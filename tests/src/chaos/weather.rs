use std::time::Duration;

use muster_sandbox::{Fault, System, faults::When};
use rand::{RngExt, rngs::ChaCha8Rng, seq::IndexedRandom};

use super::span::{self, Span};

/// For a while, an outside system does something wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weather {
    /// When.
    pub span: Span,
    /// Which system.
    pub system: System,
    /// Which of its operations; `*` for all.
    pub operation: &'static str,
    /// What it does instead.
    pub fault: Fault,
}

/// What is worth breaking alone: what makes something, and what Muster looks at to make it once.
const OPERATIONS: [(System, &[&str]); 5] = [
    (
        System::Slack,
        &[
            "chat.postMessage",
            "chat.update",
            "chat.delete",
            "conversations.history",
            "conversations.create",
            "conversations.invite",
            "conversations.open",
            "bookmarks.add",
            "users.info",
            "views.open",
        ],
    ),
    (System::Jira, &["createIssue", "bulkFetchIssues", "addComment", "doTransition", "searchIssues"]),
    (System::Confluence, &["createPage", "getPages", "createOrUpdateAttachments"]),
    (System::Zoom, &["token", "meetingCreate", "meetings", "meetingStatus"]),
    (System::PagerDuty, &["enqueue"]),
];

/// Slack's errors that pass. The other vendors say so by the status.
const FOR_NOW: [&str; 4] = ["fatal_error", "internal_error", "request_timeout", "service_unavailable"];

/// Each system has weather of its own.
pub(super) fn draw(rng: &mut ChaCha8Rng, length: Duration) -> Vec<Weather> {
    let mut weather = Vec::new();
    for (system, operations) in OPERATIONS {
        for span in span::draw(rng, length, 1_500..9_000, 500..5_000) {
            let all = rng.random_bool(0.4);
            let operation = operations.choose(rng).filter(|_| !all).copied().unwrap_or("*");
            weather.push(Weather { span, system, operation, fault: fault(rng, system) });
        }
    }
    weather
}

fn fault(rng: &mut ChaCha8Rng, system: System) -> Fault {
    match rng.random_range(0..100) {
        0..20 => Fault::Status([500, 502, 503, 504].choose(rng).copied().unwrap_or(503)),
        20..30 => Fault::RateLimited(rng.random_range(1..=3)),
        30..38 => Fault::DelayMs(rng.random_range(500..8_000)),
        38..46 => Fault::LateMs(rng.random_range(500..8_000)),
        46..50 => Fault::Hang(true),
        50..62 => Fault::Drop(When::Before),
        62..85 => Fault::Drop(When::After),
        85..92 if system == System::Slack => {
            Fault::Error(FOR_NOW.choose(rng).copied().unwrap_or("internal_error").to_owned())
        }
        _ => Fault::Html(true),
    }
}

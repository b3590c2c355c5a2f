//! What the app is sent, by HTTP or by socket, with three seconds to answer; events come again.

mod http;

use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use tokio::time::sleep;

use super::reach::Reach;
use super::request::Request;
use super::socket::Envelope;
use super::subscription;
use crate::core::Core;
use crate::options::Options;

/// Older deliveries are forgotten.
const KEPT: usize = 500;

/// One request to the app, for the dump.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Delivery {
    /// `http` or `socket`.
    by: &'static str,
    /// The path behind the app's base, also where it is reached by socket.
    path: &'static str,
    /// The event's id, the command or the type of interaction.
    what: String,
    /// 0 at first, then as `X-Slack-Retry-Num`.
    retry: usize,
    /// By the sandbox's clock.
    at: Timestamp,
    /// The HTTP status (200 for an acknowledgement by socket), or why there is none.
    outcome: String,
    /// Real milliseconds.
    latency_ms: u64,
}

/// An event that comes again.
#[derive(Clone, Debug)]
pub(super) struct Retry {
    /// From 1.
    pub(super) number: usize,
    /// What became of the last attempt.
    pub(super) after: Failure,
}

/// Why the app has not answered as it should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    NoApp,
    Timeout,
    Connection(String),
    Status {
        status: u16,
        /// The app asked not to be sent this event again.
        no_retry: bool,
    },
}

impl Failure {
    fn describe(&self) -> String {
        match self {
            Self::NoApp => "no app".to_owned(),
            Self::Timeout => "timeout".to_owned(),
            Self::Connection(why) => why.clone(),
            Self::Status { status, .. } => status.to_string(),
        }
    }
}

/// The app's answer: of a request, its status a success; of an envelope, the payload of its acknowledgement.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) is_json: bool,
    pub(crate) body: String,
}

/// Sends the events that happened on their way, each with its retries.
pub(crate) fn flush(core: &Arc<Core>) {
    let envelopes: Vec<Value> = {
        let mut slack = core.slack();
        let mut events = std::mem::take(&mut slack.outbox);
        if !core.has_app() {
            return;
        }
        let Options { events: subscribed, scopes, .. } = &core.options;
        events.retain(|event| subscription::brings(event, subscribed, scopes, &slack));
        let now = core.clock.now();
        events.into_iter().map(|event| slack.envelope(event, now)).collect()
    };
    for envelope in envelopes {
        core.spawn(deliver_event(core.clone(), envelope));
    }
}

async fn deliver_event(core: Arc<Core>, envelope: Value) {
    let request = Request::Event(envelope);
    let Err(mut failure) = attempt(&core, &request, None).await else { return };
    for (index, delay) in core.options.event_retries.clone().into_iter().enumerate() {
        if matches!(failure, Failure::Status { no_retry: true, .. }) {
            return;
        }
        // Slack's own pauses before it delivers again.
        sleep(delay).await;
        match attempt(&core, &request, Some(&Retry { number: index + 1, after: failure })).await {
            Ok(_) => return,
            Err(again) => failure = again,
        }
    }
    tracing::debug!(event = request.what(), reason = failure.describe(), "the app never took the event");
}

/// Sends what a person did, once, as Slack does.
pub(crate) async fn send(core: &Core, request: &Request) -> Result<Answer, Failure> {
    attempt(core, request, None).await
}

async fn attempt(core: &Core, request: &Request, retry: Option<&Retry>) -> Result<Answer, Failure> {
    let (started, at) = (Instant::now(), core.clock.now());
    let reach = core.reach();
    let by = reach.name();
    let result = match reach {
        Reach::Socket(outlet) => outlet.send(Envelope::of(request, retry), core.options.answer_within).await,
        Reach::Http(app) => http::post(core, &app, request, retry).await,
        Reach::Unconnected => Err(Failure::Connection("no socket is connected".to_owned())),
        Reach::NoApp => Err(Failure::NoApp),
    };
    let delivery = Delivery {
        by,
        path: request.path(),
        what: request.what().to_owned(),
        retry: retry.map_or(0, |retry| retry.number),
        at,
        outcome: result.as_ref().map_or_else(Failure::describe, |_| "200".to_owned()),
        latency_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
    };
    {
        let mut slack = core.slack();
        if slack.deliveries.len() == KEPT {
            slack.deliveries.pop_front();
        }
        slack.deliveries.push_back(delivery);
    }
    core.changed();
    result
}

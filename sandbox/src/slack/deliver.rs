//! Requests to the app: signed, with three seconds to answer; events come again.

use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;
use reqwest::header::CONTENT_TYPE;
use serde::Serialize;
use serde_json::Value;
use tokio::time::sleep;

use super::sign::sign;
use crate::core::Core;

/// Older deliveries are forgotten.
const KEPT: usize = 500;

/// One request to the app, for the dump.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Delivery {
    /// The path behind the app's base.
    path: &'static str,
    /// The event's id, the command or the type of interaction.
    what: String,
    /// 0 at first, then as `X-Slack-Retry-Num`.
    retry: usize,
    /// By the sandbox's clock.
    at: Timestamp,
    /// The HTTP status, or why there is none.
    outcome: String,
    /// Real milliseconds.
    latency_ms: u64,
}

/// What a person's doing sends to the app, or an event.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) path: &'static str,
    pub(crate) content_type: &'static str,
    pub(crate) body: String,
    /// For the record of deliveries.
    pub(crate) what: String,
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
    /// `X-Slack-Retry-Reason`.
    fn retry_reason(&self) -> &'static str {
        match self {
            Self::Timeout => "http_timeout",
            Self::Connection(_) | Self::NoApp => "connection_failed",
            Self::Status { .. } => "http_error",
        }
    }

    fn describe(&self) -> String {
        match self {
            Self::NoApp => "no app".to_owned(),
            Self::Timeout => "timeout".to_owned(),
            Self::Connection(why) => why.clone(),
            Self::Status { status, .. } => status.to_string(),
        }
    }
}

/// The app's answer, its status a success.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) is_json: bool,
    pub(crate) body: String,
}

/// Sends the events that happened on their way, each with its retries.
pub(crate) fn flush(core: &Arc<Core>) {
    let envelopes: Vec<Value> = {
        let mut slack = core.slack();
        let events = std::mem::take(&mut slack.outbox);
        if core.app().is_none() {
            return;
        }
        let now = core.clock.now();
        events.into_iter().map(|event| slack.envelope(event, now)).collect()
    };
    for envelope in envelopes {
        core.spawn(deliver_event(core.clone(), envelope));
    }
}

async fn deliver_event(core: Arc<Core>, envelope: Value) {
    let request = Request {
        path: "/slack/events",
        content_type: "application/json",
        body: envelope.to_string(),
        what: envelope["event_id"].as_str().unwrap_or_default().to_owned(),
    };
    let Err(mut failure) = attempt(&core, &request, None).await else { return };
    for (index, delay) in core.options.event_retries.clone().into_iter().enumerate() {
        if matches!(failure, Failure::Status { no_retry: true, .. }) {
            return;
        }
        sleep(delay).await;
        match attempt(&core, &request, Some((index + 1, failure.retry_reason()))).await {
            Ok(_) => return,
            Err(again) => failure = again,
        }
    }
    tracing::debug!(event = request.what, reason = failure.describe(), "the app never took the event");
}

/// Sends what a person did, once, as Slack does.
pub(crate) async fn send(core: &Core, request: &Request) -> Result<Answer, Failure> {
    attempt(core, request, None).await
}

async fn attempt(core: &Core, request: &Request, retry: Option<(usize, &str)>) -> Result<Answer, Failure> {
    let (started, at) = (Instant::now(), core.clock.now());
    let result = post(core, request, retry).await;
    let delivery = Delivery {
        path: request.path,
        what: request.what.clone(),
        retry: retry.map_or(0, |(number, _)| number),
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

async fn post(core: &Core, request: &Request, retry: Option<(usize, &str)>) -> Result<Answer, Failure> {
    let app = core.app().ok_or(Failure::NoApp)?;
    // The app checks the stamp against real time, whatever the sandbox's clock says.
    let stamp = Timestamp::now().as_second();
    let mut post = core
        .http
        .post(format!("{}{}", app.url.trim_end_matches('/'), request.path))
        .timeout(core.options.answer_within)
        .header(CONTENT_TYPE, request.content_type)
        .header("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
        .header("X-Slack-Request-Timestamp", stamp)
        .header("X-Slack-Signature", sign(&app.signing_secret, stamp, &request.body))
        .body(request.body.clone());
    if let Some((number, reason)) = retry {
        post = post.header("X-Slack-Retry-Num", number).header("X-Slack-Retry-Reason", reason);
    }
    let response = post.send().await.map_err(|error| failure(&error))?;
    if !response.status().is_success() {
        let no_retry = response.headers().get("X-Slack-No-Retry").is_some_and(|value| value == "1");
        return Err(Failure::Status { status: response.status().as_u16(), no_retry });
    }
    let is_json = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/json"));
    let body = response.text().await.map_err(|error| failure(&error))?;
    Ok(Answer { is_json, body })
}

fn failure(error: &reqwest::Error) -> Failure {
    if error.is_timeout() { Failure::Timeout } else { Failure::Connection(error.to_string()) }
}

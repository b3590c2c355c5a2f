//! The shared HTTP client of all systems but Slack, and how their answers are read.

use std::time::Duration;

use jiff::Timestamp;
use muster_workflows::contract::System;
use reqwest::{Client, ClientBuilder, RequestBuilder, StatusCode, header::HeaderMap};
use serde::de::DeserializeOwned;
use url::Url;

use crate::failure::Failure;

mod words;

/// How long one call may take; an attempt of several has its own limit.
const CALL: Duration = Duration::from_secs(30);
/// How long it may take to reach anybody.
const CONNECT: Duration = Duration::from_secs(5);

/// The client that all systems but Slack share. The process must have a rustls provider installed.
///
/// # Errors
/// Where the system has no certificates to trust.
pub fn client() -> reqwest::Result<Client> {
    builder().build()
}

/// The same, before it is made: a test reaches others by it.
pub fn builder() -> ClientBuilder {
    Client::builder()
        .connect_timeout(CONNECT)
        .timeout(CALL)
        .user_agent(concat!("muster/", env!("CARGO_PKG_VERSION")))
        // An API that redirects is not the API: a login page would follow.
        .redirect(reqwest::redirect::Policy::none())
}

/// An address below a base; each segment is escaped.
pub(crate) fn below<'a>(base: &Url, segments: impl IntoIterator<Item = &'a str>) -> Url {
    let mut url = base.clone();
    // Only addresses that are no http have no path, and configuration refuses those.
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}

/// What a system answered, where it said yes.
#[derive(Debug)]
pub(crate) struct Answer {
    system: System,
    body: String,
}

/// Asks.
pub(crate) async fn send(system: System, request: RequestBuilder) -> Result<Answer, Failure> {
    let response = request.send().await.map_err(|error| unreachable(system, error))?;
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.text().await.map_err(|error| unreachable(system, error))?;
    if status.is_success() {
        Ok(Answer { system, body })
    } else {
        Err(refusal(system, status, &headers, &body))
    }
}

impl Answer {
    /// That it is done: the API answers nothing, or JSON of which nothing is needed.
    pub(crate) fn done(&self) -> Result<(), Failure> {
        match self.body.is_empty() {
            true => Ok(()),
            false => self.json::<serde::de::IgnoredAny>().map(drop),
        }
    }

    /// What the API promises to answer.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_json::from_str(&self.body).map_err(|error| match error.classify() {
            serde_json::error::Category::Data => {
                Failure::unexpected(self.system, format!("an answer that the API does not promise: {error}"))
            }
            // No JSON at all is not from the API but from what stands before it: a page that says to come again.
            _ => Failure::unavailable(
                self.system,
                format!("no JSON in the answer: {}", words::start(&self.body)),
            ),
        })
    }
}

pub(crate) fn unreachable(system: System, error: reqwest::Error) -> Failure {
    // The address can hold a search, and that names people.
    let error = error.without_url();
    let words = if error.is_timeout() {
        "no answer in time".to_owned()
    } else {
        std::iter::successors(Some(&error as &dyn std::error::Error), |error| error.source())
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(": ")
    };
    if error.is_builder() {
        Failure::unexpected(system, words)
    } else if error.is_connect() {
        Failure::unavailable(system, words)
    } else {
        Failure::unanswered(system, words)
    }
}

fn refusal(system: System, status: StatusCode, headers: &HeaderMap, body: &str) -> Failure {
    let (code, words) = words::of(status, body);
    match status {
        StatusCode::TOO_MANY_REQUESTS => Failure::rate_limited(system, retry_after(headers), words),
        StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::SERVICE_UNAVAILABLE => {
            Failure::unavailable(system, words)
        }
        _ if status.is_server_error() => Failure::unanswered(system, words),
        _ => Failure::refused(system, code.unwrap_or_else(|| status.as_str().to_owned()), words),
    }
}

/// Seconds; or a date, as HTTP (RFC 9110, 10.2.3) and, in another notation, Zoom allow.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(reqwest::header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = value
        .parse::<Timestamp>()
        .ok()
        .or_else(|| jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(value).ok())?;
    Some(date.duration_since(Timestamp::now()).try_into().unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderValue, RETRY_AFTER};

    use super::*;

    fn after(value: &'static str) -> Option<Duration> {
        retry_after(&HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(value))]))
    }

    #[test]
    fn retry_after_is_read_in_all_its_notations() {
        assert_eq!(after("7"), Some(Duration::from_secs(7)));
        assert_eq!(after("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
        assert_eq!(after("2020-08-31T00:00:00Z"), Some(Duration::ZERO));
        assert!(after("9990-01-01T00:00:00Z") > Some(Duration::from_secs(1_000_000)));
        assert_eq!(after("soon"), None);
    }
}

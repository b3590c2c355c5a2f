//! An event as it comes in, held to the specification.

use serde::Serialize;
use serde_json::Value;
use url::Url;

use super::ROUTING_KEY;

/// PagerDuty's limits, in characters.
const KEY_LENGTH: usize = 32;
const LONGEST_DEDUP_KEY: usize = 255;
const LONGEST_SUMMARY: usize = 1024;

const SEVERITIES: [&str; 4] = ["critical", "warning", "error", "info"];

/// What an event is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Action {
    Trigger,
    Acknowledge,
    Resolve,
}

/// An event that makes sense.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) action: Action,
    pub(super) dedup_key: String,
    /// Of a trigger.
    pub(super) payload: Option<Payload>,
    pub(super) client: Option<String>,
    pub(super) client_url: Option<String>,
    pub(super) links: Value,
}

/// What is wrong, as a trigger tells it.
#[derive(Debug, Default)]
pub(super) struct Payload {
    pub(super) summary: String,
    pub(super) severity: String,
    pub(super) source: String,
    pub(super) custom_details: Value,
}

impl Event {
    /// Reads an event; one without a key of its own gets this.
    ///
    /// # Errors
    /// Everything that is wrong with it, in PagerDuty's words.
    pub(super) fn read(body: &Value, new_key: impl FnOnce() -> String) -> Result<Self, Vec<String>> {
        let mut wrong = Vec::new();
        check_routing_key(body, &mut wrong);
        let action = action(body, &mut wrong);
        let key = text(body, "dedup_key").map(str::to_owned);
        match &key {
            None if matches!(action, Some(Action::Acknowledge | Action::Resolve)) => {
                wrong.push("'dedup_key' is missing or blank".to_owned());
            }
            Some(key) if key.chars().count() > LONGEST_DEDUP_KEY => {
                wrong.push(format!(
                    "Length of 'dedup_key' is incorrect (should be at most {LONGEST_DEDUP_KEY} characters)"
                ));
            }
            _ => {}
        }
        let payload = (action == Some(Action::Trigger)).then(|| Payload::read(&body["payload"], &mut wrong));
        check_links(body, &mut wrong);
        match action {
            Some(action) if wrong.is_empty() => Ok(Self {
                action,
                dedup_key: key.unwrap_or_else(new_key),
                payload,
                client: text(body, "client").map(str::to_owned),
                client_url: text(body, "client_url").map(str::to_owned),
                links: body["links"].clone(),
            }),
            _ => Err(wrong),
        }
    }
}

impl Payload {
    fn read(payload: &Value, wrong: &mut Vec<String>) -> Self {
        for field in ["summary", "source", "severity"] {
            if text(payload, field).is_none() {
                wrong.push(format!("'payload.{field}' is missing or blank"));
            }
        }
        // What is missing is noted as wrong already.
        let of = |field| text(payload, field).unwrap_or_default().to_owned();
        let (summary, severity) = (of("summary"), of("severity"));
        if summary.chars().count() > LONGEST_SUMMARY {
            wrong.push(format!(
                "Length of 'payload.summary' is incorrect (should be at most {LONGEST_SUMMARY} characters)"
            ));
        }
        if !severity.is_empty() && !SEVERITIES.contains(&severity.as_str()) {
            let one_of = "'critical', 'warning', 'error' or 'info'";
            wrong.push(format!("'payload.severity' is invalid (must be one of the following: {one_of})"));
        }
        if let Some(at) = text(payload, "timestamp")
            && at.parse::<jiff::Timestamp>().is_err()
        {
            wrong.push("'payload.timestamp' is invalid (must be an ISO 8601 date)".to_owned());
        }
        if !matches!(payload["custom_details"], Value::Null | Value::Object(_)) {
            wrong.push("'payload.custom_details' is invalid (must be an object)".to_owned());
        }
        Self { summary, severity, source: of("source"), custom_details: payload["custom_details"].clone() }
    }
}

fn check_routing_key(body: &Value, wrong: &mut Vec<String>) {
    match text(body, "routing_key") {
        None => wrong.push("'routing_key' is missing or blank".to_owned()),
        Some(key) if key.chars().count() != KEY_LENGTH => {
            wrong.push(format!("Length of 'routing_key' is incorrect (should be {KEY_LENGTH} characters)"));
        }
        Some(key) if key != ROUTING_KEY => wrong.push("Invalid routing key".to_owned()),
        Some(_) => {}
    }
}

fn action(body: &Value, wrong: &mut Vec<String>) -> Option<Action> {
    match text(body, "event_action") {
        Some("trigger") => return Some(Action::Trigger),
        Some("acknowledge") => return Some(Action::Acknowledge),
        Some("resolve") => return Some(Action::Resolve),
        None => wrong.push("'event_action' is missing or blank".to_owned()),
        Some(_) => {
            let one_of = "'trigger', 'acknowledge' or 'resolve'";
            wrong.push(format!("'event_action' is invalid (must be one of the following: {one_of})"));
        }
    }
    None
}

fn check_links(body: &Value, wrong: &mut Vec<String>) {
    let is_url = |url: &str| Url::parse(url).is_ok();
    let links_are_urls = match &body["links"] {
        Value::Null => true,
        Value::Array(links) => links.iter().all(|link| text(link, "href").is_some_and(is_url)),
        _ => false,
    };
    if !links_are_urls {
        wrong.push("'links' is invalid (must be an array of objects with an 'href')".to_owned());
    }
    if !body["client_url"].is_null() && !text(body, "client_url").is_some_and(is_url) {
        wrong.push("'client_url' is invalid (must be a URL)".to_owned());
    }
}

/// A field that is there and not blank.
fn text<'a>(of: &'a Value, field: &str) -> Option<&'a str> {
    of[field].as_str().filter(|text| !text.trim().is_empty())
}

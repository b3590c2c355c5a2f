//! Events as PagerDuty takes them, and its answer.

use jiff::Timestamp;
use muster_workflows::{
    contract::{
        Facts, System,
        pager::{DedupKey, Trigger},
    },
    domain::Severity,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// PagerDuty: characters of a summary.
const LONGEST_SUMMARY: usize = 1024;
/// By what PagerDuty names who sent the event.
const CLIENT: &str = "Muster";

/// An event without the key of who may send it.
#[derive(Debug, Serialize)]
pub(super) struct Event<'a> {
    event_action: &'static str,
    dedup_key: &'a DedupKey,
    #[serde(flatten)]
    alert: Option<Alert<'a>>,
}

/// What a trigger says of the alert.
#[derive(Debug, Serialize)]
struct Alert<'a> {
    payload: Payload<'a>,
    client: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Linked<'a>>,
}

#[derive(Debug, Serialize)]
struct Payload<'a> {
    summary: String,
    source: String,
    severity: &'static str,
    timestamp: Timestamp,
    custom_details: Details<'a>,
}

/// What people read beside the summary.
#[derive(Debug, Serialize)]
struct Details<'a> {
    reference: &'a str,
    title: &'a str,
    severity: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    services: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    declared_by: Option<&'a str>,
    declared_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    customers_affected_since: Option<Timestamp>,
}

#[derive(Debug, Serialize)]
struct Linked<'a> {
    href: &'a str,
    text: &'a str,
}

/// An event with the key of who may send it. It is never displayed.
#[derive(Serialize)]
pub(super) struct Signed<'a> {
    routing_key: &'a str,
    #[serde(flatten)]
    event: &'a Event<'a>,
}

impl<'a> Event<'a> {
    pub(super) fn trigger(trigger: &'a Trigger) -> Self {
        let links = trigger.links.iter().map(|link| Linked { href: &link.url, text: &link.name });
        let alert = Alert {
            payload: Payload::of(&trigger.facts),
            client: CLIENT,
            client_url: trigger.channel_url.as_deref(),
            links: links.collect(),
        };
        Self { event_action: "trigger", dedup_key: &trigger.key, alert: Some(alert) }
    }

    pub(super) fn acknowledge(key: &'a DedupKey) -> Self {
        Self { event_action: "acknowledge", dedup_key: key, alert: None }
    }

    pub(super) fn resolve(key: &'a DedupKey) -> Self {
        Self { event_action: "resolve", dedup_key: key, alert: None }
    }

    pub(super) fn key(&self) -> &DedupKey {
        self.dedup_key
    }

    pub(super) fn signed(&'a self, routing_key: &'a SecretString) -> Signed<'a> {
        Signed { routing_key: routing_key.expose_secret(), event: self }
    }
}

impl<'a> Payload<'a> {
    fn of(facts: &'a Facts) -> Self {
        Self {
            summary: summary(facts),
            // Where it is wrong; who does not know yet has no service to name.
            source: match facts.services.is_empty() {
                true => CLIENT.to_owned(),
                false => facts.services.join(", "),
            },
            severity: severity(facts.severity),
            timestamp: facts.declared_at,
            custom_details: Details {
                reference: facts.reference.as_str(),
                title: facts.title.as_str(),
                severity: &facts.severity_name,
                services: &facts.services,
                declared_by: (!facts.private).then_some(&facts.declared_by.name),
                declared_at: facts.declared_at,
                customers_affected_since: facts.impact.started_at,
            },
        }
    }
}

/// What is read out to who is woken.
fn summary(facts: &Facts) -> String {
    let Facts { reference, severity_name, title, .. } = facts;
    format!("{reference} ({severity_name}): {title}").chars().take(LONGEST_SUMMARY).collect()
}

/// As PagerDuty counts it.
fn severity(severity: Severity) -> &'static str {
    match severity.level() {
        1 => "critical",
        2 => "error",
        _ => "warning",
    }
}

/// What PagerDuty answers to an event that it takes.
#[derive(Debug, Deserialize)]
pub(super) struct Accepted {
    status: String,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    dedup_key: Option<String>,
}

impl Accepted {
    /// That it was this event.
    pub(super) fn check(self, key: &DedupKey) -> Result<(), Failure> {
        let Self { status, message, dedup_key } = self;
        if status != "success" {
            return Err(Failure::refused(System::Pager, &*status, message.as_deref().unwrap_or(&status)));
        }
        match dedup_key {
            Some(other) if other != key.as_str() => Err(Failure::unexpected(
                System::Pager,
                format!("an answer about another alert than {key}: {other}"),
            )),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use muster_workflows::domain::{Impact, Link, Person, Title};

    use super::*;

    fn trigger(level: u8, services: &[&str]) -> Trigger {
        let facts = Facts {
            id: "V0SAMPLE".parse().unwrap(),
            reference: "INC-K7F3QD".parse().unwrap(),
            title: Title::new("Checkout <!channel> is down").unwrap(),
            severity: Severity::try_from(level).unwrap(),
            severity_name: "Major".to_owned(),
            services: services.iter().map(|name| (*name).to_owned()).collect(),
            service_ids: Vec::new(),
            declared_by: Person::in_slack("U0ADA", "Ada Lovelace"),
            declared_at: "2026-11-22T18:05:03Z".parse().unwrap(),
            impact: Impact::default(),
            drill: false,
            private: false,
        };
        let url = "https://example.test/archives/C1".to_owned();
        let links = vec![Link { name: "#inc-checkout".to_owned(), url: url.clone() }];
        Trigger { key: DedupKey::of(&facts.id), facts, links, channel_url: Some(url) }
    }

    fn sent(event: &Event<'_>) -> serde_json::Value {
        serde_json::to_value(event.signed(&"0123456789abcdef0123456789abcdef".into())).unwrap()
    }

    #[test]
    fn a_trigger_says_what_is_wrong_and_where_to_go() {
        insta::assert_json_snapshot!(sent(&Event::trigger(&trigger(1, &["Checkout", "Search"]))));
    }

    #[test]
    fn a_trigger_for_a_private_incident_does_not_say_who_declared_it() {
        let mut private = trigger(1, &[]);
        private.facts.private = true;
        let details = sent(&Event::trigger(&private))["payload"]["custom_details"].clone();
        assert_eq!(details.get("declared_by"), None, "{details}");
    }

    #[test]
    fn what_is_said_of_an_alert_needs_no_more_than_its_key() {
        let key = DedupKey::of(&"V0SAMPLE".parse().unwrap());
        for (event, action) in [(Event::acknowledge(&key), "acknowledge"), (Event::resolve(&key), "resolve")]
        {
            let expected = serde_json::json!({
                "routing_key": "0123456789abcdef0123456789abcdef",
                "event_action": action,
                "dedup_key": "muster-V0SAMPLE",
            });
            assert_eq!(sent(&event), expected);
        }
    }

    #[test]
    fn severities_are_as_pagerduty_counts_them_and_a_source_is_always_named() {
        for (level, expected) in [(1, "critical"), (2, "error"), (3, "warning"), (9, "warning")] {
            let payload = &sent(&Event::trigger(&trigger(level, &[])))["payload"];
            assert_eq!((&payload["severity"], &payload["source"]), (&expected.into(), &"Muster".into()));
        }
    }

    #[test]
    fn a_long_summary_is_cut() {
        let mut long = trigger(1, &[]);
        long.facts.severity_name = "é".repeat(2000);
        assert_eq!(summary(&long.facts).chars().count(), LONGEST_SUMMARY);
    }

    #[test]
    fn only_the_word_that_this_event_is_taken_counts() {
        let key = DedupKey::of(&"V0SAMPLE".parse().unwrap());
        let check = |answer: &str| serde_json::from_str::<Accepted>(answer).unwrap().check(&key);
        assert_eq!(check(r#"{"status":"success","dedup_key":"muster-V0SAMPLE"}"#), Ok(()));
        assert_eq!(check(r#"{"status":"success"}"#), Ok(()));
        let refused = check(r#"{"status":"invalid event","message":"Event object is invalid"}"#).unwrap_err();
        assert_eq!(refused.to_string(), "PagerDuty: Event object is invalid");
        assert!(!check(r#"{"status":"success","dedup_key":"srv01"}"#).unwrap_err().is_for_now());
    }
}

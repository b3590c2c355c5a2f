//! Prometheus Alertmanager's webhook, version 4, which Grafana speaks too:
//! <https://prometheus.io/docs/alerting/latest/configuration/#webhook_config>.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use super::{Alert, Status, Unreadable};

#[derive(Deserialize)]
struct Group {
    alerts: Vec<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct One {
    status: Status,
    labels: BTreeMap<String, String>,
    #[serde(default)]
    annotations: BTreeMap<String, String>,
    starts_at: Timestamp,
    fingerprint: String,
}

/// The alerts of a group. One that cannot be read takes none of the others along.
pub(super) fn read(body: &[u8]) -> Vec<Result<Alert, Unreadable>> {
    match serde_json::from_slice(body) {
        Ok(Group { alerts }) => alerts.into_iter().map(read_one).collect(),
        Err(error) => vec![Err(Unreadable(error.to_string()))],
    }
}

fn read_one(value: serde_json::Value) -> Result<Alert, Unreadable> {
    serde_json::from_value(value).map(alert).map_err(|error| Unreadable(error.to_string()))
}

fn alert(One { status, labels, annotations, starts_at, fingerprint }: One) -> Alert {
    let words = annotations.get("summary").or_else(|| annotations.get("description"));
    let is_over = status == Status::Resolved;
    Alert::new(fingerprint, labels, starts_at, is_over, words.map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As Alertmanager sends it.
    const SENT: &str = r#"{
        "version": "4", "groupKey": "{}:{alertname=\"Errors\"}", "truncatedAlerts": 0, "status": "firing",
        "receiver": "muster", "groupLabels": {"alertname": "Errors"}, "commonLabels": {"alertname": "Errors"},
        "commonAnnotations": {}, "externalURL": "http://alertmanager:9093",
        "alerts": [
            {"status": "firing", "labels": {"alertname": "Errors", "instance": "web-1"},
             "annotations": {"summary": "17 % of the answers are errors"}, "startsAt": "2026-11-27T09:00:00.123Z",
             "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "http://prometheus:9090/graph", "fingerprint": "f1"},
            {"status": "resolved", "labels": {"alertname": "Errors", "instance": "web-2"}, "annotations": {},
             "startsAt": "2026-11-27T08:00:00Z", "endsAt": "2026-11-27T08:30:00Z", "generatorURL": "", "fingerprint": "f2"}
        ]}"#;

    #[test]
    fn a_group_is_read() {
        let alerts: Vec<_> = read(SENT.as_bytes()).into_iter().map(Result::unwrap).collect();
        let read: Vec<_> = alerts
            .iter()
            .map(|alert| (alert.fingerprint.as_str(), alert.is_over, alert.says.as_str()))
            .collect();
        assert_eq!(read, [("f1", false, "17 % of the answers are errors"), ("f2", true, "Errors")]);
        assert_eq!(alerts[0].labels["instance"], "web-1");
        assert_eq!(alerts[0].since, "2026-11-27T09:00:00.123Z".parse().unwrap());
    }

    #[test]
    fn one_that_cannot_be_read_takes_none_along() {
        let read = read(SENT.replace("resolved", "burning").as_bytes());
        assert_eq!(read.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn what_is_none_is_refused() {
        for bad in [
            "",
            "{}",
            "[]",
            r#"{"alerts": [{}]}"#,
            &SENT.replace("\"firing\"", "5").replace("\"resolved\"", "5"),
            &SENT.replace("f1\"", "f1"),
        ] {
            let read = read(bad.as_bytes());
            assert!(!read.is_empty() && read.iter().all(Result::is_err), "{bad}");
        }
    }
}

//! Any other monitor, signed as <https://www.standardwebhooks.com> says. Muster's own words.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use super::{Alert, Status, Unreadable};

/// One alert.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    /// By this the monitor knows it: the same of what goes on.
    fingerprint: String,
    #[serde(default)]
    status: Status,
    labels: BTreeMap<String, String>,
    /// When it began.
    since: Timestamp,
    /// What is wrong, in a sentence.
    #[serde(default)]
    summary: Option<String>,
}

/// The alert.
pub(super) fn read(body: &[u8]) -> Result<Alert, Unreadable> {
    let one: One = serde_json::from_slice(body).map_err(|error| Unreadable(error.to_string()))?;
    let One { fingerprint, status, labels, since, summary } = one;
    if fingerprint.trim().is_empty() {
        return Err(Unreadable("there is no fingerprint in it".to_owned()));
    }
    Ok(Alert::new(fingerprint, labels, since, status == Status::Resolved, summary.as_deref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alert_is_read_or_refused() {
        let good =
            r#"{"fingerprint": "f", "labels": {"alertname": "Errors"}, "since": "2026-11-27T09:00:00Z"}"#;
        let alert = read(good.as_bytes()).unwrap();
        assert_eq!((alert.is_over, alert.says.as_str()), (false, "Errors"));
        let over = good.replace("\"labels\"", "\"status\": \"resolved\", \"labels\"");
        assert!(read(over.as_bytes()).unwrap().is_over);
        for bad in [
            "",
            "{}",
            &good.replace("2026-11-27T09:00:00Z", "yesterday"),
            &good.replace("\"f\"", "\" \""),
            &good.replace("\"labels\"", "\"lables\""),
        ] {
            assert!(read(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}

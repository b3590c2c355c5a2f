//! For which runbooks an alert is, and about which of their targets.

use std::collections::BTreeMap;

use muster_workflows::domain::runbook::{
    AlertPattern, Notice, Runbook, RunbookName, SignedRequest, Source, Target, Trigger,
};

use super::{Alert, Unreadable};
use crate::runbooks::Books;

/// What each runbook's keeper is to hear of these alerts, which came by this request; and why it does not hear of one that is
/// for it.
pub(super) fn by_runbook(
    alerts: &[Alert],
    request: Option<&SignedRequest>,
    books: &Books,
) -> (BTreeMap<RunbookName, Vec<Notice>>, Vec<Unreadable>) {
    let (mut notices, mut unclear) = (BTreeMap::<_, Vec<_>>::new(), Vec::new());
    for (name, runbook) in books {
        for alert in alerts {
            match notice(alert, request, runbook) {
                Ok(None) => {}
                Ok(Some(notice)) => notices.entry(name.clone()).or_default().push(notice),
                Err(why) => {
                    let fingerprint = &alert.fingerprint;
                    unclear.push(Unreadable(format!(
                        "the alert {fingerprint:?} is for the runbook {name}, but {why}"
                    )));
                }
            }
        }
    }
    (notices, unclear)
}

/// By the first trigger that it fits; none where that is for other targets, or there is none.
fn notice(
    alert: &Alert,
    request: Option<&SignedRequest>,
    runbook: &Runbook,
) -> Result<Option<Notice>, String> {
    let fits = runbook.trigger.iter().enumerate().find_map(|(index, trigger)| match trigger {
        Trigger::Alert(pattern) if pattern.matches(&alert.labels) => Some((index, pattern)),
        Trigger::Alert(_) | Trigger::Schedule(_) => None,
    });
    let Some((index, pattern)) = fits else { return Ok(None) };
    let target = target(alert, pattern, runbook)?;
    Ok(runbook.is_for(&target).then(|| Notice {
        target,
        from: Source::Trigger(index),
        fingerprint: alert.fingerprint.clone(),
        since: alert.since,
        is_over: alert.is_over,
        says: alert.says.clone(),
        request: request.cloned(),
    }))
}

fn target(alert: &Alert, pattern: &AlertPattern, runbook: &Runbook) -> Result<Target, String> {
    match (&pattern.target, runbook.targets.as_slice()) {
        (Some(label), _) => match alert.labels.get(label) {
            Some(value) => value.parse().map_err(|invalid| format!("its label {label:?}: {invalid}")),
            None => Err(format!("it has no label {label:?}, which names the target")),
        },
        (None, [only]) => Ok(only.clone()),
        (None, _) => Err("nothing names the target".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn books(change: impl FnOnce(&mut Value)) -> Books {
        let mut runbook = json!({
            "description": "So",
            "trigger": [
                { "alert": { "labels": { "alertname": "Errors", "env": "prod*" }, "target": "instance" } },
                { "alert": { "labels": { "alertname": "Slow" }, "target": "instance" } },
            ],
            "action": [], "verify": { "probe": [] },
        });
        change(&mut runbook);
        Books::from([("web".parse().unwrap(), serde_json::from_value(runbook).unwrap())])
    }

    /// The target and the trigger of each notice that a runbook gets; why it gets none.
    fn noticed(labels: &[(&str, &str)], books: &Books) -> Result<Vec<(String, Source)>, String> {
        let labels = labels.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect();
        let alert = Alert {
            fingerprint: "f".to_owned(),
            labels,
            since: "2026-11-27T09:00:00Z".parse().unwrap(),
            is_over: false,
            says: "So".to_owned(),
        };
        let (notices, mut unclear) = by_runbook(&[alert], None, books);
        match unclear.pop() {
            Some(why) => Err(why.to_string()),
            None => Ok(notices
                .into_values()
                .flatten()
                .map(|notice| (notice.target.to_string(), notice.from))
                .collect()),
        }
    }

    #[test]
    fn an_alert_is_for_the_runbooks_whose_labels_it_has() {
        let books = books(|_| {});
        let web = |trigger| Ok(vec![("web-1".to_owned(), Source::Trigger(trigger))]);
        let errors = ("alertname", "Errors");
        assert_eq!(noticed(&[errors, ("env", "prod-eu"), ("instance", "web-1")], &books), web(0));
        assert_eq!(noticed(&[("alertname", "Slow"), ("instance", "web-1")], &books), web(1));
        assert_eq!(noticed(&[errors, ("env", "test"), ("instance", "web-1")], &books), Ok(vec![]));
    }

    #[test]
    fn why_an_alert_comes_to_nothing_is_said() {
        let books = books(|_| {});
        let why = |labels: &[_]| noticed(&[&[("alertname", "Slow")], labels].concat(), &books).unwrap_err();
        assert_eq!(
            why(&[]),
            "the alert \"f\" is for the runbook web, but it has no label \"instance\", which names the target"
        );
        let impossible = why(&[("instance", "web/1")]);
        assert!(
            impossible.starts_with("the alert \"f\" is for the runbook web, but its label \"instance\": "),
            "{impossible}"
        );
    }

    #[test]
    fn an_only_target_needs_no_label_and_others_are_none_of_its() {
        let one = books(|runbook| {
            runbook["targets"] = json!(["web-1"]);
            runbook["trigger"][1]["alert"]["target"] = json!(null);
        });
        assert_eq!(
            noticed(&[("alertname", "Slow")], &one),
            Ok(vec![("web-1".to_owned(), Source::Trigger(1))])
        );
        let two = books(|runbook| runbook["targets"] = json!(["web-1", "web-2"]));
        assert_eq!(noticed(&[("alertname", "Slow"), ("instance", "web-3")], &two), Ok(vec![]));
    }
}

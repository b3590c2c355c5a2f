//! An alarm in CloudWatch's words:
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html>.

use std::{collections::BTreeMap, iter};

use jiff::Timestamp;
use serde::Deserialize;

use super::{Alert, Unreadable};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Alarm {
    alarm_name: String,
    alarm_description: Option<String>,
    alarm_arn: String,
    new_state_value: State,
    new_state_reason: Option<String>,
    state_change_time: Timestamp,
    /// One that is made of other alarms has none.
    trigger: Option<Trigger>,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum State {
    Alarm,
    Ok,
    InsufficientData,
}

/// What it watches: a metric, or what is calculated of several.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Trigger {
    #[serde(flatten)]
    metric: Metric,
    #[serde(default)]
    metrics: Vec<Part>,
}

impl Trigger {
    fn all(&self) -> impl Iterator<Item = &Metric> {
        let parts = self.metrics.iter().filter_map(|part| part.metric_stat.as_ref());
        iter::once(&self.metric).chain(parts.map(|stat| &stat.metric))
    }
}

/// A metric, or something that is calculated.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Part {
    metric_stat: Option<Stat>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stat {
    metric: Metric,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metric {
    namespace: Option<String>,
    metric_name: Option<String>,
    #[serde(default)]
    dimensions: Vec<Dimension>,
}

#[derive(Deserialize)]
struct Dimension {
    name: String,
    value: String,
}

/// The alert; none where CloudWatch does not know how it is.
pub(super) fn read(message: &str) -> Result<Option<Alert>, Unreadable> {
    let alarm: Alarm = serde_json::from_str(message)
        .map_err(|error| Unreadable(format!("it is no alarm of CloudWatch's: {error}")))?;
    if alarm.new_state_value == State::InsufficientData {
        tracing::info!(alarm = alarm.alarm_arn, "CloudWatch has too little data: nothing is done");
        return Ok(None);
    }
    let labels = labels(&alarm)?;
    let words = [&alarm.alarm_description, &alarm.new_state_reason].into_iter().flatten();
    let words = words.map(String::as_str).find(|words| !words.trim().is_empty());
    let is_over = alarm.new_state_value == State::Ok;
    Ok(Some(Alert::new(alarm.alarm_arn.clone(), labels, alarm.state_change_time, is_over, words)))
}

fn labels(alarm: &Alarm) -> Result<BTreeMap<String, String>, Unreadable> {
    let parts: Vec<_> = alarm.alarm_arn.splitn(7, ':').collect();
    let ["arn", _, "cloudwatch", region, account, "alarm", _] = parts[..] else {
        return Err(Unreadable(format!("its AlarmArn is none: {:?}", alarm.alarm_arn)));
    };
    let own = [("alertname", alarm.alarm_name.as_str()), ("region", region), ("account", account)];
    let metrics: Vec<_> = alarm.trigger.iter().flat_map(Trigger::all).collect();
    let of_metrics = metrics.iter().flat_map(|metric| {
        let namespace = metric.namespace.as_deref().map(|namespace| ("namespace", namespace));
        namespace.into_iter().chain(metric.metric_name.as_deref().map(|name| ("metric", name)))
    });
    let dimensions = metrics.iter().flat_map(|metric| &metric.dimensions);
    let dimensions = dimensions.map(|dimension| (dimension.name.as_str(), dimension.value.as_str()));
    // What comes first stays: no dimension can pass for the alarm's name.
    let mut labels = BTreeMap::new();
    for (label, value) in own.into_iter().chain(agreed(of_metrics)).chain(agreed(dimensions)) {
        labels.entry(label.to_owned()).or_insert_with(|| value.to_owned());
    }
    Ok(labels)
}

/// Those labels on whose value all agree.
fn agreed<'a>(labels: impl Iterator<Item = (&'a str, &'a str)>) -> impl Iterator<Item = (&'a str, &'a str)> {
    let mut values = BTreeMap::new();
    for (label, value) in labels {
        values
            .entry(label)
            .and_modify(|known: &mut Option<_>| *known = known.filter(|known| *known == value))
            .or_insert(Some(value));
    }
    values.into_iter().filter_map(|(label, value)| Some((label, value?)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{alerts::meant::by_runbook, runbooks::Books};

    /// As CloudWatch tells of it, changed.
    fn alarm(change: Value) -> Result<Option<Alert>, Unreadable> {
        let mut alarm = json!({
            "AlarmName": "WebErrors", "AlarmDescription": "17 % of the answers are errors",
            "AWSAccountId": "123456789012", "NewStateValue": "ALARM", "NewStateReason": "Threshold Crossed",
            "StateChangeTime": "2026-11-27T09:00:00.123+0000", "Region": "EU (Ireland)",
            "AlarmArn": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:WebErrors", "OldStateValue": "OK",
            "Trigger": {
                "MetricName": "Errors", "Namespace": "Web", "StatisticType": "Statistic", "Statistic": "SUM",
                "Unit": null, "Dimensions": [
                    { "value": "i-1", "name": "InstanceId" }, { "value": "Others", "name": "alertname" },
                ],
                "Period": 60, "Threshold": 5.0,
            },
        });
        alarm.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        read(&alarm.to_string())
    }

    fn labels(change: Value) -> String {
        let labels = alarm(change).unwrap().unwrap().labels;
        labels.iter().map(|(label, value)| format!("{label}={value} ")).collect::<String>().trim().to_owned()
    }

    #[test]
    fn an_alarm_begins_and_ends() {
        let begun = alarm(json!({})).unwrap().unwrap();
        assert_eq!(begun.fingerprint, "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:WebErrors");
        assert_eq!(begun.since, "2026-11-27T09:00:00.123Z".parse().unwrap());
        assert_eq!((begun.is_over, begun.says.as_str()), (false, "17 % of the answers are errors"));
        assert!(alarm(json!({ "NewStateValue": "OK" })).unwrap().unwrap().is_over);
        assert_eq!(alarm(json!({ "NewStateValue": "INSUFFICIENT_DATA" })), Ok(None), "neither");
    }

    #[test]
    fn without_a_description_people_read_the_reason() {
        for none in [json!(null), json!(" ")] {
            assert_eq!(
                alarm(json!({ "AlarmDescription": none })).unwrap().unwrap().says,
                "Threshold Crossed"
            );
        }
    }

    #[test]
    fn dimensions_are_labels_and_none_passes_for_another() {
        assert_eq!(
            labels(json!({})),
            "InstanceId=i-1 account=123456789012 alertname=WebErrors metric=Errors namespace=Web region=eu-west-1"
        );
    }

    #[test]
    fn runbooks_notice_it_about_the_target_that_a_dimension_names() {
        let runbook = json!({
            "description": "So", "action": [], "verify": { "probe": [] },
            "trigger": [{ "alert": { "labels": { "alertname": "WebErrors", "region": "eu-*" }, "target": "InstanceId" } }],
        });
        let books = Books::from([("web".parse().unwrap(), serde_json::from_value(runbook).unwrap())]);
        let notices: Vec<_> = by_runbook(&[alarm(json!({})).unwrap().unwrap()], None, &books)
            .0
            .into_values()
            .flatten()
            .collect();
        assert_eq!(notices.len(), 1);
        assert_eq!((notices[0].target.to_string().as_str(), notices[0].is_over), ("i-1", false));
    }

    #[test]
    fn of_several_metrics_that_is_a_label_on_which_they_agree() {
        let metric = |name: &str, dimensions: Value| {
            let metric =
                json!({ "MetricName": name, "Namespace": "AWS/ApplicationELB", "Dimensions": dimensions });
            json!({ "Id": name, "MetricStat": { "Metric": metric, "Period": 60, "Stat": "Sum" }, "ReturnData": false })
        };
        let balancer = json!({ "name": "LoadBalancer", "value": "app/web/1" });
        let group = |value: &str| json!({ "name": "TargetGroup", "value": value });
        let zone = json!({ "name": "AvailabilityZone", "value": "eu-west-1a" });
        let metrics = json!([
            { "Id": "e1", "Expression": "m1 / m2", "Label": "Share", "ReturnData": true },
            metric("m1", json!([balancer, group("blue")])),
            metric("m2", json!([balancer, group("green"), zone])),
        ]);
        assert_eq!(
            labels(json!({ "Trigger": { "Period": 60, "Metrics": metrics } })),
            "AvailabilityZone=eu-west-1a LoadBalancer=app/web/1 account=123456789012 alertname=WebErrors namespace=AWS/ApplicationELB region=eu-west-1"
        );
    }

    #[test]
    fn one_that_is_made_of_other_alarms_has_no_metric() {
        let mut composite = json!({ "AlarmRule": "ALARM(A) OR ALARM(B)" });
        for none in [json!(null), json!({})] {
            composite["Trigger"] = none;
            assert_eq!(
                labels(composite.clone()),
                "account=123456789012 alertname=WebErrors region=eu-west-1"
            );
        }
    }

    #[test]
    fn what_is_no_alarm_cannot_be_read() {
        for none in ["", "Hello", "{}", "[]", r#"{"AlarmName": "WebErrors"}"#] {
            assert!(read(none).is_err(), "{none}");
        }
        for wrong in [
            json!({ "NewStateValue": "BURNING" }),
            json!({ "StateChangeTime": "yesterday" }),
            json!({ "AlarmArn": "WebErrors" }),
            json!({ "AlarmArn": "arn:aws:sns:eu-west-1:123456789012:alarms" }),
            json!({ "Trigger": 5 }),
        ] {
            assert!(alarm(wrong.clone()).is_err(), "{wrong}");
        }
    }
}

use serde_json::json;

use super::*;
use crate::domain::uptime::by_service;

fn time(text: &str) -> Timestamp {
    format!("2026-11-10T{text}:00Z").parse().unwrap()
}

fn plan() -> Plan {
    let severity = |level: u8, percent: Option<u8>| json!({ "level": level, "name": "n", "description": "d", "downtime_percent": percent, "open": {}, "close": {} });
    serde_json::from_value(json!({
        "incidents_channel": "#incidents",
        "ticket": { "project": "INC", "issue_type": "Incident" },
        "post_mortem": { "space": "SP" },
        "meeting": { "hosts": [] },
        "uptime_objective": 99.5,
        "services": [
            { "id": "checkout", "name": "Checkout", "uptime_objective": 99.9 },
            { "id": "search", "name": "Search" },
        ],
        "severity": [severity(1, None), severity(2, Some(50)), severity(3, None)],
    }))
    .unwrap()
}

/// Felt from 12:00 to 12:30, declared at 12:05 and resolved at 12:45.
fn record() -> Record {
    Record {
        id: "V1".parse().unwrap(),
        reference: "INC-AAAAAA".to_owned(),
        title: Title::new("Checkout is down").unwrap(),
        severity: Severity::MAJOR,
        services: vec!["checkout".to_owned()],
        origin: None,
        status: Status::Resolved,
        drill: false,
        private: false,
        channel: None,
        impact: Impact { started_at: Some(time("12:00")), ended_at: Some(time("12:30")) },
        times: Times {
            declared_at: Some(time("12:05")),
            confirmed_at: Some(time("12:06")),
            responded_at: Some(time("12:09")),
            announced_at: Some(time("12:07")),
            resolved_at: Some(time("12:45")),
        },
        counts: Counts::default(),
        failed: Vec::new(),
    }
}

fn felt(record: &Record) -> Option<(Timestamp, Timestamp)> {
    record.felt().map(|felt| (felt.from, felt.to))
}

#[test]
fn each_metric_is_between_its_two_times() {
    let minutes = |metric: Option<SignedDuration>| metric.map(|took| took.as_mins());
    let metrics = record().metrics();
    let all = [
        metrics.to_declare,
        metrics.to_confirm,
        metrics.to_respond,
        metrics.to_announce,
        metrics.to_mitigate,
        metrics.to_resolve,
    ];
    assert_eq!(all.map(minutes), [5, 1, 4, 2, 30, 40].map(Some));
    let unknown = Record { times: Times::default(), impact: Impact::default(), ..record() };
    assert_eq!(unknown.metrics(), Metrics::default());
    let early = Impact { started_at: Some(time("12:10")), ended_at: None };
    assert_eq!(Record { impact: early, ..record() }.metrics().to_declare, None, "felt after it was declared");
}

#[test]
fn it_is_felt_as_people_said_or_else_as_long_as_it_was_an_incident() {
    let impact = |started: Option<&str>, ended: Option<&str>| Record {
        impact: Impact { started_at: started.map(time), ended_at: ended.map(time) },
        ..record()
    };
    assert_eq!(felt(&impact(Some("12:00"), Some("12:30"))), Some((time("12:00"), time("12:30"))));
    assert_eq!(felt(&impact(None, None)), Some((time("12:05"), time("12:45"))));
    assert_eq!(felt(&impact(Some("11:00"), None)), Some((time("11:00"), time("12:45"))));
    // Also one that was resolved before, and reopened.
    for resolved_at in [None, Some(time("12:45"))] {
        let mut open = impact(None, None);
        (open.status, open.times.resolved_at) = (Status::Active, resolved_at);
        assert_eq!(felt(&open), Some((time("12:05"), Timestamp::MAX)));
        assert_eq!(open.metrics().to_resolve, None);
    }
}

#[test]
fn what_is_no_incident_or_an_exercise_was_not_felt() {
    assert_eq!(felt(&Record { drill: true, ..record() }), None);
    for status in [Status::Cancelled, Status::Expired, Status::Superseded, Status::Prompted] {
        assert_eq!(felt(&Record { status, ..record() }), None, "{status}");
    }
}

/// Of the hour from 12:00: checkout is down for 30 minutes; search is half down from 12:15 to 12:45, which is 15 minutes; severity
/// 3 takes nothing. All together: 30 minutes down, then 15 minutes half: 37.5 minutes.
#[test]
fn each_service_has_its_own_uptime_and_all_have_one_together() {
    let search = Record {
        severity: 2.try_into().unwrap(),
        services: vec!["search".to_owned(), "old".to_owned()],
        impact: Impact { started_at: Some(time("12:15")), ended_at: Some(time("12:45")) },
        ..record()
    };
    let slight = Record {
        severity: 3.try_into().unwrap(),
        impact: Impact { started_at: Some(time("12:45")), ended_at: Some(time("13:00")) },
        ..record()
    };
    let hour = Window { from: time("12:00"), to: time("13:00") };
    let services = by_service(&[record(), search, slight], &plan());
    let rows: Vec<_> = services
        .iter()
        .map(|of| {
            let down = of.uptime(hour).down().as_secs();
            (of.service.as_deref(), down, of.objective.map(f64::from))
        })
        .collect();
    assert_eq!(
        rows,
        [
            (None, 37 * 60 + 30, Some(99.5)),
            (Some("checkout"), 30 * 60, Some(99.9)),
            (Some("search"), 15 * 60, Some(99.5)),
            (Some("old"), 15 * 60, Some(99.5)),
        ]
    );
}

#[test]
fn a_former_tools_incident_has_the_same_key_each_time() {
    let line = json!({
        "reference": "Störung 12", "title": "Checkout was down", "severity": 1, "services": ["checkout"],
        "impact_started_at": "2026-11-10T12:00:00Z", "resolved_at": "2026-11-10T13:00:00+01:00",
    });
    let read = || serde_json::from_value::<Imported>(line.clone()).unwrap().into_record().unwrap();
    let record = read();
    assert_eq!(record, read());
    // Of another, all that was imported once would be imported again.
    assert_eq!(record.id.as_str(), "imported-665ee9e2874b14ead349");
    assert_eq!(felt(&record), Some((time("12:00"), time("12:00"))));
    assert_eq!((record.status, record.origin), (Status::Resolved, None));
}

#[test]
fn what_makes_no_sense_is_not_imported() {
    let good = json!({ "reference": "1", "title": "t", "severity": 1 });
    for (key, value, why) in [
        ("reference", json!(" "), "its \"reference\" is empty"),
        ("title", json!(""), "its \"title\" is empty"),
        ("severity", json!(0), "a severity is a number from 1 to 9"),
        ("impact_ended_at", json!("2026-11-10T11:00:00Z"), "its \"impact_ended_at\" is before"),
        ("resolved_at", json!("2026-11-10T11:00:00Z"), "its \"resolved_at\" is before"),
        ("resolved_at", json!("yesterday"), "failed to parse"),
        ("impact_started_at", json!(null), "no \"impact_started_at\""),
        ("services", json!(["checkout", " search"]), "its \"services\" have"),
        ("services", json!([""]), "its \"services\" have"),
        ("id", json!("a b"), "a declaration id has"),
        ("colour", json!("red"), "unknown field `colour`"),
    ] {
        let mut line = good.clone();
        line["impact_started_at"] = json!("2026-11-10T12:00:00Z");
        line["impact_ended_at"] = json!("2026-11-10T13:00:00Z");
        line[key] = value;
        let read = serde_json::from_value::<Imported>(line).map_err(|error| error.to_string());
        let problem = read.and_then(Imported::into_record).unwrap_err();
        assert!(problem.contains(why), "{problem}");
    }
}

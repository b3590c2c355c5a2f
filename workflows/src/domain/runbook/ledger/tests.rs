use serde_json::{Value, json};

use super::*;
use crate::domain::{
    Person,
    runbook::guard::MOST_AT_ONCE,
    runbook::{AlertPattern, Trigger},
};

mod bounds;
mod held;
mod over;

/// A runbook with this guard, that three alerts in ten minutes begin, or one look of its own.
fn runbook(guard: Value) -> Runbook {
    serde_json::from_value(json!({
        "description": "So",
        "targets": ["a", "b", "c", "d"],
        "trigger": [
            { "schedule": { "every": "1m" } },
            { "alert": { "labels": { "x": "y" }, "target": "t", "times": 3, "within": "10m" } },
        ],
        "guard": guard,
        "action": [{ "webhook": { "url": "https://x.test" } }],
        "verify": { "probe": [{ "http": { "url": "https://x.test" } }] },
    }))
    .unwrap()
}

fn at(minute: i64) -> Timestamp {
    // A Monday, at nine.
    "2026-11-23T09:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minute)
}

fn notice(target: &str, trigger: usize, since: i64) -> Notice {
    Notice {
        target: target.parse().unwrap(),
        from: Source::Trigger(trigger),
        fingerprint: format!("f-{target}"),
        since: at(since),
        is_over: false,
        says: "errors".to_owned(),
        request: None,
    }
}

fn id(target: &str) -> DeclarationId {
    format!("run-{target}").parse().unwrap()
}

/// Somebody asks for a run.
fn asked(target: &str, since: i64) -> Notice {
    Notice {
        from: Source::Person(Person::at_a_shell("ada")),
        fingerprint: "asked".to_owned(),
        ..notice(target, 0, since)
    }
}

/// When it is looked at again, once what does not matter is forgotten.
fn wakes_at(ledger: &mut Ledger, runbook: &Runbook, now: Timestamp) -> Option<Timestamp> {
    ledger.forget(runbook, now);
    ledger.wakes_at(runbook, now)
}

/// Everything that begins at this minute; of what is held, why.
fn begin(ledger: &mut Ledger, runbook: &Runbook, minute: i64) -> Vec<String> {
    let mut begun = Vec::new();
    while let Some(due) = ledger.next(runbook, at(minute)) {
        let target = due.notice.target.to_string();
        ledger.begin(&due, id(&target), at(minute));
        begun.push(due.hold.map_or(target, |hold| format!("held: {hold}")));
    }
    begun
}

#[test]
fn one_target_has_one_run_at_a_time_and_then_cools_down() {
    let runbook = runbook(json!({ "cool_down": "10m" }));
    let mut ledger = Ledger::default();
    ledger.hear(&runbook, notice("a", 0, 0), at(0));
    ledger.hear(&runbook, notice("a", 0, 0), at(0));
    ledger.hear(&runbook, notice("b", 0, 0), at(0));
    assert_eq!(begin(&mut ledger, &runbook, 0), ["a", "b"]);
    ledger.hear(&runbook, notice("a", 0, 1), at(1));
    ledger.end(&id("a"), WasFor::Acting, at(2));
    ledger.end(&id("b"), WasFor::Nothing, at(2));
    assert_eq!(begin(&mut ledger, &runbook, 2), [""; 0], "what was said during the run is done with");

    ledger.hear(&runbook, notice("a", 0, 3), at(3));
    ledger.hear(&runbook, notice("b", 0, 3), at(3));
    assert_eq!(begin(&mut ledger, &runbook, 3), ["b"], "one that did nothing needs no rest");
    assert_eq!(wakes_at(&mut ledger, &runbook, at(3)), Some(at(12)));
    assert_eq!(begin(&mut ledger, &runbook, 12), ["a"]);
}

#[test]
fn somebody_who_asks_does_not_wait_for_the_cool_down() {
    let runbook = runbook(json!({ "cool_down": "10m" }));
    let mut ledger = Ledger::default();
    ledger.hear(&runbook, notice("a", 0, 0), at(0));
    begin(&mut ledger, &runbook, 0);
    ledger.end(&id("a"), WasFor::Acting, at(1));
    let asked = asked("a", 2);
    ledger.hear(&runbook, asked, at(2));
    assert_eq!(begin(&mut ledger, &runbook, 2), ["a"]);
}

#[test]
fn a_pattern_counts_what_begins_and_no_repeats() {
    let runbook = runbook(json!({}));
    let mut ledger = Ledger::default();
    for minute in 0..9 {
        ledger.hear(&runbook, notice("a", 1, 0), at(minute));
    }
    assert_eq!(begin(&mut ledger, &runbook, 8), [""; 0], "the same, nine times");
    ledger.hear(&runbook, notice("a", 1, 4), at(4));
    ledger.hear(&runbook, notice("b", 1, 5), at(5));
    assert_eq!(begin(&mut ledger, &runbook, 5), [""; 0]);
    ledger.hear(&runbook, notice("a", 1, 10), at(10));
    assert_eq!(begin(&mut ledger, &runbook, 10), [""; 0], "the first is ten minutes ago");
    ledger.hear(&runbook, notice("a", 1, 11), at(11));
    assert_eq!(begin(&mut ledger, &runbook, 11), ["a"]);
}

#[test]
fn what_it_is_not_for_begins_nothing() {
    let runbook = runbook(json!({}));
    let mut ledger = Ledger::default();
    ledger.hear(&runbook, notice("z", 0, 0), at(0));
    assert!(ledger.is_empty());
}

#[test]
fn patterns_of_two_triggers_count_for_themselves() {
    let mut runbook = runbook(json!({}));
    let Trigger::Alert(pattern) = &runbook.trigger[1] else { unreachable!() };
    runbook.trigger.push(Trigger::Alert(AlertPattern { times: 2, ..pattern.clone() }));
    let mut ledger = Ledger::default();
    for (trigger, since) in [(1, 0), (2, 1), (1, 2)] {
        ledger.hear(&runbook, notice("a", trigger, since), at(since));
        assert_eq!(begin(&mut ledger, &runbook, since), [""; 0], "{trigger} at {since}");
    }
    ledger.hear(&runbook, notice("a", 2, 3), at(3));
    assert_eq!(begin(&mut ledger, &runbook, 3), ["a"]);
}

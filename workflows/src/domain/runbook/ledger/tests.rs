use serde_json::{Value, json};

use super::*;

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
    }
}

fn id(target: &str) -> DeclarationId {
    format!("run-{target}").parse().unwrap()
}

/// Everything that begins at this minute, each with whether it is held.
fn begin(ledger: &mut Ledger, runbook: &Runbook, minute: i64) -> Vec<(String, Option<Hold>)> {
    let mut begun = Vec::new();
    while let Some(Due { notice, hold }) = ledger.next(runbook, at(minute)) {
        ledger.begin(&notice, id(notice.target.as_str()), at(minute));
        begun.push((notice.target.to_string(), hold));
    }
    begun
}

fn targets(begun: Vec<(String, Option<Hold>)>) -> Vec<String> {
    begun.into_iter().map(|(target, hold)| hold.map_or(target, |hold| format!("held: {hold}"))).collect()
}

#[test]
fn one_target_has_one_run_at_a_time_and_then_cools_down() {
    let runbook = runbook(json!({ "cool_down": "10m" }));
    let mut ledger = Ledger::default();
    ledger.hear(&runbook, notice("a", 0, 0), at(0));
    ledger.hear(&runbook, notice("a", 0, 0), at(0));
    ledger.hear(&runbook, notice("b", 0, 0), at(0));
    assert_eq!(targets(begin(&mut ledger, &runbook, 0)), ["a", "b"]);
    ledger.hear(&runbook, notice("a", 0, 1), at(1));
    ledger.end(&id("a"), WasFor::Acting, at(2));
    ledger.end(&id("b"), WasFor::Nothing, at(2));
    assert_eq!(
        targets(begin(&mut ledger, &runbook, 2)),
        [""; 0],
        "what was said during the run is done with"
    );

    ledger.hear(&runbook, notice("a", 0, 3), at(3));
    ledger.hear(&runbook, notice("b", 0, 3), at(3));
    assert_eq!(targets(begin(&mut ledger, &runbook, 3)), ["b"], "one that did nothing needs no rest");
    assert_eq!(ledger.forget(&runbook, at(3)), Some(at(12)));
    assert_eq!(targets(begin(&mut ledger, &runbook, 12)), ["a"]);
}

#[test]
fn somebody_who_asks_does_not_wait_for_the_cool_down() {
    let runbook = runbook(json!({ "cool_down": "10m" }));
    let mut ledger = Ledger::default();
    ledger.hear(&runbook, notice("a", 0, 0), at(0));
    begin(&mut ledger, &runbook, 0);
    ledger.end(&id("a"), WasFor::Acting, at(1));
    let asked = Notice { from: Source::Person(Person::at_a_shell("ada")), ..notice("a", 0, 2) };
    ledger.hear(&runbook, asked, at(2));
    assert_eq!(targets(begin(&mut ledger, &runbook, 2)), ["a"]);
}

#[test]
fn what_is_over_needs_nothing() {
    let runbook = runbook(json!({ "cool_down": "10m" }));
    let mut ledger = Ledger::default();
    let over = |target| Notice { is_over: true, ..notice(target, 0, 0) };
    ledger.hear(&runbook, notice("a", 0, 0), at(0));
    assert_eq!(ledger.hear(&runbook, over("a"), at(0)), None);
    assert_eq!(targets(begin(&mut ledger, &runbook, 0)), [""; 0]);
    ledger.hear(&runbook, notice("a", 0, 1), at(1));
    begin(&mut ledger, &runbook, 1);
    assert_eq!(ledger.hear(&runbook, over("a"), at(2)), Some(id("a")), "its run hears of it");
    let other = Notice { fingerprint: "other".to_owned(), ..over("a") };
    assert_eq!(ledger.hear(&runbook, other, at(2)), None, "something else is over");
    assert_eq!(ledger.hear(&runbook, over("b"), at(2)), None);
}

#[test]
fn a_pattern_counts_what_begins_and_no_repeats() {
    let runbook = runbook(json!({}));
    let mut ledger = Ledger::default();
    for minute in 0..9 {
        ledger.hear(&runbook, notice("a", 1, 0), at(minute));
    }
    assert_eq!(targets(begin(&mut ledger, &runbook, 8)), [""; 0], "the same, nine times");
    ledger.hear(&runbook, notice("a", 1, 4), at(4));
    ledger.hear(&runbook, notice("b", 1, 5), at(5));
    assert_eq!(targets(begin(&mut ledger, &runbook, 5)), [""; 0]);
    ledger.hear(&runbook, notice("a", 1, 10), at(10));
    assert_eq!(targets(begin(&mut ledger, &runbook, 10)), [""; 0], "the first is ten minutes ago");
    ledger.hear(&runbook, notice("a", 1, 11), at(11));
    assert_eq!(targets(begin(&mut ledger, &runbook, 11)), ["a"]);
}

#[test]
fn no_more_than_a_share_at_once_and_the_others_wait() {
    let runbook = runbook(json!({ "share": { "percent": 50 }, "cool_down": "0s" }));
    let mut ledger = Ledger::default();
    for (target, since) in [("d", 0), ("c", 1), ("b", 2), ("a", 3)] {
        ledger.hear(&runbook, notice(target, 0, since), at(3));
    }
    assert_eq!(targets(begin(&mut ledger, &runbook, 3)), ["d", "c"], "oldest first");
    ledger.end(&id("d"), WasFor::Acting, at(4));
    assert_eq!(targets(begin(&mut ledger, &runbook, 4)), ["b"]);
    ledger.end(&id("c"), WasFor::Nothing, at(5));
    ledger.end(&id("b"), WasFor::Acting, at(5));
    assert_eq!(targets(begin(&mut ledger, &runbook, 5)), ["a"]);
}

#[test]
fn beyond_as_many_as_may_be_people_are_told_once() {
    let runbook = runbook(json!({ "at_most": { "runs": 2, "within": "1h" }, "cool_down": "0s" }));
    let mut ledger = Ledger::default();
    for target in ["a", "b", "c", "d"] {
        ledger.hear(&runbook, notice(target, 0, 0), at(0));
    }
    let told = "held: it has run 2 times in 1 hour, which is as often as it may";
    assert_eq!(targets(begin(&mut ledger, &runbook, 0)), ["a", "b", told]);
    for target in ["a", "b", "c"] {
        let was_for = if target == "c" { WasFor::Telling } else { WasFor::Acting };
        ledger.end(&id(target), was_for, at(1));
    }
    ledger.hear(&runbook, notice("a", 0, 30), at(30));
    assert_eq!(targets(begin(&mut ledger, &runbook, 30)), [""; 0], "they know");
    ledger.forget(&runbook, at(61));
    assert_eq!(targets(begin(&mut ledger, &runbook, 61)), ["d", "a"], "what waited for it, oldest first");
}

#[test]
fn outside_its_hours_and_in_a_freeze_people_are_told() {
    let hours = json!({ "hours": { "from": "10:00", "to": "11:00" } });
    let freeze = json!({ "freeze": [{ "from": "2026-11-23T09:00:00Z", "to": "2026-11-23T10:00:00Z" }] });
    for (guard, held) in [
        (hours, "held: the runbook does not run at this time"),
        (freeze, "held: nothing is touched until 2026-11-23T10:00:00Z"),
    ] {
        let runbook = runbook(guard);
        for (minute, expected) in [(59, held), (60, "a")] {
            let mut ledger = Ledger::default();
            ledger.hear(&runbook, notice("a", 0, minute), at(minute));
            assert_eq!(targets(begin(&mut ledger, &runbook, minute)), [expected]);
        }
    }
}

#[test]
fn what_people_see_to_is_theirs_until_their_incident_is_over() {
    let runbook = runbook(json!({}));
    let (mut ledger, incident) = (Ledger::default(), id("incident"));
    ledger.hand_over("a".parse().unwrap(), incident.clone());
    ledger.hear(&runbook, notice("a", 0, 0), at(0));
    ledger.hear(&runbook, notice("b", 0, 0), at(0));
    assert_eq!(targets(begin(&mut ledger, &runbook, 0)), ["b"]);
    let asked = Notice { from: Source::Person(Person::at_a_shell("ada")), ..notice("a", 0, 1) };
    ledger.hear(&runbook, asked, at(1));
    assert_eq!(targets(begin(&mut ledger, &runbook, 1)), ["a"], "one of them asks for it");
    ledger.end(&id("a"), WasFor::Nothing, at(2));
    assert_eq!(ledger.incidents(), std::slice::from_ref(&incident));
    ledger.incident_is_over(&incident);
    ledger.hear(&runbook, notice("a", 0, 3), at(3));
    assert_eq!(targets(begin(&mut ledger, &runbook, 3)), ["a"]);
}

#[test]
fn what_it_is_not_for_begins_nothing() {
    let runbook = runbook(json!({}));
    let mut ledger = Ledger::default();
    ledger.hear(&runbook, notice("z", 0, 0), at(0));
    assert!(ledger.is_empty());
}

#[test]
fn everything_is_forgotten_in_the_end() {
    let runbook = runbook(json!({ "at_most": { "runs": 1, "within": "1h" }, "cool_down": "10m" }));
    let mut ledger = Ledger::default();
    ledger.hear(&runbook, notice("a", 0, 0), at(0));
    ledger.hear(&runbook, notice("b", 1, 0), at(0));
    begin(&mut ledger, &runbook, 0);
    ledger.hear(&runbook, notice("c", 0, 0), at(0));
    begin(&mut ledger, &runbook, 0);
    ledger.end(&id("a"), WasFor::Acting, at(1));
    ledger.end(&id("c"), WasFor::Nothing, at(1));
    let (mut now, mut looks) = (at(1), 0);
    while let Some(next) = ledger.forget(&runbook, now) {
        assert!(next > now && looks < 10);
        (now, looks) = (next, looks + 1);
    }
    assert!(ledger.is_empty(), "{ledger:?}");
    assert_eq!(now, at(61));
}

#[test]
fn a_storm_is_bounded() {
    let runbook = Runbook { targets: Vec::new(), ..runbook(json!({})) };
    let mut ledger = Ledger::default();
    for n in 0..REMEMBERED + 10 {
        ledger.hear(&runbook, notice(&format!("t{n}"), 1, 0), at(0));
    }
    assert_eq!(ledger.occurrences.len(), REMEMBERED);
}

use serde_json::{Value, json};

use super::*;
use crate::domain::{AlertPattern, Person, Trigger, runbook::guard::MOST_AT_ONCE};

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

/// Everything that begins at this minute, each with whether it is held.
fn begin(ledger: &mut Ledger, runbook: &Runbook, minute: i64) -> Vec<(String, Option<Hold>)> {
    let mut begun = Vec::new();
    while let Some(due) = ledger.next(runbook, at(minute)) {
        let target = due.notice.target.to_string();
        ledger.begin(&due, id(&target), at(minute));
        begun.push((target, due.hold));
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
    let over = |target| Notice { is_over: true, ..notice(target, 0, 1) };
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

/// What is said of a target during its run, and is not what the run is about.
#[test]
fn what_is_said_during_a_run_that_does_nothing_is_not_forgotten() {
    let runbook = runbook(json!({}));
    for (was_for, begun) in
        [(WasFor::Nothing, vec!["a"]), (WasFor::Acting, vec![]), (WasFor::Telling, vec![])]
    {
        let mut ledger = Ledger::default();
        ledger.hear(&runbook, notice("a", 0, 0), at(0));
        begin(&mut ledger, &runbook, 0);
        ledger.hear(&runbook, notice("a", 0, 0), at(1));
        let other = Notice { fingerprint: "other".to_owned(), ..notice("a", 0, 1) };
        ledger.hear(&runbook, other.clone(), at(1));
        ledger.hear(&runbook, other, at(1));
        ledger.end(&id("a"), was_for, at(2));
        assert_eq!(targets(begin(&mut ledger, &runbook, 2)), begun, "{was_for:?}");
        ledger.end(&id("a"), WasFor::Nothing, at(3));
        assert_eq!(targets(begin(&mut ledger, &runbook, 3)), [""; 0], "once is enough");
    }
}

/// Its run is told that it is over only then.
#[test]
fn a_matter_is_over_when_all_that_is_said_of_it_is() {
    let runbook = runbook(json!({}));
    let other = Notice { fingerprint: "other".to_owned(), ..notice("a", 0, 1) };
    let over = |notice: &Notice| Notice { is_over: true, ..notice.clone() };
    // Before it has a run, and while it has one.
    for is_running in [false, true] {
        let mut ledger = Ledger::default();
        ledger.hear(&runbook, notice("a", 0, 0), at(0));
        if is_running {
            begin(&mut ledger, &runbook, 0);
        }
        ledger.hear(&runbook, other.clone(), at(1));
        assert_eq!(ledger.hear(&runbook, over(&notice("a", 0, 0)), at(2)), None);
        let told = ledger.hear(&runbook, over(&other), at(3));
        assert_eq!(told, is_running.then(|| id("a")));
        ledger.end(&id("a"), WasFor::Nothing, at(4));
        assert_eq!(targets(begin(&mut ledger, &runbook, 4)), [""; 0]);
        assert!(ledger.is_empty(), "{ledger:?}");
    }
    let mut ledger = Ledger::default();
    ledger.hear(&runbook, notice("a", 0, 0), at(0));
    ledger.hear(&runbook, other, at(1));
    ledger.hear(&runbook, over(&notice("a", 0, 0)), at(2));
    assert_eq!(targets(begin(&mut ledger, &runbook, 2)), ["a"], "the other goes on");
}

/// It is over, the run hears so, and it begins again before the run has ended.
#[test]
fn what_begins_again_while_its_run_ends_is_not_forgotten() {
    let runbook = runbook(json!({}));
    let mut ledger = Ledger::default();
    ledger.hear(&runbook, notice("a", 0, 0), at(0));
    begin(&mut ledger, &runbook, 0);
    let over = Notice { is_over: true, ..notice("a", 0, 0) };
    assert_eq!(ledger.hear(&runbook, over, at(1)), Some(id("a")));
    ledger.hear(&runbook, notice("a", 0, 2), at(2));
    ledger.end(&id("a"), WasFor::Nothing, at(2));
    assert_eq!(targets(begin(&mut ledger, &runbook, 2)), ["a"]);
}

/// Not every monitor's messages keep their order.
#[test]
fn an_end_that_is_told_late_ends_nothing_that_has_begun_since() {
    let runbook = runbook(json!({}));
    let mut ledger = Ledger::default();
    ledger.hear(&runbook, notice("a", 0, 2), at(2));
    let late = Notice { is_over: true, ..notice("a", 0, 1) };
    ledger.hear(&runbook, late.clone(), at(3));
    assert_eq!(targets(begin(&mut ledger, &runbook, 3)), ["a"]);
    assert_eq!(ledger.hear(&runbook, late, at(4)), None);
}

#[test]
fn patterns_of_two_triggers_count_for_themselves() {
    let mut runbook = runbook(json!({}));
    let Trigger::Alert(pattern) = &runbook.trigger[1] else { unreachable!() };
    runbook.trigger.push(Trigger::Alert(AlertPattern { times: 2, ..pattern.clone() }));
    let mut ledger = Ledger::default();
    for (trigger, since) in [(1, 0), (2, 1), (1, 2)] {
        ledger.hear(&runbook, notice("a", trigger, since), at(since));
        assert_eq!(targets(begin(&mut ledger, &runbook, since)), [""; 0], "{trigger} at {since}");
    }
    ledger.hear(&runbook, notice("a", 2, 3), at(3));
    assert_eq!(targets(begin(&mut ledger, &runbook, 3)), ["a"]);
}

#[test]
fn a_request_that_is_sent_again_says_nothing() {
    let runbook = runbook(json!({ "cool_down": "0s" }));
    let mut ledger = Ledger::default();
    let signed = |id: &str, since| {
        let request = SignedRequest { id: id.to_owned(), until: at(10) };
        Notice { request: Some(request), ..notice("a", 0, since) }
    };
    for (minute, request, begun) in [(0, "1", vec!["a"]), (1, "1", vec![]), (2, "2", vec!["a"])] {
        ledger.hear(&runbook, signed(request, 0), at(minute));
        assert_eq!(targets(begin(&mut ledger, &runbook, minute)), begun, "at {minute}");
        ledger.end(&id("a"), WasFor::Nothing, at(minute));
    }
    assert_eq!(ledger.forget(&runbook, at(3)), Some(at(10)));
    assert_eq!(ledger.forget(&runbook, at(10)), None);
    assert!(ledger.is_empty(), "{ledger:?}");
}

#[test]
fn what_is_said_while_people_see_to_it_is_theirs_once_it_is_known_that_they_do() {
    let runbook = runbook(json!({}));
    for (is_over, begun) in [(true, vec!["a"]), (false, vec![])] {
        let (mut ledger, incident) = (Ledger::default(), id("incident"));
        ledger.hand_over("a".parse().unwrap(), incident.clone());
        assert!(!ledger.asks_for_people());
        ledger.hear(&runbook, notice("a", 0, 0), at(0));
        assert_eq!(targets(begin(&mut ledger, &runbook, 0)), [""; 0], "nobody has looked since");
        assert!(ledger.asks_for_people());
        match is_over {
            true => ledger.incident_is_over(&incident),
            false => ledger.incident_goes_on(&incident),
        }
        assert!(!ledger.asks_for_people());
        assert_eq!(targets(begin(&mut ledger, &runbook, 1)), begun, "{is_over}");
    }
}

/// So many targets at once that not all can be remembered, and nothing of which is short.
#[test]
fn a_storm_is_bounded_and_people_are_told_once_that_it_is() {
    let mut runbook =
        Runbook { targets: Vec::new(), ..runbook(json!({ "at_most": { "runs": 1000, "within": "1d" } })) };
    runbook.trigger.push(Trigger::Alert(AlertPattern {
        labels: BTreeMap::new(),
        target: None,
        times: 1,
        within: None,
    }));
    let mut ledger = Ledger::default();
    let long = |what: &str, n: usize| format!("{n:0>5}{}", what.repeat(95));
    let said = |n: usize, trigger: usize| Notice {
        target: long("t", n).parse().unwrap(),
        fingerprint: long("f", n),
        says: "\u{1F525}".repeat(300),
        request: Some(SignedRequest { id: long("r", n), until: at(1_000) }),
        ..notice("a", trigger, 0)
    };
    let mut told = 0;
    let mut next_id = 0;
    let mut take = |ledger: &mut Ledger| {
        while let Some(due) = ledger.next(&runbook, at(0)) {
            told += usize::from(due.hold == Some(Hold::Full));
            next_id += 1;
            ledger.begin(&due, format!("{next_id:0>64}").parse().unwrap(), at(0));
        }
    };
    for n in 0..MOST_PAST + 10 {
        ledger.hear(&runbook, said(n, 2), at(0));
        take(&mut ledger);
        let id = ledger.running().next().unwrap().id.clone();
        ledger.end(&id, WasFor::Telling, at(0));
    }
    for n in 0..3_000 {
        ledger.hear(&runbook, said(n, 1), at(0));
        ledger.hear(&runbook, said(10_000 + n, 2), at(0));
        for alert in 0..30 {
            let other =
                Notice { fingerprint: format!("other {alert}"), request: None, ..said(10_000 + n, 2) };
            ledger.hear(&runbook, other, at(0));
        }
        ledger.hand_over(said(n, 1).target, format!("{n:0>64}").parse().unwrap());
        take(&mut ledger);
    }
    assert_eq!(told, 1);
    assert_eq!(ledger.running.len(), MOST_AT_ONCE + 1, "and the one of which people are told");
    assert_eq!((ledger.waiting.len(), ledger.handed.len()), (MOST_WAITING, MOST_HANDED));
    assert_eq!((ledger.past.len(), ledger.occurrences.len()), (MOST_PAST, occurrences::MOST));
    let bytes = serde_json::to_vec(&ledger).unwrap().len();
    assert!(bytes < 1_500_000, "{bytes} bytes");
}

//! What is remembered, for how long, and how much of it.

use serde_json::json;

use super::*;
use crate::domain::runbook::ledger::handed::MOST_HANDED;

#[test]
fn everything_is_forgotten_in_the_end() {
    let runbook = runbook(json!({ "at_most": { "runs": 1, "within": "1h" }, "cool_down": "10m" }));
    let mut ledger = Ledger::default();
    ledger.hear(&runbook, notice("a", 0, 0), at(0));
    ledger.hear(&runbook, notice("b", 1, 0), at(0));
    begin(&mut ledger, &runbook, 0);
    ledger.hear(&runbook, notice("c", 0, 0), at(0));
    ledger.end(&id("a"), WasFor::Acting, at(1));
    begin(&mut ledger, &runbook, 1);
    ledger.end(&id("c"), WasFor::Nothing, at(1));
    let (mut now, mut looks) = (at(1), 0);
    while let Some(next) = wakes_at(&mut ledger, &runbook, now) {
        assert!(next > now && looks < 10);
        (now, looks) = (next, looks + 1);
    }
    assert!(ledger.is_empty(), "{ledger:?}");
    assert_eq!(now, at(61));
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
        assert_eq!(begin(&mut ledger, &runbook, minute), begun, "at {minute}");
        ledger.end(&id("a"), WasFor::Nothing, at(minute));
    }
    assert_eq!(wakes_at(&mut ledger, &runbook, at(3)), Some(at(10)));
    assert_eq!(wakes_at(&mut ledger, &runbook, at(10)), None);
    assert!(ledger.is_empty(), "{ledger:?}");
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
            next_id += 1;
            let id: DeclarationId = format!("{next_id:0>64}").parse().unwrap();
            ledger.begin(&due, id.clone(), at(0));
            if let Some(hold) = due.hold {
                told += usize::from(hold == Hold::Full);
                ledger.end(&id, WasFor::Holding(hold), at(0));
            }
        }
        ledger.forget(&runbook, at(0));
    };
    for n in 0..MOST_PAST + 10 {
        ledger.hear(&runbook, said(n, 2), at(0));
        take(&mut ledger);
        let id = ledger.running().next().unwrap().clone();
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
        if n % 10 == 0 {
            let id = ledger.running().next().unwrap().clone();
            ledger.end(&id, WasFor::Telling, at(0));
            take(&mut ledger);
        }
    }
    assert_eq!((told, ledger.running.len()), (1, MOST_AT_ONCE));
    assert_eq!((ledger.waiting.len(), ledger.handed.len()), (MOST_WAITING, MOST_HANDED));
    assert_eq!((ledger.past.len(), ledger.occurrences.len()), (MOST_PAST, occurrences::MOST));
    let bytes = serde_json::to_vec(&ledger).unwrap().len();
    assert!(bytes < 1_500_000, "{bytes} bytes");
}

/// Each target is to be told of three times, and there are too many to remember the first time of each.
#[test]
fn of_a_storm_that_no_pattern_can_count_people_are_told_once() {
    let runbook = Runbook { targets: Vec::new(), ..runbook(json!({})) };
    let mut ledger = Ledger::default();
    let told = format!("held: {}", Hold::Full);
    for round in 0..3 {
        for n in 0..occurrences::MOST + 1 {
            ledger.hear(&runbook, notice(&format!("web-{n}"), 1, round), at(round));
        }
        let begun = begin(&mut ledger, &runbook, round);
        assert_eq!(begun, if round == 0 { vec![told.clone()] } else { Vec::new() });
        ledger.end(&id(&format!("web-{}", occurrences::MOST)), WasFor::Holding(Hold::Full), at(round));
        ledger.forget(&runbook, at(round));
    }
    ledger.forget(&runbook, at(30));
    assert!(ledger.is_empty(), "{ledger:?}");
}

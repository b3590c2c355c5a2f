//! What the guard holds back, and what people see to.

use serde_json::json;

use super::*;

#[test]
fn no_more_than_a_share_at_once_and_the_others_wait() {
    let runbook = runbook(json!({ "share": { "percent": 50 }, "cool_down": "0s" }));
    let mut ledger = Ledger::default();
    for (target, since) in [("d", 0), ("c", 1), ("b", 2), ("a", 3)] {
        ledger.hear(&runbook, notice(target, 0, since), at(3));
    }
    assert_eq!(begin(&mut ledger, &runbook, 3), ["d", "c"], "oldest first");
    ledger.end(&id("d"), WasFor::Acting, at(4));
    assert_eq!(begin(&mut ledger, &runbook, 4), ["b"]);
    ledger.end(&id("c"), WasFor::Nothing, at(5));
    ledger.end(&id("b"), WasFor::Acting, at(5));
    assert_eq!(begin(&mut ledger, &runbook, 5), ["a"]);
}

#[test]
fn beyond_as_many_as_may_be_people_are_told_once() {
    let runbook = runbook(json!({ "at_most": { "runs": 2, "within": "1h" }, "cool_down": "0s" }));
    let mut ledger = Ledger::default();
    for target in ["a", "b", "c", "d"] {
        ledger.hear(&runbook, notice(target, 0, 0), at(0));
    }
    let told = "held: it has run 2 times in 1 hour, which is as often as it may";
    assert_eq!(begin(&mut ledger, &runbook, 0), ["a", "b"], "these may come to nothing");
    ledger.end(&id("a"), WasFor::Acting, at(1));
    ledger.end(&id("b"), WasFor::Acting, at(1));
    assert_eq!(begin(&mut ledger, &runbook, 1), [told]);
    ledger.end(&id("c"), WasFor::Holding(Hold::AtMost(runbook.guard.at_most.unwrap())), at(1));
    ledger.hear(&runbook, notice("a", 0, 30), at(30));
    assert_eq!(begin(&mut ledger, &runbook, 30), [""; 0], "they know");
    ledger.forget(&runbook, at(61));
    assert_eq!(begin(&mut ledger, &runbook, 61), ["d", "a"], "what waited for it, oldest first");
}

#[test]
fn runs_that_do_nothing_are_not_among_as_many_as_may_be() {
    let runbook = runbook(json!({ "at_most": { "runs": 1, "within": "1h" }, "cool_down": "0s" }));
    let mut ledger = Ledger::default();
    ledger.hear(&runbook, notice("a", 0, 0), at(0));
    ledger.hear(&runbook, notice("b", 0, 1), at(1));
    assert_eq!(begin(&mut ledger, &runbook, 1), ["a"]);
    ledger.end(&id("a"), WasFor::Nothing, at(2));
    assert_eq!(begin(&mut ledger, &runbook, 2), ["b"]);
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
            assert_eq!(begin(&mut ledger, &runbook, minute), [expected]);
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
    assert_eq!(begin(&mut ledger, &runbook, 0), ["b"]);
    let asked = asked("a", 1);
    ledger.hear(&runbook, asked, at(1));
    assert_eq!(begin(&mut ledger, &runbook, 1), ["a"], "one of them asks for it");
    ledger.end(&id("a"), WasFor::Nothing, at(2));
    assert_eq!(ledger.incidents(), std::slice::from_ref(&incident));
    ledger.incident_is_over(&incident);
    ledger.hear(&runbook, notice("a", 0, 3), at(3));
    assert_eq!(begin(&mut ledger, &runbook, 3), ["a"]);
}

#[test]
fn what_is_said_while_people_see_to_it_is_theirs_once_it_is_known_that_they_do() {
    let runbook = runbook(json!({}));
    for (is_over, begun) in [(true, vec!["a"]), (false, vec![])] {
        let (mut ledger, incident) = (Ledger::default(), id("incident"));
        ledger.hand_over("a".parse().unwrap(), incident.clone());
        assert!(!ledger.asks_for_people());
        ledger.hear(&runbook, notice("a", 0, 0), at(0));
        assert_eq!(begin(&mut ledger, &runbook, 0), [""; 0], "nobody has looked since");
        assert!(ledger.asks_for_people());
        match is_over {
            true => ledger.incident_is_over(&incident),
            false => ledger.incident_goes_on(&incident),
        }
        assert!(!ledger.asks_for_people());
        assert_eq!(begin(&mut ledger, &runbook, 1), begun, "{is_over}");
    }
}

/// A run that is held looks first: where it finds nothing wrong, or only who asked reads of it, people know of no hold.
#[test]
fn a_hold_of_which_nobody_was_told_is_told_with_the_next() {
    let freeze = json!({ "freeze": [{ "from": "2026-11-23T09:00:00Z", "to": "2026-11-23T17:00:00Z" }] });
    let runbook = runbook(freeze);
    let told = "held: nothing is touched until 2026-11-23T17:00:00Z";
    let asked = asked("a", 0);
    for first in [notice("a", 0, 0), asked] {
        let mut ledger = Ledger::default();
        ledger.hear(&runbook, first, at(0));
        assert_eq!(begin(&mut ledger, &runbook, 0), [told]);
        ledger.hear(&runbook, notice("b", 0, 1), at(1));
        assert_eq!(begin(&mut ledger, &runbook, 1), [""; 0], "the first may tell");
        ledger.end(&id("a"), WasFor::Nothing, at(2));
        ledger.forget(&runbook, at(2));
        assert_eq!(begin(&mut ledger, &runbook, 2), [told]);
        let hold = Hold::Freeze { until: at(8 * 60) };
        ledger.end(&id("b"), WasFor::Holding(hold), at(3));
        ledger.forget(&runbook, at(3));
        ledger.hear(&runbook, notice("c", 0, 4), at(4));
        assert_eq!(begin(&mut ledger, &runbook, 4), [""; 0], "now they know");
    }
}

/// Who asks and may not takes no monitor's place.
#[test]
fn what_a_monitor_told_outlasts_who_asked_for_nothing() {
    let runbook = runbook(json!({ "cool_down": "10m" }));
    let asked = asked("a", 2);
    // Before the run, and during it.
    for during in [false, true] {
        let mut ledger = Ledger::default();
        ledger.hear(&runbook, if during { asked.clone() } else { notice("a", 0, 1) }, at(2));
        if during {
            begin(&mut ledger, &runbook, 2);
        }
        ledger.hear(&runbook, if during { notice("a", 0, 1) } else { asked.clone() }, at(2));
        if !during {
            begin(&mut ledger, &runbook, 2);
        }
        ledger.end(&id("a"), WasFor::Nothing, at(3));
        assert_eq!(begin(&mut ledger, &runbook, 3), ["a"], "{during}");
        ledger.end(&id("a"), WasFor::Acting, at(4));
        assert_eq!(begin(&mut ledger, &runbook, 60), [""; 0]);
    }
}

/// Somebody has taken it off the list while it waited.
#[test]
fn what_the_runbook_is_not_for_any_more_is_left_alone() {
    let mut runbook = runbook(json!({ "share": { "percent": 25 }, "cool_down": "0s" }));
    let mut ledger = Ledger::default();
    ledger.hear(&runbook, notice("a", 0, 0), at(0));
    ledger.hear(&runbook, notice("b", 0, 1), at(1));
    assert_eq!(begin(&mut ledger, &runbook, 1), ["a"]);
    runbook.targets.retain(|target| target.as_str() != "b");
    runbook.guard.share = None;
    ledger.end(&id("a"), WasFor::Nothing, at(2));
    assert_eq!(begin(&mut ledger, &runbook, 2), [""; 0]);
    ledger.forget(&runbook, at(2));
    assert!(ledger.is_empty(), "{ledger:?}");
}

/// It begins and ends all the time: people are not asked each time.
#[test]
fn of_what_flaps_people_are_asked_once_in_a_cool_down() {
    let runbook = runbook(json!({ "cool_down": "10m" }));
    let mut ledger = Ledger::default();
    ledger.hear(&runbook, notice("a", 0, 0), at(0));
    assert_eq!(begin(&mut ledger, &runbook, 0), ["a"]);
    let over = Notice { is_over: true, ..notice("a", 0, 1) };
    assert_eq!(ledger.hear(&runbook, over, at(1)), Some(id("a")));
    ledger.hear(&runbook, notice("a", 0, 2), at(2));
    ledger.end(&id("a"), WasFor::Asking, at(2));
    assert_eq!(begin(&mut ledger, &runbook, 2), [""; 0]);
    assert_eq!(wakes_at(&mut ledger, &runbook, at(2)), Some(at(12)));
    assert_eq!(begin(&mut ledger, &runbook, 12), ["a"], "what began again and did not end");
}

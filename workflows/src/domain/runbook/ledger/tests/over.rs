//! What is over, and what goes on.

use serde_json::json;

use super::*;

#[test]
fn what_is_over_needs_nothing() {
    let runbook = runbook(json!({ "cool_down": "10m" }));
    let mut ledger = Ledger::default();
    let over = |target| Notice { is_over: true, ..notice(target, 0, 1) };
    ledger.hear(&runbook, notice("a", 0, 0), at(0));
    assert_eq!(ledger.hear(&runbook, over("a"), at(0)), None);
    assert_eq!(begin(&mut ledger, &runbook, 0), [""; 0]);
    ledger.hear(&runbook, notice("a", 0, 1), at(1));
    begin(&mut ledger, &runbook, 1);
    assert_eq!(ledger.hear(&runbook, over("a"), at(2)), Some(id("a")), "its run hears of it");
    let other = Notice { fingerprint: "other".to_owned(), ..over("a") };
    assert_eq!(ledger.hear(&runbook, other, at(2)), None, "something else is over");
    assert_eq!(ledger.hear(&runbook, over("b"), at(2)), None);
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
        ledger.end(&id("a"), was_for.clone(), at(2));
        assert_eq!(begin(&mut ledger, &runbook, 2), begun, "{was_for:?}");
        ledger.end(&id("a"), WasFor::Nothing, at(3));
        assert_eq!(begin(&mut ledger, &runbook, 3), [""; 0], "once is enough");
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
        assert_eq!(begin(&mut ledger, &runbook, 4), [""; 0]);
        assert!(ledger.is_empty(), "{ledger:?}");
    }
    let mut ledger = Ledger::default();
    ledger.hear(&runbook, notice("a", 0, 0), at(0));
    ledger.hear(&runbook, other, at(1));
    ledger.hear(&runbook, over(&notice("a", 0, 0)), at(2));
    assert_eq!(begin(&mut ledger, &runbook, 2), ["a"], "the other goes on");
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
    assert_eq!(begin(&mut ledger, &runbook, 2), ["a"]);
}

/// Not every monitor's messages keep their order.
#[test]
fn an_end_that_is_told_late_ends_nothing_that_has_begun_since() {
    let runbook = runbook(json!({}));
    let mut ledger = Ledger::default();
    ledger.hear(&runbook, notice("a", 0, 2), at(2));
    let late = Notice { is_over: true, ..notice("a", 0, 1) };
    ledger.hear(&runbook, late.clone(), at(3));
    assert_eq!(begin(&mut ledger, &runbook, 3), ["a"]);
    assert_eq!(ledger.hear(&runbook, late, at(4)), None);
}

/// CloudWatch, say, tells each of them once.
#[test]
fn of_several_alerts_during_a_run_each_is_seen_to_that_goes_on() {
    let runbook = runbook(json!({}));
    let mut ledger = Ledger::default();
    let other = |n: i64| Notice { fingerprint: format!("other {n}"), ..notice("a", 0, n) };
    ledger.hear(&runbook, notice("a", 0, 0), at(0));
    begin(&mut ledger, &runbook, 0);
    ledger.hear(&runbook, other(1), at(1));
    ledger.hear(&runbook, other(2), at(2));
    assert_eq!(ledger.hear(&runbook, Notice { is_over: true, ..other(1) }, at(3)), None);
    ledger.end(&id("a"), WasFor::Nothing, at(4));
    assert_eq!(begin(&mut ledger, &runbook, 4), ["a"], "the second goes on");
}

/// Of a pattern, its run sees to all that was counted.
#[test]
fn a_pattern_is_over_when_all_that_it_counted_is() {
    let runbook = runbook(json!({}));
    let mut ledger = Ledger::default();
    let alert = |n: i64| Notice { fingerprint: format!("f{n}"), ..notice("a", 1, n) };
    let over = |n: i64| Notice { is_over: true, ..alert(n) };
    ledger.hear(&runbook, alert(0), at(0));
    ledger.hear(&runbook, over(0), at(0));
    ledger.hear(&runbook, alert(1), at(1));
    ledger.hear(&runbook, alert(2), at(2));
    assert_eq!(begin(&mut ledger, &runbook, 2), ["a"], "what is over counts, too");
    assert_eq!(ledger.hear(&runbook, over(2), at(3)), None, "one goes on");
    assert_eq!(ledger.hear(&runbook, over(1), at(4)), Some(id("a")));
}

/// Somebody has asked in vain beside it; what they asked for has no end for which anybody could wait.
#[test]
fn what_is_over_is_over_though_somebody_asked() {
    let runbook = runbook(json!({ "cool_down": "10m" }));
    let alert = notice("a", 0, 1);
    let over = Notice { is_over: true, ..alert.clone() };
    for is_over_during in [false, true] {
        let mut ledger = Ledger::default();
        ledger.hear(&runbook, alert.clone(), at(1));
        ledger.hear(&runbook, asked("a", 2), at(2));
        assert_eq!(begin(&mut ledger, &runbook, 2), ["a"]);
        if is_over_during {
            assert_eq!(ledger.hear(&runbook, over.clone(), at(3)), None, "they want it all the same");
        }
        ledger.end(&id("a"), WasFor::Nothing, at(4));
        if !is_over_during {
            ledger.hear(&runbook, over.clone(), at(5));
        }
        assert_eq!(begin(&mut ledger, &runbook, 60), [""; 0], "{is_over_during}");
    }
}

/// What somebody asks for waits, whatever monitors say.
#[test]
fn what_is_asked_for_outlasts_what_is_over() {
    let runbook = runbook(json!({ "share": { "percent": 25 }, "cool_down": "0s" }));
    let mut ledger = Ledger::default();
    ledger.hear(&runbook, notice("b", 0, 0), at(0));
    begin(&mut ledger, &runbook, 0);
    ledger.hear(&runbook, notice("a", 0, 1), at(1));
    ledger.hear(&runbook, asked("a", 2), at(2));
    ledger.hear(&runbook, Notice { is_over: true, ..notice("a", 0, 1) }, at(3));
    ledger.end(&id("b"), WasFor::Nothing, at(4));
    assert_eq!(begin(&mut ledger, &runbook, 4), ["a"]);
}

use super::*;

#[test]
fn an_id_is_read_by_people_and_no_other_run_has_it() {
    let now: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
    let (name, target): (RunbookName, Target) = ("restart-web".parse().unwrap(), "web-1:80".parse().unwrap());
    let id = run_id(&name, &target, now);
    assert!(id.as_str().starts_with("restart-web-web-1-80-"), "{id}");
    assert_eq!(run_id(&name, &target, now), id);
    assert_ne!(run_id(&name, &target, now + jiff::SignedDuration::from_nanos(1)), id);
    let (name, target) = ("x".repeat(50).parse().unwrap(), "y:".repeat(50));
    assert!(run_id(&name, &target.parse().unwrap(), now).as_str().len() <= 64);
}
fn report(ended: Ended, action: Taken) -> Report {
    Report {
        id: "run".parse().unwrap(),
        runbook: "restart-web".parse().unwrap(),
        description: "So".to_owned(),
        target: "web-1".parse().unwrap(),
        noticed: "errors".to_owned(),
        asked_by: None,
        dry_run: false,
        stage: Stage::Ended(ended),
        seen: Vec::new(),
        allowed_by: None,
        actions: vec![action],
        incident: None,
        trouble: None,
    }
}

/// Whoever cancelled it does not know what it left behind.
#[test]
fn what_a_cancelled_run_leaves_half_done_needs_people() {
    let done = || Progress::Done(String::new());
    let failed = || Progress::Failed("no".to_owned());
    let unknown = || Progress::Unknown("no answer".to_owned());
    for (progress, undo, needs_people) in [
        (Progress::Pending, None, false),
        (done(), None, false),
        (failed(), None, false),
        (unknown(), None, true),
        (unknown(), Some(done()), false),
        (unknown(), Some(failed()), true),
        (done(), Some(done()), false),
        (done(), Some(failed()), true),
        (done(), Some(unknown()), true),
    ] {
        let action = Taken { what: "restart".to_owned(), progress, undo };
        let report = report(Ended::Cancelled, action);
        assert_eq!(report.needs_people(), needs_people, "{report}");
    }
}

/// Neither who allowed it in vain nor who had not yet decided is asked again at once.
#[test]
fn whoever_was_asked_in_vain_is_not_asked_again_at_once() {
    let pending = || Taken { what: "restart".to_owned(), progress: Progress::Pending, undo: None };
    assert_eq!(report(Ended::Over, pending()).was_for(), WasFor::Asking);
    let not_needed = report(Ended::NotNeeded, pending());
    assert_eq!(not_needed.was_for(), WasFor::Nothing);
    let allowed_by = Some(Person::at_a_shell("ada"));
    assert_eq!(Report { allowed_by, ..not_needed }.was_for(), WasFor::Asking);
}

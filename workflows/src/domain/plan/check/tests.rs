use serde_json::{Value, json};

use super::*;

fn plan() -> Value {
    let steps = |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), json!({}))).collect::<Value>();
    json!({
        "incidents_channel": "#incidents",
        "ticket": { "project": "INC", "issue_type": "Incident" },
        "post_mortem": { "space": "SP", "parent": "1234" },
        "meeting": { "hosts": ["zoom1@example.test", "KdYKjnimT4KPd8FFgQt9FQ"] },
        "services": [{ "id": "checkout", "name": "Checkout", "invite": [] }, { "id": "search", "name": "Search" }],
        "origins": [{ "id": "internal", "name": "Internal" }],
        "severity": [{
            "level": 1,
            "name": "Major",
            "description": "Major service disruption, no workaround",
            "invite": ["@oncall"],
            "alert": ["@management"],
            "escalate": [["@directors"], ["@board", "tama@example.test"]],
            "escalate_after": "15m",
            "open": steps(&["channel", "topic", "responders", "meeting", "ticket", "announcement", "management-alert", "page", "bookmarks", "ticket-links"]),
            "close": steps(&["resolution", "end-meeting", "end-page", "post-mortem", "transcript", "close-ticket", "follow-ups"]),
        }],
    })
}

/// The problems of the plan with something else at a place, or nothing there.
fn problems(pointer: &str, value: Option<Value>) -> Vec<String> {
    problems_of(plan(), pointer, value)
}

fn problems_of(mut plan: Value, pointer: &str, value: Option<Value>) -> Vec<String> {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match (plan.pointer_mut(parent).unwrap(), value) {
        (Value::Object(table), Some(value)) => drop(table.insert(key.to_owned(), value)),
        (Value::Object(table), None) => drop(table.remove(key).expect("it is there")),
        (list, value) => list[key.parse::<usize>().unwrap()] = value.expect("for a list"),
    }
    let plan: Plan = serde_json::from_value(plan).unwrap();
    plan.problems().iter().map(ToString::to_string).collect()
}

#[test]
fn a_good_plan_has_none() {
    assert_eq!(problems("/confirm_within", Some(json!("15m"))), [""; 0]);
}

#[test]
fn each_problem_is_found_where_it_is() {
    for (pointer, value, problem) in [
        (
            "/incidents_channel",
            json!("incidents"),
            "incidents_channel: \"incidents\" is no channel; write its name",
        ),
        ("/incidents_channel", json!("#Incidents"), "incidents_channel: "),
        ("/incidents_channel", json!("#"), "incidents_channel: "),
        ("/confirm_within", json!("30s"), "confirm_within: 30 seconds is too short; write at least 1m"),
        ("/confirm_within", json!("25h"), "confirm_within: 1 day 1 hour is too long; write at most 1d"),
        ("/announce_within", json!("1h"), "announce_within: "),
        ("/remind_after", json!("4m"), "remind_after: "),
        ("/amend_within", json!("91d"), "amend_within: 91 days is too long; write at most 90d"),
        ("/archive_after", json!("23h"), "archive_after: "),
        ("/retry_for", json!("15d"), "retry_for: "),
        ("/retry_for", json!("0s"), "retry_for: "),
        ("/work_hours", json!({"days": []}), "work_hours.days: nobody ever works"),
        ("/work_hours", json!({"days": ["mon", "monday"]}), "work_hours.days: a day is there twice"),
        (
            "/ticket/project",
            json!("inc"),
            "ticket.project: \"inc\" is no key of a Jira project; write one such as \"INC\"",
        ),
        ("/ticket/issue_type", json!(" "), "ticket.issue_type: there is no issue type in it; "),
        ("/ticket/done_status", json!(""), "ticket.done_status: "),
        ("/follow_ups", json!({"project": "inc"}), "follow_ups.project: \"inc\" is no key of a Jira project"),
        ("/follow_ups", json!({"issue_type": ""}), "follow_ups.issue_type: "),
        ("/follow_ups", json!({"link_type": " "}), "follow_ups.link_type: there is no link type in it"),
        (
            "/follow_ups",
            json!({"emoji": ":ticket:"}),
            "follow_ups.emoji: \":ticket:\" is no name of an emoji; write it without colons",
        ),
        ("/post_mortem/space", json!("my space"), "post_mortem.space: "),
        ("/post_mortem/parent", json!("Home"), "post_mortem.parent: "),
        ("/meeting/hosts", json!([]), "meeting.hosts: there is nobody to host"),
        ("/meeting/hosts/1", json!("Zoom One"), "meeting.hosts[1]: "),
        (
            "/meeting/hosts/1",
            json!("zoom1@example.test"),
            "meeting.hosts[1]: \"zoom1@example.test\" is there twice",
        ),
        ("/services/1/id", json!("checkout"), "services[1].id: \"checkout\" is there twice"),
        ("/services/1/id", json!("Search"), "services[1].id: \"Search\" is no id; write up to 50 of a-z"),
        ("/services/0/name", json!(""), "services[0].name: "),
        (
            "/services/0/invite",
            json!(["@payments", "@payments"]),
            "services[0].invite[1]: \"@payments\" is there twice",
        ),
        ("/origins/0/id", json!(""), "origins[0].id: "),
        ("/origins/0/name", json!("x".repeat(76)), "origins[0].name: "),
        ("/severity/0/level", json!(2), "severity: severity 1 is missing"),
        ("/severity", json!([]), "severity: severity 1 is missing"),
        ("/severity/0/name", json!(""), "severity[0].name: "),
        ("/severity/0/description", json!("x".repeat(76)), "severity[0].description: "),
        ("/severity/0/downtime_percent", json!(101), "severity[0].downtime_percent: 101 % is more than all"),
        ("/severity/0/alert", json!([]), "severity[0].open.management-alert: it alerts nobody; "),
        (
            "/severity/0/invite",
            json!(["@oncall", "@oncall"]),
            "severity[0].invite[1]: \"@oncall\" is there twice",
        ),
        ("/severity/0/escalate_after", json!("30s"), "severity[0].escalate_after: 30 seconds is too short"),
        ("/severity/0/escalate_after", json!(null), "severity[0].escalate: it is not said when; "),
        ("/severity/0/escalate", json!([]), "severity[0].escalate_after: there is nobody who is alerted"),
        ("/severity/0/escalate/1", json!([]), "severity[0].escalate[1]: there is nobody in it; "),
        (
            "/severity/0/escalate/1/0",
            json!("@management"),
            "severity[0].escalate[1][0]: \"@management\" is there twice",
        ),
        (
            "/severity/0/escalate",
            json!((0..11).map(|n| [format!("@group-{n}")]).collect::<Vec<_>>()),
            "severity[0].escalate: 11 groups are too many; ",
        ),
        (
            "/severity/0/open/resolution",
            json!({}),
            "severity[0].open.resolution: \"resolution\" is no step of open; write it under close",
        ),
        (
            "/severity/0/close/channel",
            json!({}),
            "severity[0].close.channel: \"channel\" is no step of close; ",
        ),
        (
            "/severity/0/close/transcript",
            json!({"retry_for": "15d"}),
            "severity[0].close.transcript.retry_for: ",
        ),
    ] {
        let problems = problems(pointer, Some(value.clone()));
        assert!(
            problems.len() == 1 && problems[0].starts_with(problem),
            "{pointer} = {value}: {problems:#?}"
        );
    }
}

#[test]
fn steps_need_steps() {
    for (missing, alone) in [
        (
            "open/channel",
            &["open.topic", "open.responders", "open.bookmarks", "close.transcript", "close.follow-ups"][..],
        ),
        ("open/meeting", &["close.end-meeting"]),
        ("open/page", &["close.end-page"]),
        ("open/ticket", &["open.ticket-links", "close.close-ticket"]),
        ("close/post-mortem", &["close.transcript"]),
    ] {
        let problems = problems(&format!("/severity/0/{missing}"), None);
        let (_, step) = missing.split_once('/').unwrap();
        for step_alone in alone {
            let expected =
                format!("severity[0].{step_alone}: it needs the step {step:?}, which is not in the plan; ");
            assert!(
                problems.iter().any(|problem| problem.starts_with(&expected)),
                "{expected}: {problems:#?}"
            );
        }
        assert_eq!(problems.len(), alone.len(), "{problems:#?}");
    }
}

#[test]
fn lists_without_their_step_do_nothing() {
    for (step, lists) in [("responders", &["invite"][..]), ("management-alert", &["alert", "escalate"])] {
        let problems = problems(&format!("/severity/0/open/{step}"), None);
        let idle: Vec<_> =
            problems.iter().filter_map(|one| one.split_once(": nothing is done with it")).collect();
        let expected: Vec<_> = lists.iter().map(|list| format!("severity[0].{list}")).collect();
        assert_eq!(idle.iter().map(|(path, _)| *path).collect::<Vec<_>>(), expected);
        assert_eq!(problems.len(), expected.len(), "{problems:?}");
    }
}

#[test]
fn who_knows_a_service_is_invited_where_others_are() {
    let mut plan = plan();
    plan["services"][0]["invite"] = json!(["@payments"]);
    plan["severity"][0]["invite"] = json!([]);
    plan["severity"][0]["open"].as_object_mut().unwrap().remove("responders");
    let plan: Plan = serde_json::from_value(plan).unwrap();
    let problems: Vec<_> = plan.problems().iter().map(ToString::to_string).collect();
    assert!(problems.len() == 1 && problems[0].starts_with("services[0].invite: "), "{problems:?}");
}

#[test]
fn a_severity_may_be_there_once() {
    let mut plan = plan();
    let severity = plan["severity"][0].clone();
    plan["severity"].as_array_mut().unwrap().push(severity);
    let plan: Plan = serde_json::from_value(plan).unwrap();
    let problems = plan.problems();
    assert_eq!(problems.len(), 1);
    assert!(problems[0].to_string().starts_with("severity[1].level: severity 1 is there twice"));
}

#[test]
fn private_incidents_have_people_and_places_of_their_own() {
    let mut plan = plan();
    plan["private"] = json!({ "confirmers": ["@security"], "invite": ["@security"], "security_level": "Security team", "space": "SEC", "parent": "42" });
    for (pointer, value, problem) in [
        ("/private/confirmers", json!([]), "private.confirmers: nobody could confirm a private incident; "),
        ("/private/confirmers", json!(["@a", "@a"]), "private.confirmers[1]: \"@a\" is there twice; "),
        ("/private/invite", json!([]), "private.invite: nobody could be in its channel; "),
        ("/private/invite", json!(["@a", "@b", "@a"]), "private.invite[2]: \"@a\" is there twice; "),
        ("/private/security_level", json!(" "), "private.security_level: there is no security level in it; "),
        ("/private/space", json!("S P"), "private.space: \"S P\" is no key of a Confluence space; "),
        ("/private/space", json!("SP"), "private.space: it is the space of all other post-mortems, "),
        ("/private/space", json!(null), "private.parent: nothing is done with it: no space is named; "),
        ("/private/parent", json!("Home"), "private.parent: \"Home\" is no id of a Confluence page; "),
    ] {
        let problems = problems_of(plan.clone(), pointer, Some(value));
        assert!(problems.len() == 1 && problems[0].starts_with(problem), "{pointer}: {problems:?}");
    }
    let uninvited = problems_of(plan, "/severity/0/open/responders", None);
    assert!(
        uninvited.iter().any(|problem| problem.contains("nobody is invited into the channel")),
        "{uninvited:?}"
    );
}

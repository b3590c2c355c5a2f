use serde_json::{Value, json};

use super::*;

fn runbook() -> Value {
    json!({
        "home": "west",
        "description": "Checkout answers with errors: its tasks are replaced",
        "targets": ["web-1", "web-2", "web-3", "web-4"],
        "aws": { "region": "eu-west-1", "role": "arn:aws:iam::123456789012:role/muster" },
        "trigger": [
            { "schedule": { "every": "1m" } },
            { "schedule": { "cron": "*/5 9-17 * * mon-fri", "time_zone": "Europe/Paris" } },
            { "alert": { "labels": { "alertname": "HighErrors" }, "target": "instance", "times": 3, "within": "10m" } },
        ],
        "detect": { "probe": [{ "promql": { "query": "rate(errors{i=\"{target}\"}[5m])", "is": "< 0.05" } }] },
        "guard": {
            "cool_down": "10m", "at_most": { "runs": 3, "within": "1h" }, "share": { "percent": 25 },
            "freeze": [{ "from": "2026-12-24T00:00:00Z", "to": "2026-12-27T00:00:00Z" }],
        },
        "approval": { "by": ["@sre-leads"], "above": "low" },
        "action": [
            { "ecs_redeploy": { "cluster": "prod", "service": "checkout" }, "undo": { "webhook": { "url": "https://x.test/undo" } } },
            { "redis_flush": { "server": "cache", "keys": "session:*" } },
            { "route53_weights": { "zone": "Z1", "name": "api.example.test", "type": "CNAME", "weights": { "a": 0, "b": 1 } } },
            { "elb_weights": { "listener": "arn:aws:x:listener/app/1", "weights": { "arn:aws:x:targetgroup/a/1": 1 } } },
            { "ec2_reboot": { "instance": "{target}" } },
        ],
        "verify": { "probe": [{ "http": { "url": "https://{target}.example.test/health" } }], "good_for": "1m" },
        "otherwise": { "severity": 2, "services": ["checkout"] },
    })
}

fn around() -> Surroundings {
    let plan = json!({
        "incidents_channel": "#incidents",
        "ticket": { "project": "INC", "issue_type": "Incident" },
        "post_mortem": { "space": "SP" },
        "meeting": { "hosts": [] },
        "services": [{ "id": "checkout", "name": "Checkout" }],
        "severity": [{ "level": 2, "name": "Minor", "description": "Key functionality", "open": {}, "close": {} }],
    });
    Surroundings {
        plan: Arc::new(serde_json::from_value(plan).unwrap()),
        regions: vec!["west".to_owned(), "east".to_owned()],
    }
}

/// The problems of the runbook with something else at a place, or nothing there.
fn problems(pointer: &str, value: Option<Value>) -> Vec<String> {
    let mut runbook = runbook();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match (runbook.pointer_mut(parent).unwrap(), value) {
        (Value::Object(table), Some(value)) => drop(table.insert(key.to_owned(), value)),
        (Value::Object(table), None) => drop(table.remove(key).expect("it is there")),
        (list, value) => list[key.parse::<usize>().unwrap()] = value.expect("for a list"),
    }
    let runbook: Runbook = serde_json::from_value(runbook).unwrap();
    runbook.problems(&around()).iter().map(ToString::to_string).collect()
}

#[test]
fn a_good_runbook_has_none() {
    assert_eq!(problems("/description", Some(json!("So"))), [""; 0]);
}

#[test]
fn each_problem_is_found_where_it_is() {
    let webhook = |url: &str| json!({ "webhook": { "url": url } });
    for (pointer, value, problem) in [
        ("/description", json!(" "), "description: there is no description in it; write"),
        ("/targets/1", json!("web-1"), "targets[1]: \"web-1\" is there twice; write each once"),
        ("/aws/region", json!("Ireland"), "aws.region: \"Ireland\" is no region of AWS; write one such as"),
        ("/aws/role", json!("muster"), "aws.role: \"muster\" is no role; write its ARN"),
        ("/trigger", json!([]), "trigger: nothing begins it; write a [[trigger]]"),
        ("/trigger/0/schedule", json!({}), "trigger[0].schedule: it is not said when"),
        ("/trigger/0/schedule/every", json!("0s"), "trigger[0].schedule.every: 0 seconds is too short"),
        ("/trigger/0/schedule/cron", json!("* * * * *"), "trigger[0].schedule.cron: it is said twice when"),
        (
            "/trigger/0/schedule/time_zone",
            json!("UTC"),
            "trigger[0].schedule: nothing is done with its time_zone",
        ),
        ("/trigger/2/alert/labels", json!({}), "trigger[2].alert.labels: every alert would be meant"),
        ("/trigger/2/alert/target", json!(null), "trigger[2].alert: it is not said what it is done to"),
        ("/trigger/2/alert/times", json!(0), "trigger[2].alert.times: 0 times makes no sense"),
        ("/trigger/2/alert/times", json!(1), "trigger[2].alert.within: nothing is done with it"),
        ("/trigger/2/alert/within", json!(null), "trigger[2].alert.times: it is not said in how much time"),
        ("/trigger/2/alert/within", json!("2d"), "trigger[2].alert.within: 2 days is too long"),
        ("/detect/probe", json!([]), "detect.probe: nothing is asked"),
        ("/detect/probe/0/promql/query", json!(""), "detect.probe[0].promql.query: there is no query in it"),
        ("/detect/every", json!("0s"), "detect.every: 0 seconds is too short"),
        ("/detect/bad_for", json!("2h"), "detect.bad_for: 2 hours is too long"),
        ("/guard/cool_down", json!("30d"), "guard.cool_down: 30 days is too long"),
        ("/guard/at_most/runs", json!(0), "guard.at_most.runs: 0 runs make no sense"),
        ("/guard/share/percent", json!(0), "guard.share.percent: 0 % is no share"),
        ("/guard/share/percent", json!(20), "guard.share.percent: it is less than one"),
        ("/guard/hours", json!({ "days": [] }), "guard.hours.days: it would never run"),
        ("/guard/freeze/0/to", json!("2026-12-23T00:00:00Z"), "guard.freeze[0].to: it ends before it begins"),
        ("/ask", json!(["@a", "@a"]), "ask[1]: \"@a\" is there twice"),
        ("/ask", json!(["U0ADA"]), "ask[0]: \"U0ADA\" is no user group"),
        ("/approval/by", json!([]), "approval.by: nobody could allow it"),
        ("/approval/by", json!(["@a", "@a"]), "approval.by[1]: \"@a\" is there twice"),
        (
            "/approval/by/0",
            json!("ada@example.test"),
            "approval.by[0]: \"ada@example.test\" is no user group",
        ),
        ("/approval/within", json!("1s"), "approval.within: 1 second is too short"),
        ("/action", json!([]), "action: it does nothing; write an [[action]]"),
        ("/action/0/within", json!("0s"), "action[0].within: 0 seconds is too short"),
        ("/action/0/undo", webhook("x"), "action[0].undo.webhook.url: \"x\" is no address"),
        (
            "/action/0",
            webhook("https://{targt}/x"),
            "action[0].webhook.url: \"https://{targt}/x\" is no address",
        ),
        (
            "/action/0/ecs_redeploy/cluster",
            json!("a b"),
            "action[0].ecs_redeploy.cluster: \"a b\" is no name",
        ),
        ("/action/1/redis_flush/keys", json!(null), "action[1].redis_flush: it is not said which keys"),
        ("/action/1/redis_flush/keys", json!("*"), "action[1].redis_flush.keys: these are all keys"),
        (
            "/action/1/redis_flush/everything",
            json!(true),
            "action[1].redis_flush.keys: it says everything beside it",
        ),
        ("/action/1/redis_flush/server", json!("Cache"), "action[1].redis_flush.server: \"Cache\" is no id"),
        (
            "/action/2/route53_weights/weights",
            json!({ "a": 0 }),
            "action[2].route53_weights.weights: nothing would get",
        ),
        (
            "/action/2/route53_weights/zone",
            json!("x"),
            "action[2].route53_weights.zone: \"x\" is no hosted zone",
        ),
        (
            "/action/3/elb_weights/listener",
            json!("x"),
            "action[3].elb_weights.listener: \"x\" is no listener",
        ),
        (
            "/action/3/elb_weights/weights",
            json!({ "x": 1 }),
            "action[3].elb_weights.weights.x: \"x\" is no target group",
        ),
        (
            "/action/3/elb_weights/weights",
            json!({ "arn:aws:x:targetgroup/a/1": 1000 }),
            "action[3].elb_weights.weights.arn:aws:x:targetgroup/a/1: 1000 is no weight",
        ),
        (
            "/action/4/ec2_reboot/instance",
            json!("web"),
            "action[4].ec2_reboot.instance: \"web\" is no instance",
        ),
        ("/verify/probe", json!([]), "verify.probe: nothing is asked"),
        (
            "/verify/good_for",
            json!("10m"),
            "verify.good_for: it can never be good for 10 minutes within 5 minutes",
        ),
        ("/verify/probe/0/http/url", json!("ftp://x"), "verify.probe[0].http.url: \"ftp://x\" is no address"),
        ("/verify/probe/0/http/status", json!(99), "verify.probe[0].http.status: no answer has this status"),
        ("/verify/probe/0/http/timeout", json!("5m"), "verify.probe[0].http.timeout: 5 minutes is too long"),
        (
            "/verify/probe/0",
            json!({ "cloudwatch": { "namespace": "AWS/ECS", "metric": "Errors", "statistic": "sum", "period": "90s", "is": "== 0" } }),
            "verify.probe[0].cloudwatch.period: CloudWatch counts whole minutes",
        ),
        ("/home", json!("north"), "home: there is no region \"north\"; write one of west, east"),
        ("/otherwise/severity", json!(1), "otherwise.severity: the plan has no severity 1; write one of 2"),
        (
            "/otherwise/services/0",
            json!("chekout"),
            "otherwise.services[0]: the plan has no service \"chekout\"",
        ),
    ] {
        let problems = problems(pointer, Some(value));
        assert!(
            problems.len() == 1 && problems[0].starts_with(problem) && problems[0].contains("; "),
            "{pointer}: {problem}: {problems:#?}"
        );
    }
}

#[test]
fn where_there_are_several_regions_it_is_said_which_is_its_home() {
    assert_eq!(
        problems("/home", None),
        ["home: it is not said in which region it runs; write home = \"west\", or another of west, east"]
    );
}

#[test]
fn what_a_schedule_and_aws_need_is_missed() {
    assert_eq!(
        problems("/detect", None),
        [0, 1].map(|n| format!(
            "trigger[{n}].schedule: it is not said how one sees that something is wrong; write a [detect]"
        ))
    );
    assert!(
        problems("/targets", None).iter().any(|problem| problem.contains("it is not said what is looked at"))
    );
    assert_eq!(
        problems("/aws", None),
        ["aws: ecs_redeploy asks AWS, and it is not said where; write aws = { region = \"eu-west-1\" }"]
    );
    let nothing_of_aws = json!([{ "webhook": { "url": "https://x.test" } }]);
    assert_eq!(
        problems("/action", Some(nothing_of_aws)),
        ["aws: nothing is done with it: nothing asks AWS; take this out"]
    );
}

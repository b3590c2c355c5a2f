use super::*;

/// The examples, each by the path of its file.
pub(super) const EXAMPLES: [(&str, &str); 4] = [
    ("restart-web.toml", include_str!("../../../../runbooks/examples/restart-web.toml")),
    ("replace-instance.toml", include_str!("../../../../runbooks/examples/replace-instance.toml")),
    ("redeploy-checkout.toml", include_str!("../../../../runbooks/examples/redeploy-checkout.toml")),
    ("switch-traffic.toml", include_str!("../../../../runbooks/examples/switch-traffic.toml")),
];

/// Beside the default plan, in one region.
pub(super) fn around() -> Surroundings {
    let plan = parse(Path::new("plans/default.toml"), DEFAULT, &()).unwrap();
    Surroundings { plan: Arc::new(plan), regions: vec!["default".to_owned()] }
}

/// Every mistake in an example with other words in it.
fn mistakes_with(example: usize, from: &str, to: &str) -> Vec<String> {
    let (_, text) = EXAMPLES[example];
    assert!(text.contains(from), "{from}");
    mistakes_in::<Runbook>(&text.replacen(from, to, 1), &around())
}

#[test]
fn each_mistake_has_its_place_and_what_to_write() {
    for (example, from, to, expected) in [
        (0, "schedule = {", "schedul = {", "1: nothing is called \"schedul\" here; write schedule"),
        (0, "every = \"1m\"", "every = 1", "22: 1 is no length of time; write \"1m\""),
        (
            0,
            "schedule = { every = \"1m\" }",
            "schedule = { every = \"1m\" }\nalert = { labels = { a = \"b\" }, target = \"x\" }",
            "1: this trigger is schedule and alert at once; write each for itself",
        ),
        (
            0,
            "schedule = { every = \"1m\" }",
            "",
            "1: it is not said what this trigger is; write one of schedule, alert",
        ),
        (
            0,
            "probe = [{ http = { url = \"https://{target}/health\" } }]",
            "",
            "1: \"probe\" is missing; write [[probe]]",
        ),
        (
            0,
            "{ http = { url = \"https://{target}/health\" } }",
            "{ https = { url = \"https://{target}/health\" } }",
            "12: nothing is called \"https\" here; write http",
        ),
        (0, "web-1.example.com", "web/1", "12: \"web/1\" is no target; write up to 100 of letters, digits"),
        (0, "is = \"< 0.1\"", "is = 0.1", "86: 0.1 is no threshold; write \"< 0.05\""),
        (
            0,
            "is = \"< 0.1\"",
            "is = \"low\"",
            "86: \"low\" is no threshold; write what is good: <, <=, >, >= or == and a number, such as \"< 0.05\"",
        ),
        (
            0,
            "data = { server = \"{target}\" }",
            "data = { server = 1 }",
            "73: 1 is no text; write \"checkout\"",
        ),
        (0, "severity = 2", "severity = 3", "12: the plan has no severity 3; write one of 1, 2"),
        (
            0,
            "services = [\"checkout\"]",
            "services = [\"chekout\"]",
            "13: the plan has no service \"chekout\"; write one of",
        ),
        (
            0,
            "description =",
            "home = \"west\"\ndescription =",
            "8: there is no region \"west\"; write one of default",
        ),
        (
            1,
            "above = \"medium\"",
            "above = \"some\"",
            "9: \"some\" is no risk: low, medium or high; write \"medium\"",
        ),
        (
            1,
            "ec2_replace = {",
            "ec2_replac = {",
            "1: nothing is called \"ec2_replac\" here; write ec2_replace",
        ),
        (1, "[verify]\n", "[verfy]\n", "2: nothing is called \"verfy\" here; write verify"),
        (
            2,
            "cron = \"*/5 0-6 * * *\"",
            "cron = \"*/5\"",
            "21: \"*/5\" is no cron expression: it has 1 fields; write minute",
        ),
        (2, "keys = \"checkout:*\"", "keys = \"*\"", "45: these are all keys; write a pattern"),
        (3, "green = 100", "green = 256", "118: 256 is no weight from 0 to 255; write 100"),
        (3, "blue = 0, green = 100", "blue = 0", "98: nothing would get any traffic; write a weight above 0"),
    ] {
        let mistakes = mistakes_with(example, from, to);
        assert!(
            mistakes.len() == 1 && mistakes[0].split_once(':').unwrap().1.starts_with(expected),
            "{to}: {mistakes:#?}"
        );
    }
}

#[test]
fn an_empty_file_lacks_everything() {
    let mistakes = mistakes_in::<Runbook>("", &around());
    let missing = ["action", "description", "trigger", "verify"];
    assert_eq!(mistakes.len(), missing.len(), "{mistakes:#?}");
    for (mistake, key) in mistakes.iter().zip(missing) {
        assert!(mistake.starts_with(&format!("1:1: \"{key}\" is missing; write ")), "{mistake}");
    }
}

proptest! {
    #[test]
    fn a_damaged_runbook_is_read_or_refused(
        example in 0..EXAMPLES.len(), at in 0usize..3_000, length in 0usize..40, instead in r#"[\[\]{}="'#\na-z0-9.,-]{0,5}"#
    ) {
        let (_, text) = EXAMPLES[example];
        let (at, end) = (at.min(text.len()), (at + length).min(text.len()));
        let (start, end) = (text.floor_char_boundary(at), text.ceil_char_boundary(end));
        let damaged = format!("{}{instead}{}", &text[..start], &text[end..]);
        for mistake in mistakes_in::<Runbook>(&damaged, &around()) {
            let line: usize = mistake.split(':').next().unwrap().parse().unwrap();
            prop_assert!(line <= damaged.split('\n').count(), "{mistake}");
        }
    }
}

use std::sync::Arc;

use muster_workflows::domain::{Moment, Period, Severity, Step};
use proptest::prelude::*;

use super::*;

mod runbook;
mod schema;

const DEFAULT: &str = include_str!("../../../plans/default.toml");

/// Every mistake in a plan, without the file's name.
fn mistakes(text: &str) -> Vec<String> {
    mistakes_in::<Plan>(text, &())
}

fn mistakes_in<T: AsCode>(text: &str, around: &T::Around) -> Vec<String> {
    let Err(Mistakes(mistakes)) = parse::<T>(Path::new("p.toml"), text, around) else { return Vec::new() };
    assert!(!mistakes.is_empty(), "an error has a mistake");
    mistakes.iter().map(|mistake| mistake.to_string().trim_start_matches("p.toml:").to_owned()).collect()
}

/// Every mistake in the default plan with other words in it.
fn mistakes_with(changes: &[(&str, &str)]) -> Vec<String> {
    let text = changes.iter().fold(DEFAULT.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    });
    mistakes(&text)
}

/// The line, from 1, on which the default plan says something first.
fn line(words: &str) -> usize {
    DEFAULT.lines().position(|line| line.contains(words)).expect("it is there") + 1
}

#[test]
fn the_default_plan_has_no_mistake() {
    assert_eq!(mistakes(DEFAULT), [""; 0]);
    let plan = parse::<Plan>(Path::new("plans/default.toml"), DEFAULT, &()).unwrap();
    for severity in [1, 2].map(|level| Severity::try_from(level).unwrap()) {
        for step in Step::ALL {
            let is_planned = [Moment::Open, Moment::Close]
                .iter()
                .any(|moment| plan.steps(severity, *moment).contains(&step));
            let is_expected = match step {
                // Not everybody has PagerDuty.
                Step::Page | Step::EndPage => false,
                Step::ManagementAlert => severity == Severity::MAJOR,
                _ => true,
            };
            assert_eq!(is_planned, is_expected, "{severity} {step}");
        }
    }
    assert_eq!(plan.work_hours.holidays.len(), 22);
}

#[test]
fn what_is_commented_out_in_the_default_plan_can_be_used() {
    let whole =
        ["page", "end-page", "escalate", "escalate_after"].iter().fold(DEFAULT.to_owned(), |text, key| {
            let comment = format!("\n# {key} = ");
            assert!(text.contains(&comment), "{key}");
            text.replace(&comment, &format!("\n{key} = "))
        });
    assert_eq!(mistakes(&whole), [""; 0]);
    let plan = parse::<Plan>(Path::new("p.toml"), &whole, &()).unwrap();
    assert!(plan.steps(Severity::MAJOR, Moment::Open).contains(&Step::Page));
    assert!(plan.steps(Severity::MAJOR, Moment::Close).contains(&Step::EndPage));
}

#[test]
fn a_plan_is_what_serde_reads() {
    let plan = parse::<Plan>(Path::new("plans/default.toml"), DEFAULT, &()).unwrap();
    assert_eq!(plan, toml::from_str(DEFAULT).unwrap());
}

#[test]
fn each_mistake_has_its_place_and_what_to_write() {
    for (from, to, expected) in [
        (
            "confirm_within",
            "confirm_witin",
            "1: nothing is called \"confirm_witin\" here; write confirm_within",
        ),
        (
            "[ticket]\n",
            "[ticket]\ncolour = 1\n",
            "1: nothing is called \"colour\" here; write one of project, issue_type, done_status",
        ),
        (
            "incidents_channel = \"#incidents\"",
            "",
            "1: \"incidents_channel\" is missing; write incidents_channel = \"#incidents\"",
        ),
        ("project = \"INC\"", "", "1: \"project\" is missing; write project = \"INC\""),
        ("confirm_within = \"15m\"", "confirm_within = 15", "18: 15 is no length of time; write \"15m\""),
        (
            "confirm_within = \"15m\"",
            "confirm_within = \"15 min\"",
            "18: \"15 min\" is no length of time; write numbers with the units d, h, m, s, the largest first: 15m, 1h 30m, 30d",
        ),
        ("confirm_within = \"15m\"", "confirm_within = \"2d\"", "18: 2 days is too long; write at most 1d"),
        (
            "time_zone = \"Europe/Paris\"",
            "time_zone = \"Europe/Pariss\"",
            "13: no time zone is called \"Europe/Pariss\"; write Europe/Paris",
        ),
        ("from = \"09:00\"", "from = \"9am\"", "8: \"9am\" is no time of day; write \"09:00\""),
        ("\"2026-04-06\"", "\"2026-04-31\"", "5: \"2026-04-31\" is no day; write \"2026-12-25\""),
        ("\"tue\"", "\"mardi\"", "16: \"mardi\" is no weekday; write mon, tue, wed, thu, fri, sat or sun"),
        ("days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"]", "days = []", "8: nobody ever works"),
        (
            "invite = [\"@oncall\"",
            "invite = [\"@here\"",
            "11: \"@here\" is everybody in a channel; write the @handle of a user group such as @oncall",
        ),
        (
            "alert = [\"@management\"]",
            "alert = \"@management\"",
            "9: \"alert\" cannot be a string; write alert = [\"@oncall\"]",
        ),
        (
            "alert = [\"@management\"]\n",
            "alert = [\"@management\"]\nescalate = [\"@directors\"]\n",
            "13: \"escalate\" cannot be a string; write escalate = [[\"@oncall\"]]",
        ),
        ("level = 1\n", "level = 12\n", "9: 12 is no severity from 1, the worst, to 9; write 1"),
        ("level = 1\n", "level = \"high\"\n", "9: \"high\" is no severity"),
        ("level = 1\n", "", "1: \"level\" is missing; write level = 1"),
        ("channel = {}", "channel = true", "11: \"channel\" cannot be a boolean; write channel = {}"),
        ("channel = {}", "chanel = {}", "1: nothing is called \"chanel\" here; write channel"),
        (
            "channel = {}",
            "channel = { retry = \"1h\" }",
            "13: nothing is called \"retry\" here; write retry_for",
        ),
        (
            "transcript = { retry_for = \"3d\" }",
            "transcript = { retry_for = \"30d\" }",
            "28: 30 days is too long; write at most 14d",
        ),
        ("[meeting]\n", "[meeting]\nhosts = []\n[other]\n", "2: nothing is called \"other\" here"),
        ("project = \"INC\"", "project = INC", "11: this is not TOML: "),
        ("project = \"INC\"", "project \"INC\"", "9: this is not TOML: "),
        ("done_status =", "project =", "1: this is not TOML: duplicate key; write each key once"),
    ] {
        let mistakes = mistakes_with(&[(from, to)]);
        assert!(
            mistakes.iter().any(|mistake| mistake.split_once(':').unwrap().1.starts_with(expected)),
            "{to}: {mistakes:#?}"
        );
    }
}

#[test]
fn each_mistake_is_reported_once_and_alone() {
    for (from, to, at) in [
        ("confirm_within", "confirm_witin", "confirm_within"),
        ("channel = {}", "chanel = {}", "channel = {}"),
        ("[severity.open]", "[severity.opne]", "[severity.open]"),
        ("channel = {}", "channel = 1", "channel = {}"),
        ("alert = [\"@management\"]", "alert = [\"@channel\"]", "alert = ["),
        ("level = 1\n", "level = 0\n", "level = 1"),
        ("id = \"checkout\"", "id = 1", "id = \"checkout\""),
        ("hosts = [\"zoom1@example.test\"", "hosts = [1", "hosts = ["),
        ("project = \"INC\"", "project = \"inc\"", "project = "),
        ("time_zone = \"Europe/Paris\"", "time_zone = \"Paris\"", "time_zone"),
        ("ticket = {}", "resolution = {}\nticket = {}", "ticket = {}"),
        ("days = [\"mon\"", "days = [\"funday\"", "days = ["),
        ("holidays = [\n", "holidays = [2026-13-01,\n", "holidays = ["),
    ] {
        let mistakes = mistakes_with(&[(from, to)]);
        assert_eq!(mistakes.len(), 1, "{to}: {mistakes:#?}");
        assert!(mistakes[0].starts_with(&format!("{}:", line(at))), "{to}: {mistakes:#?}");
    }
}

#[test]
fn all_mistakes_come_at_once_and_in_order() {
    let mistakes = mistakes_with(&[
        ("= \"15m\"", "= \"1s\""),
        ("Europe/Paris\"", "Paris\""),
        ("project = \"INC\"\n", ""),
        ("hosts = [\"zoom1@example.test\"", "hosts = [\"Zoom One\""),
        ("id = \"payments\"", "id = \"checkout\""),
        ("[\"@oncall\"", "[\"#oncall\""),
        ("end-meeting = { retry_for = \"1h\" }", "end-meeting = { retry_for = \"1 h\" }"),
        ("level = 2", "level = 1"),
    ]);
    let expected = [
        "too short",
        "no time zone",
        "is missing",
        "Zoom One",
        "there twice",
        "is a channel",
        "\"1 h\"",
        "there twice",
    ];
    assert_eq!(mistakes.len(), expected.len(), "{mistakes:#?}");
    for (mistake, expected) in mistakes.iter().zip(expected) {
        assert!(mistake.contains(expected), "{expected}: {mistakes:#?}");
    }
    let lines = mistakes.iter().map(|mistake| mistake.split(':').next().unwrap().parse::<usize>().unwrap());
    assert!(lines.is_sorted(), "{mistakes:#?}");
}

#[test]
fn mistakes_beside_what_is_not_toml_are_told() {
    let mistakes = mistakes_with(&[
        ("confirm_within = \"15m\"", "confirm_within = \"15 minutes\""),
        ("time_zone = \"Europe/Paris\"", "time_zone = Europe/Paris"),
        ("space = \"SP\"", "spice = \"SP\""),
    ]);
    assert_eq!(mistakes.len(), 3, "{mistakes:#?}");
    for (mistake, expected) in mistakes.iter().zip(["15 minutes", "not TOML", "\"spice\""]) {
        assert!(mistake.contains(expected), "{mistakes:#?}");
    }
    // Nothing after it is where it should be.
    let mistakes = mistakes_with(&[("[ticket]", "[ticket")]);
    assert_eq!(mistakes.len(), 1, "{mistakes:#?}");
    assert!(mistakes[0].starts_with(&format!("{}:8: ", line("[ticket]"))), "{mistakes:#?}");
}

#[test]
fn what_is_misspelt_is_judged_where_it_is() {
    let mistakes = mistakes_with(&[("confirm_within = \"15m\"", "confirm_witin = \"1s\"")]);
    assert_eq!(mistakes.len(), 2, "{mistakes:#?}");
    let line = line("confirm_within =");
    assert!(mistakes[0].starts_with(&format!("{line}:1: nothing is called")), "{mistakes:#?}");
    assert!(mistakes[1].starts_with(&format!("{line}:17: 1 second is too short")), "{mistakes:#?}");
}

#[test]
fn dates_and_times_need_no_quotes() {
    assert_eq!(mistakes_with(&[("\"2026-12-25\"", "2026-12-25"), ("\"09:00\"", "09:00")]), [""; 0]);
}

#[test]
fn an_empty_file_lacks_everything() {
    let mistakes = mistakes("");
    let missing = ["incidents_channel", "meeting", "post_mortem", "severity", "ticket"];
    assert_eq!(mistakes.len(), missing.len(), "{mistakes:#?}");
    for (mistake, key) in mistakes.iter().zip(missing) {
        assert!(mistake.starts_with(&format!("1:1: \"{key}\" is missing; write ")), "{mistake}");
    }
}

#[test]
fn files_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plan.toml");
    let Mistakes(unreadable) = plan(&file).unwrap_err();
    assert_eq!(unreadable.len(), 1);
    assert!(unreadable[0].to_string().starts_with(&format!("{}:1:1: it cannot be read: ", file.display())));

    fs::write(&file, DEFAULT).unwrap();
    assert!(plan(&file).is_ok());

    fs::write(&file, DEFAULT.replacen("= \"15m\"", "= \"15\"", 1)).unwrap();
    let mistakes = plan(&file).unwrap_err();
    assert_eq!(mistakes.0.len(), 1);
    assert_eq!(mistakes.to_string(), mistakes.0[0].to_string());
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in r"\PC{0,200}") {
        prop_assert!(!mistakes(&text).is_empty());
    }

    #[test]
    fn a_damaged_plan_is_read_or_refused(at in 0..DEFAULT.len(), length in 0usize..40, instead in r#"[\[\]{}="'#\na-z0-9.,-]{0,5}"#) {
        let (start, end) = (DEFAULT.floor_char_boundary(at), DEFAULT.ceil_char_boundary(at + length));
        let damaged = format!("{}{instead}{}", &DEFAULT[..start], &DEFAULT[end..]);
        for mistake in mistakes(&damaged) {
            let mut parts = mistake.splitn(3, ':');
            let line: usize = parts.next().unwrap().parse().unwrap();
            prop_assert!(line <= damaged.split('\n').count(), "{mistake}");
        }
    }
}

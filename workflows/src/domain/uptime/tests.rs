use proptest::{collection::vec, prelude::*};

use super::*;
use crate::domain::Zone;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn window(from: &str, to: &str) -> Window {
    Window { from: time(from), to: time(to) }
}

fn outage(from: &str, to: &str, lost: u8) -> Outage {
    Outage { felt: window(from, to), lost }
}

/// Until the end of time.
fn since(from: &str, lost: u8) -> Outage {
    Outage { felt: Window { from: time(from), to: Timestamp::MAX }, lost }
}

fn zone(name: &str) -> Zone {
    name.to_owned().try_into().unwrap()
}

/// Checked by hand. Each has the seconds of its time, and of those the seconds that are lost.
#[test]
fn each_case_is_as_it_was_counted_by_hand() {
    let november = window("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"); // 30 days
    let hour = window("2026-11-10T12:00:00Z", "2026-11-10T13:00:00Z");
    let cases = [
        ("nothing was felt", november, vec![], 30 * DAY, 0, "100.000 %"),
        (
            "one hour of thirty days: 1 - 3,600 / 2,592,000 = 0.998611…",
            november,
            vec![outage("2026-11-10T12:00:00Z", "2026-11-10T13:00:00Z", 100)],
            30 * DAY,
            HOUR,
            "99.861 %",
        ),
        (
            "12:00 to 13:00 and 12:30 to 13:30 are an hour and a half, and no two hours",
            november,
            vec![
                outage("2026-11-10T12:00:00Z", "2026-11-10T13:00:00Z", 100),
                outage("2026-11-10T12:30:00Z", "2026-11-10T13:30:00Z", 100),
            ],
            30 * DAY,
            90 * MINUTE,
            "99.791 %",
        ),
        (
            "one in the other",
            november,
            vec![
                outage("2026-11-10T12:00:00Z", "2026-11-10T14:00:00Z", 100),
                outage("2026-11-10T12:30:00Z", "2026-11-10T13:00:00Z", 100),
            ],
            30 * DAY,
            2 * HOUR,
            "99.722 %",
        ),
        (
            "the same twice",
            november,
            vec![outage("2026-11-10T12:00:00Z", "2026-11-10T13:00:00Z", 100); 2],
            30 * DAY,
            HOUR,
            "99.861 %",
        ),
        (
            "one begins as the other ends: 30 minutes and 30 minutes",
            november,
            vec![
                outage("2026-11-10T12:00:00Z", "2026-11-10T12:30:00Z", 100),
                outage("2026-11-10T12:30:00Z", "2026-11-10T13:00:00Z", 100),
            ],
            30 * DAY,
            HOUR,
            "99.861 %",
        ),
        (
            "across midnight: 22:00 to 01:30",
            november,
            vec![outage("2026-11-10T22:00:00Z", "2026-11-11T01:30:00Z", 100)],
            30 * DAY,
            3 * HOUR + 30 * MINUTE,
            "99.513 %",
        ),
        (
            "over the month's end: of 23:00 to 02:00 one hour is November's",
            november,
            vec![outage("2026-11-30T23:00:00Z", "2026-12-01T02:00:00Z", 100)],
            30 * DAY,
            HOUR,
            "99.861 %",
        ),
        (
            "over the month's beginning: of 22:00 to 02:00 two hours are",
            november,
            vec![outage("2026-10-31T22:00:00Z", "2026-11-01T02:00:00Z", 100)],
            30 * DAY,
            2 * HOUR,
            "99.722 %",
        ),
        (
            "ends as the time begins, or begins as it ends",
            november,
            vec![
                outage("2026-10-31T22:00:00Z", "2026-11-01T00:00:00Z", 100),
                outage("2026-12-01T00:00:00Z", "2026-12-01T02:00:00Z", 100),
            ],
            30 * DAY,
            0,
            "100.000 %",
        ),
        (
            "still open at the end: from 12:15 of an hour from 12:00",
            hour,
            vec![since("2026-11-10T12:15:00Z", 100)],
            HOUR,
            45 * MINUTE,
            "25.000 %",
        ),
        ("all of it", hour, vec![since("2026-11-10T11:00:00Z", 100)], HOUR, HOUR, "0.000 %"),
        (
            "corrected to end before it began: not felt",
            hour,
            vec![outage("2026-11-10T12:30:00Z", "2026-11-10T12:10:00Z", 100)],
            HOUR,
            0,
            "100.000 %",
        ),
        (
            "half of it for 20 minutes: 20 x 0.5 = 10 minutes",
            hour,
            vec![outage("2026-11-10T12:00:00Z", "2026-11-10T12:20:00Z", 50)],
            HOUR,
            10 * MINUTE,
            "83.333 %",
        ),
        (
            "at once the worst counts: 10 min at 30 %, 10 at 100 %, 20 at 30 %: 3 + 10 + 6 = 19 minutes",
            hour,
            vec![
                outage("2026-11-10T12:00:00Z", "2026-11-10T12:40:00Z", 30),
                outage("2026-11-10T12:10:00Z", "2026-11-10T12:20:00Z", 100),
            ],
            HOUR,
            19 * MINUTE,
            "68.333 %",
        ),
        (
            "what takes nothing away",
            hour,
            vec![outage("2026-11-10T12:00:00Z", "2026-11-10T13:00:00Z", 0)],
            HOUR,
            0,
            "100.000 %",
        ),
        (
            "a time that has not been",
            window("2026-11-10T12:00:00Z", "2026-11-10T12:00:00Z"),
            vec![since("2026-11-10T11:00:00Z", 100)],
            0,
            0,
            "100.000 %",
        ),
    ];
    for (what, window, outages, seconds, lost, shown) in cases {
        let uptime = Uptime::of(window, outages);
        assert_eq!(window.nanoseconds(), i128::from(seconds) * 1_000_000_000, "{what}");
        assert_eq!(
            (uptime.down(), uptime.to_string().as_str()),
            (SignedDuration::from_secs(lost), shown),
            "{what}"
        );
    }
}

/// One second of a year is not nothing.
#[test]
fn what_is_not_all_is_never_shown_as_all() {
    let year = window("2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
    let second = outage("2026-05-01T00:00:00Z", "2026-05-01T00:00:01Z", 100);
    let uptime = Uptime::of(year, [second]);
    assert_eq!(uptime.to_string(), "99.999 %");
    assert!(uptime.percent() < 100.0);
}

/// To nanoseconds, so that a float has no room for all of its digits.
#[test]
fn what_was_never_up_is_nothing_and_no_less() {
    let end = Timestamp::from_nanosecond(92_848_081_139_814_516).unwrap();
    let all = Window { from: Timestamp::UNIX_EPOCH, to: end };
    assert_eq!(Uptime::of(all, [Outage { felt: all, lost: 100 }]).percent(), 0.0);
}

/// 99.9 % of 30 days allows 2,592 s: 43 minutes and 12 seconds.
#[test]
fn an_objective_allows_so_much() {
    let november = window("2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z");
    let objective = Objective::try_from(99.9).unwrap();
    for (minutes, left) in [(0, 2_592), (30, 792), (60, -1_008)] {
        let felt = Window { from: november.from, to: november.from + SignedDuration::from_mins(minutes) };
        let budget = Uptime::of(november, [Outage { felt, lost: 100 }]).budget(objective, november);
        assert_eq!(budget.allowed, SignedDuration::from_secs(2_592));
        assert_eq!(budget.left, SignedDuration::from_secs(left), "{minutes}");
    }
}

/// In Paris, where clocks are put back on 25 October and forward on 29 March.
#[test]
fn a_time_is_divided_as_clocks_are_set() {
    let paris = zone("Europe/Paris");
    let october = window("2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z");
    let divided = Calendar::Month.divide(october, &paris);
    assert_eq!(divided, [Stretch { name: "2026-10".to_owned(), window: october }]);
    assert_eq!(october.nanoseconds(), i128::from(31 * DAY + HOUR) * 1_000_000_000, "an hour more");
    // From 1:30 before to 2:30 after it: 30 minutes to 2:00, the hour from 2:00 to 3:00 twice, of the second time a half.
    let night = outage("2026-10-24T23:30:00Z", "2026-10-25T01:30:00Z", 100);
    assert_eq!(Uptime::of(october, [night]).down(), SignedDuration::from_hours(2));
    let days = Calendar::Day.divide(october, &paris);
    let hours: Vec<_> = days.iter().map(|day| day.window.nanoseconds() / 3_600_000_000_000).collect();
    assert_eq!((days.len(), hours[23], hours[24], hours[25]), (31, 24, 25, 24));
    let march = window("2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z");
    assert_eq!(march.nanoseconds(), i128::from(31 * DAY - HOUR) * 1_000_000_000, "an hour less");
}

#[test]
fn what_is_divided_begins_and_ends_where_the_time_does() {
    let names = |calendar: Calendar, from, to| {
        let divided = calendar.divide(window(from, to), &Zone::UTC);
        divided.into_iter().map(|stretch| stretch.name).collect::<Vec<_>>()
    };
    let (from, to) = ("2025-11-30T23:59:59Z", "2026-02-01T00:00:01Z");
    assert_eq!(names(Calendar::Month, from, to), ["2025-11", "2025-12", "2026-01", "2026-02"]);
    assert_eq!(names(Calendar::Quarter, from, to), ["2025 Q4", "2026 Q1"]);
    assert_eq!(names(Calendar::Year, from, to), ["2025", "2026"]);
    assert_eq!(names(Calendar::Month, "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"), ["2026-01"]);
    assert_eq!(names(Calendar::Year, to, from), [""; 0]);
    // Samoa has no 30 December 2011.
    let samoa =
        Calendar::Day.divide(window("2011-12-29T22:00:00Z", "2011-12-31T11:00:00Z"), &zone("Pacific/Apia"));
    let names: Vec<_> = samoa.iter().map(|day| day.name.as_str()).collect();
    assert_eq!(names, ["2011-12-29", "2011-12-31", "2012-01-01"]);
}

/// Some time in three months, to the second.
fn some_outage() -> impl Strategy<Value = Outage> {
    let start = time("2026-01-01T00:00:00Z").as_second();
    (0..90 * DAY, -HOUR..3 * DAY, 0..=100u8).prop_map(move |(from, lasts, lost)| {
        let at = |second| Timestamp::from_second(start + second).unwrap();
        Outage { felt: Window { from: at(from), to: at(from + lasts) }, lost }
    })
}

proptest! {
    #[test]
    fn uptime_is_a_share_of_the_time_in_whatever_order(outages in vec(some_outage(), 0..20)) {
        let months = window("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z");
        let uptime = Uptime::of(months, outages.clone());
        prop_assert!((0.0..=100.0).contains(&uptime.percent()));
        prop_assert_eq!(Uptime::of(months, outages.into_iter().rev()), uptime);
    }

    #[test]
    fn the_months_of_a_time_add_up_to_it(outages in vec(some_outage(), 0..20), from in 0..30 * DAY) {
        let all = window("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z");
        let all = Window { from: all.from + SignedDuration::from_secs(from), ..all };
        for calendar in [Calendar::Day, Calendar::Month, Calendar::Quarter, Calendar::Year] {
            let stretches = calendar.divide(all, &zone("America/New_York"));
            let sum: Uptime = stretches.iter().map(|part| Uptime::of(part.window, outages.clone())).sum();
            prop_assert_eq!(sum, Uptime::of(all, outages.clone()));
        }
    }

    #[test]
    fn more_outages_never_make_it_better(outages in vec(some_outage(), 1..20)) {
        let all = window("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z");
        let fewer = Uptime::of(all, outages[1..].iter().copied());
        prop_assert!(Uptime::of(all, outages.iter().copied()).down() >= fewer.down());
    }
}

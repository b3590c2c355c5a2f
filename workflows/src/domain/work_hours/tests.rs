use jiff::ToSpan;
use proptest::prelude::*;

use super::*;

const WEEK: [Weekday; 5] =
    [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];

fn hours(zone: &str, days: &[Weekday], from: &str, to: &str) -> WorkHours {
    WorkHours {
        time_zone: zone.parse().unwrap(),
        days: days.to_vec(),
        from: from.parse().unwrap(),
        to: to.parse().unwrap(),
        holidays: BTreeSet::new(),
    }
}

fn every_day() -> Vec<Weekday> {
    Weekday::Monday.cycle_forward().take(7).collect()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[track_caller]
fn check(hours: &WorkHours, table: &[(&str, &str, &str)]) {
    for (from, work, due) in table {
        let work: Period = work.parse().unwrap();
        assert_eq!(hours.add(at(from), work), Some(at(due)), "{work} from {from}");
        assert_eq!(hours.between(at(from), at(due)), work.to_signed(), "from {from} to {due}");
    }
}

#[test]
fn counts_office_hours_only() {
    // 2026-11-20 is a Friday.
    check(
        &hours("Europe/Paris", &WEEK, "09:00", "18:00"),
        &[
            ("2026-11-20T10:00:00+01", "0s", "2026-11-20T10:00:00+01"),
            ("2026-11-20T10:00:00+01", "1h", "2026-11-20T11:00:00+01"),
            ("2026-11-20T17:00:00+01", "1h", "2026-11-20T18:00:00+01"),
            ("2026-11-20T17:30:00+01", "1h", "2026-11-23T09:30:00+01"),
            ("2026-11-20T18:00:00+01", "1h", "2026-11-23T10:00:00+01"),
            ("2026-11-20T04:00:00+01", "1h", "2026-11-20T10:00:00+01"),
            ("2026-11-21T12:00:00+01", "1h", "2026-11-23T10:00:00+01"),
            ("2026-11-20T17:59:59+01", "2s", "2026-11-23T09:00:01+01"),
            ("2026-11-20T09:00:00+01", "9h", "2026-11-20T18:00:00+01"),
            ("2026-11-20T09:00:00+01", "45h", "2026-11-26T18:00:00+01"),
        ],
    );
}

#[test]
fn leaves_out_holidays() {
    let mut hours = hours("Europe/Paris", &WEEK, "09:00", "18:00");
    hours.holidays = ["2026-12-25", "2027-01-01"].map(|day| day.parse().unwrap()).into();
    check(
        &hours,
        &[
            ("2026-12-24T17:30:00+01", "1h", "2026-12-28T09:30:00+01"),
            ("2026-12-25T10:00:00+01", "1h", "2026-12-28T10:00:00+01"),
            ("2026-12-31T12:00:00+01", "7h", "2027-01-04T10:00:00+01"),
        ],
    );
}

#[test]
fn keeps_the_clock_over_a_change_of_it() {
    check(
        &hours("Europe/Paris", &WEEK, "09:00", "18:00"),
        &[
            ("2026-03-27T17:30:00+01", "1h", "2026-03-30T09:30:00+02"),
            ("2026-10-23T17:30:00+02", "1h", "2026-10-26T09:30:00+01"),
        ],
    );
    // The clock goes from 02:00 to 03:00 on 8 March, from 02:00 back to 01:00 on 1 November.
    check(
        &hours("America/New_York", &every_day(), "00:00", "06:00"),
        &[
            ("2026-03-08T00:00:00-05", "5h", "2026-03-08T06:00:00-04"),
            ("2026-11-01T00:00:00-04", "7h", "2026-11-01T06:00:00-05"),
        ],
    );
    // The first of the two half past ones; a gap is jumped over.
    check(
        &hours("America/New_York", &every_day(), "01:30", "02:30"),
        &[
            ("2026-11-01T00:00:00-04", "2h", "2026-11-01T02:30:00-05"),
            ("2026-03-08T00:00:00-05", "1h", "2026-03-08T03:30:00-04"),
        ],
    );
    // The clock moves by half an hour: to 02:30 on 4 October, back to 01:30 on 5 April.
    check(
        &hours("Australia/Lord_Howe", &every_day(), "01:00", "04:00"),
        &[
            ("2026-10-04T01:00:00+10:30", "2h 30m", "2026-10-04T04:00:00+11"),
            ("2026-04-05T01:00:00+11", "3h 30m", "2026-04-05T04:00:00+10:30"),
        ],
    );
    check(
        &hours("Asia/Kolkata", &WEEK, "10:00", "19:30"),
        &[
            ("2026-11-20T13:45:00Z", "30m", "2026-11-23T04:45:00Z"),
            ("2026-11-22T00:00:00Z", "9h 30m", "2026-11-23T14:00:00Z"),
        ],
    );
}

#[test]
fn nobody_works_on_a_day_that_was_left_out() {
    // Samoa went from Thursday, 29 December 2011 straight to Saturday the 31st.
    check(
        &hours("Pacific/Apia", &WEEK, "09:00", "17:00"),
        &[
            ("2011-12-29T16:00:00-10", "1h", "2011-12-29T17:00:00-10"),
            ("2011-12-29T16:00:00-10", "2h", "2012-01-02T10:00:00+14"),
        ],
    );
    check(
        &hours("Pacific/Apia", &WEEK, "22:00", "06:00"),
        &[
            ("2011-12-29T22:00:00-10", "9h", "2012-01-02T23:00:00+14"),
            ("2011-12-31T03:00:00+14", "3h", "2011-12-31T06:00:00+14"),
        ],
    );
}

#[test]
fn shifts_may_last_over_midnight() {
    let mut nights = hours("Europe/Paris", &WEEK, "22:00", "06:00");
    check(
        &nights,
        &[
            ("2026-11-20T05:30:00+01", "1h", "2026-11-20T22:30:00+01"),
            // Friday's shift lasts into Saturday.
            ("2026-11-20T23:00:00+01", "7h", "2026-11-21T06:00:00+01"),
            ("2026-11-21T03:00:00+01", "4h", "2026-11-23T23:00:00+01"),
            ("2026-11-23T03:00:00+01", "1h", "2026-11-23T23:00:00+01"),
        ],
    );
    nights.holidays = ["2026-11-20".parse().unwrap()].into();
    check(&nights, &[("2026-11-20T05:30:00+01", "1h", "2026-11-23T22:30:00+01")]);
}

#[test]
fn equal_times_are_a_whole_day() {
    let always = hours("America/New_York", &every_day(), "02:30", "02:30");
    for from in ["2026-03-07T12:00:00-05", "2026-10-31T12:00:00-04", "2026-07-01T02:30:00-04"] {
        for work in [Period::minutes(1), Period::days(1), Period::days(100)] {
            assert_eq!(always.add(at(from), work), Some(at(from) + work.to_signed()), "{work} from {from}");
        }
    }
    check(
        &hours("Europe/Paris", &[Weekday::Saturday], "00:00", "00:00"),
        &[("2026-11-20T12:00:00+01", "1d 1h", "2026-11-28T01:00:00+01")],
    );
}

#[test]
fn shifts_never_overlap_in_a_gap() {
    // On 8 March 02:30 is moved to 03:30, after the next shift's start at 03:00.
    check(
        &hours("America/New_York", &every_day(), "03:00", "02:30"),
        &[("2026-03-08T00:00:00-05", "4h", "2026-03-08T05:00:00-04")],
    );
    // From 02:45, moved to 03:45, to 03:15: nobody works.
    check(
        &hours("America/New_York", &every_day(), "02:45", "03:15"),
        &[("2026-03-07T12:00:00-05", "15m", "2026-03-09T03:00:00-04")],
    );
}

#[test]
fn gives_up_where_nobody_works() {
    let never = hours("UTC", &[], "09:00", "18:00");
    assert_eq!(never.add(at("2026-11-20T10:00:00Z"), Period::seconds(1)), None);
    assert_eq!(never.between(at("2026-11-20T10:00:00Z"), at("2027-11-20T10:00:00Z")), SignedDuration::ZERO);

    let office = WorkHours::default();
    assert_eq!(office.add(at("2026-11-20T10:00:00Z"), Period::MAX), None);
    for moment in [Timestamp::MIN, Timestamp::MAX] {
        assert_eq!(office.add(moment, Period::MAX), None);
        office.between(moment, Timestamp::MAX);
    }
}

#[test]
fn is_read_from_a_plan() {
    let read = |json: &str| serde_json::from_str::<WorkHours>(json);
    let plan = r#"{"time_zone": "Europe/Paris", "days": ["mon", "Tuesday"], "from": "08:30", "to": "17:00", "holidays": ["2026-12-25"]}"#;
    let hours = read(plan).unwrap();
    assert_eq!(hours.days, [Weekday::Monday, Weekday::Tuesday]);
    assert_eq!((hours.from, hours.to), (Time::constant(8, 30, 0, 0), Time::constant(17, 0, 0, 0)));
    assert_eq!(read(&serde_json::to_string(&hours).unwrap()).unwrap(), hours);
    assert_eq!(read("{}").unwrap(), WorkHours::default());
    // A later version may have more keys; a person who mistypes one is told by `plan check`.
    assert!(read(r#"{"day": ["mon"]}"#).is_ok());
    let error = read(r#"{"days": ["lundi"]}"#).unwrap_err().to_string();
    assert!(error.contains("\"lundi\" is no weekday; write mon, tue"), "{error}");
}

const ZONES: [&str; 6] =
    ["Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "UTC"];

prop_compose! {
    fn any_hours()(
        zone in prop::sample::select(&ZONES),
        days in prop::sample::subsequence(every_day(), 1..=7),
        from in 0i8..24, from_minute in 0i8..60,
        to in 0i8..24, to_minute in 0i8..60,
        holidays in prop::collection::btree_set(0i64..6000, 0..40),
    ) -> WorkHours {
        WorkHours {
            time_zone: zone.parse().unwrap(),
            days,
            from: Time::constant(from, from_minute, 0, 0),
            to: Time::constant(to, to_minute, 0, 0),
            holidays: holidays.into_iter().map(|day| Date::constant(2011, 6, 1) + day.days()).collect(),
        }
    }
}

prop_compose! {
    // From Samoa's leap on, over all the changes of the clock since.
    fn any_moment()(second in 1_320_000_000i64..1_830_000_000) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }
}

proptest! {
    #[test]
    fn what_is_added_lies_between(hours in any_hours(), from in any_moment(), work in 0u32..400_000) {
        let work = Period::seconds(work);
        if let Some(due) = hours.add(from, work) {
            prop_assert!(due >= from);
            prop_assert_eq!(hours.between(from, due), work.to_signed());
        }
    }

    #[test]
    fn no_moment_before_has_so_much(hours in any_hours(), from in any_moment(), work in 1u32..400_000) {
        let work = Period::seconds(work);
        if let Some(due) = hours.add(from, work) {
            let before = due - SignedDuration::from_secs(1);
            prop_assert!(hours.between(from, before) < work.to_signed());
        }
    }

    #[test]
    fn more_is_never_earlier(hours in any_hours(), from in any_moment(), later in 0i64..1_000_000, work in 0u32..400_000, more in 0u32..400_000) {
        let later = from + SignedDuration::from_secs(later);
        let due = hours.add(from, Period::seconds(work));
        if let (Some(due), Some(due_with_more)) = (due, hours.add(from, Period::seconds(work + more))) {
            prop_assert!(due_with_more >= due);
        }
        if let (Some(due), Some(due_later)) = (due, hours.add(later, Period::seconds(work))) {
            prop_assert!(due_later >= due);
        }
    }

    #[test]
    fn parts_make_the_whole(hours in any_hours(), from in any_moment(), first in 0i64..1_000_000, second in 0i64..1_000_000) {
        let middle = from + SignedDuration::from_secs(first);
        let to = middle + SignedDuration::from_secs(second);
        let whole = hours.between(from, to);
        prop_assert_eq!(hours.between(from, middle) + hours.between(middle, to), whole);
        prop_assert!(whole <= from.duration_until(to));
        prop_assert_eq!(hours.between(to, from), SignedDuration::ZERO);
    }
}

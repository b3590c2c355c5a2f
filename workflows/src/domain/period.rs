use std::{fmt, time::Duration};

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// The units, largest first, as they are written and as they are said.
const UNITS: [(u64, char, &str); 4] =
    [(DAY, 'd', "day"), (HOUR, 'h', "hour"), (MINUTE, 'm', "minute"), (1, 's', "second")];

/// A length of time in whole seconds, written `15m`, `1h 30m` or `30d`; a day is 24 hours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period(u64);

/// Why a text is no [`Period`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPeriod {
    /// Not numbers with units, or not the largest unit first.
    #[error(
        "{0:?} is no length of time; write numbers with the units d, h, m, s, the largest first: 15m, 1h 30m, 30d"
    )]
    Unreadable(String),
    /// Longer than [`Period::MAX`].
    #[error("{0:?} is too long; write at most 3650d")]
    TooLong(String),
}

impl Period {
    /// The longest: ten years of 365 days.
    pub const MAX: Self = Self::days(3650);

    /// So many seconds.
    pub const fn seconds(n: u32) -> Self {
        Self(n as u64)
    }

    /// So many minutes.
    pub const fn minutes(n: u32) -> Self {
        Self(n as u64 * MINUTE)
    }

    /// So many hours.
    pub const fn hours(n: u32) -> Self {
        Self(n as u64 * HOUR)
    }

    /// So many days of 24 hours.
    pub const fn days(n: u32) -> Self {
        Self(n as u64 * DAY)
    }

    /// A duration in whole seconds, the next ones.
    pub fn of(duration: Duration) -> Self {
        Self(duration.as_secs() + u64::from(duration.subsec_nanos() > 0))
    }

    /// For timers and limits.
    pub const fn as_duration(self) -> Duration {
        Duration::from_secs(self.0)
    }

    /// For arithmetic with timestamps.
    pub const fn to_signed(self) -> SignedDuration {
        // From a u32 of days at most: far below the limit of i64.
        SignedDuration::from_secs(self.0.cast_signed())
    }

    /// How many of each unit, largest first.
    fn parts(self) -> impl Iterator<Item = (u64, char, &'static str)> {
        let mut rest = self.0;
        UNITS.into_iter().filter_map(move |(seconds, letter, word)| {
            let count = rest / seconds;
            rest %= seconds;
            (count > 0).then_some((count, letter, word))
        })
    }
}

impl std::str::FromStr for Period {
    type Err = InvalidPeriod;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unreadable = || InvalidPeriod::Unreadable(text.to_owned());
        let too_long = || InvalidPeriod::TooLong(text.to_owned());
        let mut units = UNITS.into_iter();
        let mut total = 0u64;
        let mut rest = text.trim();
        if rest.is_empty() {
            return Err(unreadable());
        }
        while !rest.is_empty() {
            let digits =
                rest.find(|c: char| !c.is_ascii_digit()).filter(|&n| n > 0).ok_or_else(unreadable)?;
            let (number, after) = rest.split_at(digits);
            let mut after = after.chars();
            let letter = after.next();
            let (seconds, ..) = units.find(|unit| Some(unit.1) == letter).ok_or_else(unreadable)?;
            let seconds = number.parse::<u64>().ok().and_then(|number| number.checked_mul(seconds));
            total = seconds.and_then(|seconds| total.checked_add(seconds)).ok_or_else(too_long)?;
            rest = after.as_str().trim_start();
        }
        if total > Self::MAX.0 { Err(too_long()) } else { Ok(Self(total)) }
    }
}

impl TryFrom<String> for Period {
    type Error = InvalidPeriod;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        match period.parts().map(|(count, letter, _)| format!("{count}{letter}")).collect::<Vec<_>>() {
            none if none.is_empty() => "0s".to_owned(),
            parts => parts.join(" "),
        }
    }
}

impl fmt::Display for Period {
    /// In words: `15 minutes`, `1 hour 30 minutes`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match said(self.parts()) {
            nothing if nothing.is_empty() => f.pad("0 seconds"),
            words => f.pad(&words),
        }
    }
}

/// A duration as people say it, by its two largest units: `1 hour 5 minutes`, `3 days 2 hours`, `less than a
/// minute`. What clocks that differ made negative is less than a minute too.
pub fn in_words(duration: SignedDuration) -> String {
    let minutes = u64::try_from(duration.as_secs()).unwrap_or(0) / MINUTE;
    let period = Period(minutes * MINUTE);
    let smallest = if period.0 >= DAY { HOUR } else { MINUTE };
    match said(Period(period.0 - period.0 % smallest).parts()) {
        nothing if nothing.is_empty() => "less than a minute".to_owned(),
        words => words,
    }
}

fn said(parts: impl Iterator<Item = (u64, char, &'static str)>) -> String {
    let words = parts.map(|(count, _, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn is_read_written_and_said() {
        for (typed, period, written, words) in [
            ("15m", Period::minutes(15), "15m", "15 minutes"),
            ("1h 30m", Period::minutes(90), "1h 30m", "1 hour 30 minutes"),
            ("1h30m", Period::minutes(90), "1h 30m", "1 hour 30 minutes"),
            (" 90m ", Period::minutes(90), "1h 30m", "1 hour 30 minutes"),
            ("30d", Period::days(30), "30d", "30 days"),
            ("24h", Period::hours(24), "1d", "1 day"),
            ("1d 1s", Period::seconds(86_401), "1d 1s", "1 day 1 second"),
            ("0s", Period::seconds(0), "0s", "0 seconds"),
            ("3650d", Period::MAX, "3650d", "3650 days"),
        ] {
            assert_eq!(typed.parse(), Ok(period), "{typed}");
            assert_eq!(String::from(period), written);
            assert_eq!(period.to_string(), words);
        }
    }

    #[test]
    fn refuses_the_rest() {
        for typed in [
            "", " ", "15", "m", "15 m", "15min", "-5m", "1.5h", "30m 1h", "1m 1m", "1h,30m", "1w", "15M",
            "١m",
        ] {
            assert_eq!(typed.parse::<Period>(), Err(InvalidPeriod::Unreadable(typed.to_owned())));
        }
        for typed in ["3651d", "99999999999999999999d", "18446744073709551615d", "3650d 1s"] {
            assert_eq!(typed.parse::<Period>(), Err(InvalidPeriod::TooLong(typed.to_owned())));
        }
    }

    #[test]
    fn says_the_two_largest_units() {
        for (seconds, words) in [
            (i64::MIN, "less than a minute"),
            (-90, "less than a minute"),
            (0, "less than a minute"),
            (59, "less than a minute"),
            (60, "1 minute"),
            (3_599, "59 minutes"),
            (3_600, "1 hour"),
            (3_900, "1 hour 5 minutes"),
            (86_399, "23 hours 59 minutes"),
            (86_400, "1 day"),
            (86_460, "1 day"),
            (3 * 86_400 + 2 * 3_600 + 59, "3 days 2 hours"),
            (3 * 86_400 + 2 * 3_600 + 3_599, "3 days 2 hours"),
        ] {
            assert_eq!(in_words(SignedDuration::from_secs(seconds)), words, "{seconds}");
        }
    }

    proptest! {
        #[test]
        fn is_read_back_as_written(seconds in 0u64..=Period::MAX.0) {
            let period = Period(seconds);
            prop_assert_eq!(String::from(period).parse(), Ok(period));
            let json = serde_json::to_string(&period).unwrap();
            prop_assert_eq!(serde_json::from_str::<Period>(&json).unwrap(), period);
            prop_assert_eq!(period.as_duration().as_secs(), seconds);
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = text.parse::<Period>();
        }

        #[test]
        fn any_duration_has_words(seconds in any::<i64>()) {
            prop_assert!(!in_words(SignedDuration::from_secs(seconds)).is_empty());
        }
    }
}

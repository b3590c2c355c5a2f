use std::{fmt, ops::RangeInclusive};

use serde::{Deserialize, Serialize};

/// Times as cron writes them: minute, hour, day of month, month, day of week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cron(String);

/// A text that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no cron expression: {1}; write minute, hour, day of month, month and day of week, such as \"*/5 9-17 * * mon-fri\""
)]
pub struct InvalidCron(String, String);

/// The names of months and of week days, from the first number of their field.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// Each field: what it is called, its numbers, their names.
const FIELDS: [(&str, RangeInclusive<u8>, &[&str]); 5] = [
    ("minute", 0..=59, &[]),
    ("hour", 0..=23, &[]),
    ("day of month", 1..=31, &[]),
    ("month", 1..=12, &MONTHS),
    ("day of week", 0..=7, &WEEKDAYS),
];

impl Cron {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Cron {
    type Err = InvalidCron;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = |why: String| InvalidCron(text.to_owned(), why);
        let typed: Vec<_> = text.split_whitespace().collect();
        if typed.len() != FIELDS.len() {
            return Err(invalid(format!("it has {} fields", typed.len())));
        }
        for (field, (noun, numbers, names)) in typed.iter().zip(&FIELDS) {
            if !field.split(',').all(|part| is_part(part, numbers, names)) {
                return Err(invalid(format!("{field:?} is no {noun}")));
            }
        }
        Ok(Self(typed.join(" ")))
    }
}

/// Whether it is `*`, a number or a range, each with a step or without.
fn is_part(part: &str, numbers: &RangeInclusive<u8>, names: &[&str]) -> bool {
    let number = |text: &str| {
        let name = names.iter().position(|name| name.eq_ignore_ascii_case(text));
        let named = name.and_then(|place| numbers.start().checked_add(u8::try_from(place).ok()?));
        named.or_else(|| text.parse().ok()).filter(|number| numbers.contains(number))
    };
    let (range, step) = part.split_once('/').map_or((part, None), |(range, step)| (range, Some(step)));
    let is_range = range == "*"
        || match range.split_once('-') {
            Some((from, to)) => number(from).zip(number(to)).is_some_and(|(from, to)| from <= to),
            None => number(range).is_some(),
        };
    is_range && step.is_none_or(|step| step.parse::<u8>().is_ok_and(|step| step > 0))
}

impl TryFrom<String> for Cron {
    type Error = InvalidCron;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Cron> for String {
    fn from(cron: Cron) -> Self {
        cron.0
    }
}

impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read_or_says_what_is_wrong() {
        for good in
            ["* * * * *", "*/5 9-17 * * mon-fri", "0,30 0 1 jan,jul 0", "59 23 31 12 7", "0-10/2 * * * SUN"]
        {
            assert_eq!(good.parse::<Cron>().unwrap().as_str(), good);
        }
        for (bad, why) in [
            ("", "0 fields"),
            ("* * * *", "4 fields"),
            ("0 * * * * *", "6 fields"),
            ("@daily", "1 fields"),
            ("60 * * * *", "\"60\" is no minute"),
            ("* 24 * * *", "\"24\" is no hour"),
            ("* * 0 * *", "\"0\" is no day of month"),
            ("* * * 13 *", "\"13\" is no month"),
            ("* * * * 8", "\"8\" is no day of week"),
            ("*/0 * * * *", "\"*/0\" is no minute"),
            ("5-1 * * * *", "\"5-1\" is no minute"),
            ("1, * * * *", "\"1,\" is no minute"),
            ("mon * * * *", "\"mon\" is no minute"),
        ] {
            let error = bad.parse::<Cron>().unwrap_err().to_string();
            assert!(error.contains(why) && error.contains("; write "), "{bad}: {error}");
        }
    }
}

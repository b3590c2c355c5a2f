//! Weekdays as a plan writes them: `mon` to `sun`.

use jiff::civil::Weekday;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

const NAMES: [(Weekday, &str, &str); 7] = [
    (Weekday::Monday, "mon", "monday"),
    (Weekday::Tuesday, "tue", "tuesday"),
    (Weekday::Wednesday, "wed", "wednesday"),
    (Weekday::Thursday, "thu", "thursday"),
    (Weekday::Friday, "fri", "friday"),
    (Weekday::Saturday, "sat", "saturday"),
    (Weekday::Sunday, "sun", "sunday"),
];

pub(super) fn serialize<S: Serializer>(days: &[Weekday], serializer: S) -> Result<S::Ok, S::Error> {
    let names: Vec<_> = days
        .iter()
        .flat_map(|day| NAMES.iter().filter(move |(weekday, ..)| weekday == day).map(|(_, short, _)| short))
        .collect();
    names.serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Weekday>, D::Error> {
    Vec::<String>::deserialize(deserializer)?
        .iter()
        .map(|name| {
            let lower = name.to_lowercase();
            let found = NAMES.iter().find(|(_, short, long)| lower == *short || lower == *long);
            found.map(|(weekday, ..)| *weekday).ok_or_else(|| {
                D::Error::custom(format_args!(
                    "{name:?} is no weekday; write mon, tue, wed, thu, fri, sat or sun"
                ))
            })
        })
        .collect()
}

use std::fmt;

use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};

/// A time zone by its IANA name, `Europe/Paris`, from the bundled database alone: the machine's own would make
/// a replay depend on the machine.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(TimeZone);

/// A name that no time zone has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no time zone is called {name:?}; write {}", .close.join(" or "))]
pub struct UnknownZone {
    name: String,
    close: Vec<String>,
}

/// How alike two names must be for one to be meant, of 1: `strsim`'s Jaro-Winkler similarity.
const ALIKE: f64 = 0.85;
const SUGGESTIONS: usize = 3;

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(TimeZone::UTC);

    /// The IANA name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The rules.
    pub fn tz(&self) -> &TimeZone {
        &self.0
    }
}

impl TryFrom<String> for Zone {
    type Error = UnknownZone;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        match TimeZoneDatabase::bundled().get(&name) {
            // `Etc/Unknown` is found and is no zone.
            Ok(zone) if zone.iana_name().is_some() => Ok(Self(zone)),
            _ => Err(UnknownZone { close: close_to(&name), name }),
        }
    }
}

impl std::str::FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::try_from(name.to_owned())
    }
}

/// Names like the one that was typed; where none is, one that shows what a name looks like.
fn close_to(typed: &str) -> Vec<String> {
    let typed = typed.trim().replace(' ', "_").to_lowercase();
    let likeness = |name: &str| {
        let name = name.to_lowercase();
        let city = name.rsplit('/').next().unwrap_or_default();
        strsim::jaro_winkler(&typed, &name).max(strsim::jaro_winkler(&typed, city))
    };
    let database = TimeZoneDatabase::bundled();
    let mut names: Vec<_> = database
        .available()
        .map(|name| (likeness(name.as_str()), name.to_string()))
        .filter(|(likeness, _)| *likeness > ALIKE)
        .collect();
    names.sort_by(|(a, a_name), (b, b_name)| b.total_cmp(a).then_with(|| a_name.cmp(b_name)));
    names.truncate(SUGGESTIONS);
    match names.is_empty() {
        true => vec!["an IANA name such as Europe/Paris".to_owned()],
        false => names.into_iter().map(|(_, name)| name).collect(),
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name().to_owned()
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read_and_written_by_name() {
        for (typed, name) in
            [("Europe/Paris", "Europe/Paris"), ("utc", "UTC"), ("america/new_york", "America/New_York")]
        {
            let zone: Zone = typed.parse().unwrap();
            assert_eq!(zone.name(), name);
            assert_eq!(serde_json::to_value(&zone).unwrap(), name);
            assert_eq!(serde_json::from_value::<Zone>(name.into()).unwrap(), zone);
        }
    }

    #[test]
    fn an_unknown_name_says_which_was_meant() {
        for (typed, meant) in [
            ("Europe/Pariss", "Europe/Paris"),
            ("Paris", "Europe/Paris"),
            ("new york", "America/New_York"),
            ("Asia/Calcuta", "Asia/Calcutta"),
            ("Etc/Unknown", "such as"),
            ("", "such as Europe/Paris"),
            ("😀", "such as Europe/Paris"),
        ] {
            let error = serde_json::from_value::<Zone>(typed.into()).unwrap_err().to_string();
            assert!(error.contains(&format!("no time zone is called {typed:?}")), "{error}");
            assert!(error.contains(meant), "{typed}: {error}");
        }
    }
}

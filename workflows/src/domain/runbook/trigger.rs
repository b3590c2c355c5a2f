use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use super::Cron;
use crate::domain::{Period, Zone};

/// What begins a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// Muster looks by itself.
    Schedule(Schedule),
    /// A monitor tells.
    Alert(AlertPattern),
}

/// When Muster looks, by the runbook's probes, at all its targets: one of `every` and `cron`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// So often.
    #[serde(default)]
    pub every: Option<Period>,
    /// At these times.
    #[serde(default)]
    pub cron: Option<Cron>,
    /// Where these times are; UTC where absent.
    #[serde(default)]
    pub time_zone: Option<Zone>,
}

/// Alerts that a runbook is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertPattern {
    /// Labels that it has to have. A `*` in a value stands for anything.
    pub labels: BTreeMap<String, String>,
    /// The label that names the target; where absent, it is the runbook's only one.
    #[serde(default)]
    pub target: Option<String>,
    /// So often it has to have begun, about one target.
    #[serde(default = "once")]
    pub times: u32,
    /// In so much time.
    #[serde(default)]
    pub within: Option<Period>,
}

fn once() -> u32 {
    1
}

impl fmt::Display for Trigger {
    /// For people: `every 1 minute`, `alert alertname=HighErrors`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Schedule(schedule) => schedule.fmt(f),
            Self::Alert(pattern) => pattern.fmt(f),
        }
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let zone = self.time_zone.as_ref().map_or("UTC", Zone::name);
        match (self.every, &self.cron) {
            (Some(every), _) => write!(f, "every {every}"),
            (None, Some(cron)) => write!(f, "at {cron} ({zone})"),
            (None, None) => f.write_str("never"),
        }
    }
}

impl fmt::Display for AlertPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("alert")?;
        self.labels.iter().try_for_each(|(label, value)| write!(f, " {label}={value}"))?;
        match self.within {
            Some(within) => write!(f, ", {} times in {within}", self.times),
            None => Ok(()),
        }
    }
}

impl AlertPattern {
    /// Whether an alert with these labels is meant.
    pub fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        self.labels.iter().all(|(label, pattern)| {
            labels.get(label).is_some_and(|value| is_like(value.as_bytes(), pattern.as_bytes()))
        })
    }
}

/// Whether a value is as a pattern says, in which `*` stands for anything. It goes back to the last `*` only, so that no
/// pattern takes long.
fn is_like(value: &[u8], pattern: &[u8]) -> bool {
    let (mut at, mut next, mut retry) = (0, 0, None);
    while at < value.len() {
        match pattern.get(next) {
            Some(b'*') => {
                next += 1;
                retry = Some((at, next));
            }
            Some(byte) if *byte == value[at] => {
                at += 1;
                next += 1;
            }
            _ => {
                let Some((from, after_star)) = retry else { return false };
                at = from + 1;
                next = after_star;
                retry = Some((at, after_star));
            }
        }
    }
    pattern[next..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asterisk_stands_for_anything() {
        for (value, pattern, is_so) in [
            ("checkout", "checkout", true),
            ("checkout", "*", true),
            ("", "*", true),
            ("", "", true),
            ("web-12", "web-*", true),
            ("web-12", "*-12", true),
            ("web-a-12", "web-*-12", true),
            ("web-a-12-12", "web-*-12", true),
            ("web-12", "web-*-12", false),
            ("web", "web-*", false),
            ("xweb", "web*", false),
            ("Web", "web", false),
        ] {
            assert_eq!(is_like(value.as_bytes(), pattern.as_bytes()), is_so, "{value} {pattern}");
        }
        assert!(!is_like("a".repeat(10_000).as_bytes(), "*a*a*a*a*a*a*a*ab".as_bytes()));
    }
}

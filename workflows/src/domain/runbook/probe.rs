use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::domain::Period;

/// A question whose answer is good or bad. Where there is none, it is neither.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Probe {
    /// Whether an address answers.
    Http(HttpProbe),
    /// What Prometheus makes of a query.
    Promql(PromqlProbe),
    /// What CloudWatch has measured.
    Cloudwatch(CloudwatchProbe),
}

/// An address that answers as it should.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HttpProbe {
    /// Which.
    pub url: String,
    /// The status that is good; any of 200 to 299 where absent.
    #[serde(default)]
    pub status: Option<u16>,
    /// What has to stand in the first 64 kB of the answer.
    #[serde(default)]
    pub contains: Option<String>,
    /// So long it has to answer.
    #[serde(default = "timeout")]
    pub timeout: Period,
}

fn timeout() -> Period {
    Period::seconds(5)
}

/// A query of which every value is as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PromqlProbe {
    /// The query, in PromQL.
    pub query: String,
    /// What is good.
    pub is: Threshold,
    /// What it is where there are no values; where absent, nobody knows.
    #[serde(default)]
    pub missing: Option<Missing>,
}

/// What it is where there are no values: some are only counted when something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// All is well.
    Good,
    /// Something is wrong.
    Bad,
}

/// A metric that is as it should be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CloudwatchProbe {
    /// Its namespace: `AWS/ApplicationELB`.
    pub namespace: String,
    /// Its name: `HTTPCode_Target_5XX_Count`.
    pub metric: String,
    /// Which of that name.
    #[serde(default)]
    pub dimensions: BTreeMap<String, String>,
    /// What is made of a period's values.
    pub statistic: Statistic,
    /// The last period of this length is what counts; whole minutes.
    #[serde(default = "period")]
    pub period: Period,
    /// What is good.
    pub is: Threshold,
    /// What it is where there are no values; where absent, nobody knows.
    #[serde(default)]
    pub missing: Option<Missing>,
}

fn period() -> Period {
    Period::minutes(1)
}

/// What CloudWatch makes of a period's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "CloudWatch's own words")]
pub enum Statistic {
    Average,
    Sum,
    Minimum,
    Maximum,
    SampleCount,
}

/// Values that are good, written `< 0.05`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Threshold {
    comparison: Comparison,
    than: f64,
}

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "their names are their meaning")]
pub enum Comparison {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
}

/// A text that is no [`Threshold`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no threshold; write what is good: <, <=, >, >= or == and a number, such as \"< 0.05\"")]
pub struct InvalidThreshold(String);

/// As they are written, those first that begin like another.
const COMPARISONS: [(&str, Comparison); 5] = [
    ("<=", Comparison::LessOrEqual),
    ("<", Comparison::Less),
    (">=", Comparison::GreaterOrEqual),
    (">", Comparison::Greater),
    ("==", Comparison::Equal),
];

impl Threshold {
    /// Whether a value is good. One that is no number is not.
    pub fn admits(self, value: f64) -> bool {
        match self.comparison {
            Comparison::Less => value < self.than,
            Comparison::LessOrEqual => value <= self.than,
            Comparison::Greater => value > self.than,
            Comparison::GreaterOrEqual => value >= self.than,
            Comparison::Equal => value == self.than,
        }
    }
}

impl std::str::FromStr for Threshold {
    type Err = InvalidThreshold;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let typed = text.trim();
        COMPARISONS
            .into_iter()
            .find_map(|(written, comparison)| Some((comparison, typed.strip_prefix(written)?)))
            .and_then(|(comparison, than)| Some(Self { comparison, than: than.trim().parse().ok()? }))
            .filter(|threshold| threshold.than.is_finite())
            .ok_or_else(|| InvalidThreshold(text.to_owned()))
    }
}

impl TryFrom<String> for Threshold {
    type Error = InvalidThreshold;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Threshold> for String {
    fn from(threshold: Threshold) -> Self {
        threshold.to_string()
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let written = COMPARISONS.iter().find(|(_, comparison)| *comparison == self.comparison);
        write!(f, "{} {}", written.map_or("", |(written, _)| written), self.than)
    }
}

impl Probe {
    /// How it is called in a runbook.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Http(_) => "http",
            Self::Promql(_) => "promql",
            Self::Cloudwatch(_) => "cloudwatch",
        }
    }

    /// Every text in which `{target}` can stand.
    pub(super) fn texts(&mut self) -> Vec<&mut String> {
        match self {
            Self::Http(HttpProbe { url, contains, .. }) => std::iter::once(url).chain(contains).collect(),
            Self::Promql(PromqlProbe { query, .. }) => vec![query],
            Self::Cloudwatch(CloudwatchProbe { dimensions, .. }) => dimensions.values_mut().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_read_and_written() {
        for (text, good, bad) in [
            ("< 0.05", 0.04, 0.05),
            ("<=0.05", 0.05, 0.06),
            (" > 1 ", 1.5, 1.0),
            (">= -1", -1.0, -1.5),
            ("== 1", 1.0, 0.0),
        ] {
            let threshold: Threshold = text.parse().unwrap();
            assert!(threshold.admits(good) && !threshold.admits(bad), "{text}");
            assert!(!threshold.admits(f64::NAN), "{text}");
            assert_eq!(threshold.to_string().parse(), Ok(threshold), "{text}");
        }
        for text in ["", "5", "= 5", "< five", "< NaN", "> inf", "5 <"] {
            assert!(text.parse::<Threshold>().is_err(), "{text}");
        }
    }
}

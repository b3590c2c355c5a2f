use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a target's name goes.
pub(in crate::domain) const PLACEHOLDER: &str = "{target}";

/// What a runbook is done to: an instance, a service, a host. Its name comes from an alert and goes into addresses and
/// queries, so it has nothing in it that means something there: letters, digits, `.`, `_`, `-` and `:`, the first a
/// letter or a digit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Target(String);

/// A text that cannot be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no target; write up to {max} of letters, digits, . _ - and :, the first a letter or a digit, such as web-1",
    max = Target::MAX_CHARS
)]
pub struct InvalidTarget(String);

impl Target {
    /// The longest, in characters.
    pub const MAX_CHARS: usize = 100;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A text with this in it.
    pub(super) fn fill(&self, text: &str) -> String {
        text.replace(PLACEHOLDER, &self.0)
    }
}

impl std::str::FromStr for Target {
    type Err = InvalidTarget;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | ':');
        let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric());
        match begins && text.len() <= Self::MAX_CHARS && text.chars().all(fits) {
            true => Ok(Self(text.to_owned())),
            false => Err(InvalidTarget(text.to_owned())),
        }
    }
}

impl TryFrom<String> for Target {
    type Error = InvalidTarget;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Target> for String {
    fn from(target: Target) -> Self {
        target.0
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_nothing_that_means_something_in_an_address_or_a_query() {
        for good in ["web-1", "10.0.0.1:8080", "i-0abc", "orders_db", "A"] {
            assert_eq!(good.parse::<Target>().unwrap().as_str(), good);
        }
        let long = "x".repeat(101);
        for bad in
            ["", ".", "..", "-x", "a/b", "a b", "a\"b", "a{b", "a?b", "a@b", "a#b", "a%2fb", "é", &long]
        {
            assert!(bad.parse::<Target>().is_err(), "{bad}");
        }
    }

    #[test]
    fn fills_every_place() {
        let target: Target = "web-1".parse().unwrap();
        assert_eq!(target.fill("http://{target}/x?n={target}"), "http://web-1/x?n=web-1");
    }
}

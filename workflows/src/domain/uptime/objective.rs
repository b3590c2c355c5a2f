use std::fmt;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// How much of the time something is to be up, in percent, with up to three digits after the point: `99.95`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Objective(u32);

/// Why a number is no [`Objective`].
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error(
    "{0} is no objective; write more than 0 and at most 100, with up to three digits after the point: 99.95"
)]
pub struct InvalidObjective(f64);

/// What an objective allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// So long it may be down.
    pub allowed: SignedDuration,
    /// What is left of that; less than nothing where it was down for longer.
    pub left: SignedDuration,
}

impl Objective {
    /// 100 %, in thousandths.
    pub(super) const WHOLE: u32 = 100_000;

    /// So much it may be down, in thousandths of a percent.
    pub(super) fn allows(self) -> u32 {
        Self::WHOLE - self.0
    }
}

impl TryFrom<f64> for Objective {
    type Error = InvalidObjective;

    fn try_from(percent: f64) -> Result<Self, Self::Error> {
        let thousandths = (percent * 1_000.0).round();
        let is_one = thousandths >= 1.0 && thousandths <= f64::from(Self::WHOLE);
        if !is_one || (percent * 1_000.0 - thousandths).abs() > 1e-6 {
            return Err(InvalidObjective(percent));
        }
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is 1 to 100,000")]
        Ok(Self(thousandths as u32))
    }
}

impl From<Objective> for f64 {
    fn from(objective: Objective) -> Self {
        Self::from(objective.0) / 1_000.0
    }
}

impl fmt::Display for Objective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", f64::from(*self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_objective_has_three_digits_after_the_point() {
        for (percent, shown) in [(100.0, "100 %"), (99.9, "99.9 %"), (99.995, "99.995 %"), (0.001, "0.001 %")]
        {
            assert_eq!(
                Objective::try_from(percent).map(|objective| objective.to_string()),
                Ok(shown.to_owned())
            );
        }
        for percent in [0.0, -1.0, 100.001, 99.9995, f64::NAN, f64::INFINITY] {
            assert!(Objective::try_from(percent).is_err(), "{percent}");
        }
    }
}

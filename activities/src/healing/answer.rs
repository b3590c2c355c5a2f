use muster_workflows::domain::runbook::Missing;

/// What a probe says, and in which words: `503 Service Unavailable`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// It is as it should be.
    Good(String),
    /// It is not. An address that nobody answers at is bad.
    Bad(String),
    /// Nobody knows: there are no values, or who has them does not answer.
    Unknown(String),
}

impl Answer {
    /// Where there are no values.
    pub(super) fn without_values(missing: Option<Missing>) -> Self {
        let words = "there are no values".to_owned();
        match missing {
            Some(Missing::Good) => Self::Good(words),
            Some(Missing::Bad) => Self::Bad(words),
            None => Self::Unknown(words),
        }
    }
}

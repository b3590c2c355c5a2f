use std::time::Duration;

use muster_activities::slack::says_not_now;
use slack_morphism::errors::SlackClientError;

use crate::{intake::NotTaken, regions::Unanswered};

/// A form can be opened for 3 s after somebody asked for it.
const TOO_LATE_FOR_A_FORM: &str = "expired_trigger_id";

/// Why somebody did not get what they asked for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    /// There is a reason that is not Muster's, in words for them.
    #[error("{0}")]
    No(String),
    /// It is not durable, or of no use any more.
    #[error(transparent)]
    NotTaken(#[from] NotTaken),
    /// No region could be asked.
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
    /// Slack.
    #[error(transparent)]
    Slack(#[from] SlackTrouble),
    /// All of it together took longer than Slack waits.
    #[error("it took longer than {} ms", .0.as_millis())]
    Slow(Duration),
}

/// Why Slack did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SlackTrouble {
    /// It said no, in its own word.
    #[error("Slack says {0}")]
    Refused(String),
    /// It said that it cannot now, in its own word.
    #[error("Slack says {0}, which passes")]
    Unavailable(String),
    /// It took too long.
    #[error("Slack did not answer within {} ms", .0.as_millis())]
    Slow(Duration),
    /// It asked to wait, perhaps for how long.
    #[error("Slack asks Muster to slow down")]
    RateLimited(Option<Duration>),
    /// It did not answer as it promises.
    #[error("Slack cannot be reached or does not answer as it should: {0}")]
    Broken(&'static str),
}

impl From<SlackClientError> for SlackTrouble {
    /// The bodies of answers stay out of it: they quote what people typed.
    fn from(error: SlackClientError) -> Self {
        match error {
            SlackClientError::ApiError(error) if says_not_now(&error.code) => Self::Unavailable(error.code),
            SlackClientError::ApiError(error) => Self::Refused(error.code),
            SlackClientError::RateLimitError(limit) => Self::RateLimited(limit.retry_after),
            SlackClientError::HttpError(_) => Self::Broken("an HTTP error"),
            SlackClientError::ProtocolError(_) => Self::Broken("an answer that cannot be read"),
            SlackClientError::HttpProtocolError(_)
            | SlackClientError::EndOfStream(_)
            | SlackClientError::SystemError(_)
            | SlackClientError::SocketModeProtocolError(_) => Self::Broken("no connection"),
        }
    }
}

impl Problem {
    pub(super) fn no(why: impl Into<String>) -> Self {
        Self::No(why.into())
    }

    /// Whether the same again may work.
    pub(super) fn is_for_now(&self) -> bool {
        match self {
            Self::No(_) | Self::NotTaken(NotTaken::No(_)) => false,
            Self::Slack(SlackTrouble::Refused(word)) => word == TOO_LATE_FOR_A_FORM,
            Self::NotTaken(NotTaken::Lost { .. }) | Self::Unanswered(_) | Self::Slack(_) | Self::Slow(_) => {
                true
            }
        }
    }

    /// What happened, what Muster does about it, and what they can do.
    pub(super) fn for_people(&self) -> String {
        let missing = match self {
            Self::No(why) | Self::NotTaken(NotTaken::No(why)) => return why.clone(),
            Self::NotTaken(NotTaken::Lost { .. }) => {
                "Temporal, where Muster keeps incidents, does not answer, and saving it failed too"
            }
            Self::Unanswered(_) => "Temporal, where Muster keeps incidents, does not answer",
            Self::Slack(SlackTrouble::Refused(word)) if word == TOO_LATE_FOR_A_FORM => {
                "Muster came too late to open the form"
            }
            Self::Slack(SlackTrouble::Refused(word)) => {
                return format!(
                    "Not taken: Slack refused Muster ({word}). Trying again will not help; tell who runs Muster."
                );
            }
            Self::Slack(_) => "Slack did not answer Muster",
            Self::Slow(_) => "Muster took too long",
        };
        format!(
            "Not taken yet: {missing}. Try again in a moment: twice does no harm. If it stays so, tell who runs Muster."
        )
    }

    /// For operators. A plain no is not theirs.
    pub(super) fn log(&self, what: &str) {
        match self {
            Self::No(why) | Self::NotTaken(NotTaken::No(why)) => tracing::info!(what, why, "refused"),
            problem => tracing::error!(what, %problem, "not taken"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{incidents::Trouble, regions::Unasked};

    #[test]
    fn says_what_happened_and_what_to_do() {
        for problem in [
            Problem::Unanswered(Unasked { region: "default".to_owned(), trouble: Trouble::Slow }.into()),
            Problem::Slack(SlackTrouble::RateLimited(None)),
            Problem::Slack(SlackTrouble::Refused("expired_trigger_id".to_owned())),
            Problem::Slow(Duration::from_secs(2)),
        ] {
            let text = problem.for_people();
            assert!(text.starts_with("Not taken yet: "), "{text}");
            assert!(text.contains("Try again"), "{text}");
            assert!(problem.is_for_now());
        }
        let refused = Problem::Slack(SlackTrouble::Refused("invalid_auth".to_owned())).for_people();
        assert!(refused.contains("(invalid_auth). Trying again will not help"), "{refused}");
        for no in [
            Problem::no("no"),
            Problem::NotTaken(NotTaken::No("no".to_owned())),
            Problem::Slack(SlackTrouble::Refused("user_not_found".to_owned())),
        ] {
            assert!(!no.is_for_now(), "{no:?}");
        }
    }
}

//! What goes wrong outside, and the one place where it becomes a Temporal failure.

use std::{fmt, time::Duration};

use muster_workflows::contract::{IN_PART, System, UNANSWERED};
use temporalio_common::error::ApplicationFailure;
use temporalio_sdk::activities::ActivityError;

/// How long to stay away where a vendor says that it is too much and not for how long.
const UNTOLD_PAUSE: Duration = Duration::from_secs(30);

/// Why a call, or an attempt of several, came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    system: System,
    kind: Kind,
    words: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// It does not work at the moment.
    Unavailable,
    /// It was asked for, and nobody answered whether it was done.
    Unanswered,
    /// Something has been done, and the rest has not.
    InPart,
    /// Too much was asked.
    RateLimited(Duration),
    /// The vendor said no, with its own code.
    Refused(String),
    /// The answer is not what the API promises.
    Unexpected,
}

impl Failure {
    /// Nobody could be asked, or the answer was that it does not work at the moment: it may later.
    pub(crate) fn unavailable(system: System, words: impl Into<String>) -> Self {
        Self { system, kind: Kind::Unavailable, words: words.into() }
    }

    /// What was asked may have been done, or be done yet: there was no answer, not in time, or one of what stands
    /// between or of something that broke in the middle of it.
    pub(crate) fn unanswered(system: System, words: impl Into<String>) -> Self {
        Self { system, kind: Kind::Unanswered, words: words.into() }
    }

    /// Too much was asked; it may work after a time.
    pub(crate) fn rate_limited(
        system: System,
        retry_after: Option<Duration>,
        words: impl Into<String>,
    ) -> Self {
        Self { system, kind: Kind::RateLimited(retry_after.unwrap_or(UNTOLD_PAUSE)), words: words.into() }
    }

    /// The vendor said no, and will again.
    pub(crate) fn refused(system: System, code: impl Into<String>, words: impl Into<String>) -> Self {
        Self { system, kind: Kind::Refused(code.into()), words: words.into() }
    }

    /// The answer lacks what the API promises, or the request could not be made as it should: trying again
    /// changes nothing.
    pub(crate) fn unexpected(system: System, words: impl Into<String>) -> Self {
        Self { system, kind: Kind::Unexpected, words: words.into() }
    }

    /// The vendor's own code, where it said no.
    pub(crate) fn code(&self) -> Option<&str> {
        match &self.kind {
            Kind::Refused(code) => Some(code),
            _ => None,
        }
    }

    /// Whether the vendor said no with this code.
    pub(crate) fn is(&self, code: &str) -> bool {
        self.code() == Some(code)
    }

    /// The vendor's words, without its name.
    pub(crate) fn words(&self) -> &str {
        &self.words
    }

    /// How long to stay away, where too much was asked.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        match self.kind {
            Kind::RateLimited(pause) => Some(pause),
            _ => None,
        }
    }

    /// Whether another attempt may do better.
    pub(crate) fn is_for_now(&self) -> bool {
        matches!(self.kind, Kind::Unavailable | Kind::Unanswered | Kind::InPart | Kind::RateLimited(_))
    }

    /// The same, where what was asked for may have been done all the same.
    #[must_use]
    pub(crate) fn or_done(self) -> Self {
        match self.kind {
            Kind::Unavailable => Self { kind: Kind::Unanswered, ..self },
            _ => self,
        }
    }

    /// The same, after something of what was to be done has been.
    #[must_use]
    pub(crate) fn in_part(self) -> Self {
        Self { kind: Kind::InPart, ..self }
    }

    /// The same, and what more there is to know.
    #[must_use]
    pub(crate) fn and(self, more: &str) -> Self {
        Self { words: format!("{}. {more}", self.words.trim_end_matches('.')), ..self }
    }

    /// Whether what was asked may have been done all the same.
    pub(crate) fn is_unanswered(&self) -> bool {
        matches!(self.kind, Kind::Unanswered)
    }

    fn type_name(&self) -> String {
        match &self.kind {
            Kind::Unavailable => "unavailable".to_owned(),
            Kind::Unanswered => UNANSWERED.to_owned(),
            Kind::InPart => IN_PART.to_owned(),
            Kind::RateLimited(_) => "rate_limited".to_owned(),
            Kind::Refused(code) => code.clone(),
            Kind::Unexpected => "unexpected".to_owned(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.system.name(), self.words)
    }
}

/// Its words, as the source of a Temporal failure.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Words(String);

/// The next attempt comes no sooner than this pause, and the vendor's own, say. Not `From`: that would let `?` turn
/// failures into errors in more places than the one that sees to the attempt.
pub(crate) fn into_activity_error(failure: &Failure, pause: Option<Duration>) -> ActivityError {
    let application = ApplicationFailure::builder(Words(failure.to_string()))
        .type_name(failure.type_name())
        .non_retryable(!failure.is_for_now())
        .maybe_next_retry_delay(failure.retry_after().max(pause))
        .build();
    ActivityError::application(application)
}

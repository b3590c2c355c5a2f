//! Who has signed in, and whether they still may.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use muster_workflows::domain::Person;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::{
    serve::App,
    slack::{Outsider, SlackTrouble},
};

/// How long Slack is not asked again after it gave no answer: who looks at a page waits for each time.
const SILENT_FOR: Duration = Duration::from_secs(5);

/// Who has signed in. The browser keeps it, so that any starter knows them and none has to remember.
#[derive(Serialize, Deserialize)]
pub(super) struct Session {
    user: String,
    name: String,
}

/// Why a session is not good any more.
#[derive(Debug)]
pub(super) enum Ended {
    /// They are no full member, or not any more.
    Outsider(Outsider),
    /// Slack does not tell Muster who they are, and will not.
    Refused(SlackTrouble),
}

/// Whether Slack gave an answer, as far as was seen lately.
#[derive(Default)]
pub(super) struct Silence(Mutex<Option<Instant>>);

impl Silence {
    fn is_on(&self, now: Instant) -> bool {
        let since = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        since.is_some_and(|since| now.duration_since(since) < SILENT_FOR)
    }

    fn begins(&self, now: Instant) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
    }
}

impl Session {
    /// That of a full member; nobody else is in Slack.
    pub(super) fn of(person: &Person) -> Option<Self> {
        Some(Self { user: person.slack_id.clone()?, name: person.name.clone() })
    }

    /// Whose it is, where they still are a full member: Slack is asked, and what it said holds for some minutes.
    ///
    /// Where Slack gives no answer the session holds: the page is needed most while much is down, and who had a session had
    /// it from Slack, hours ago at the most. Somebody deactivated in the meantime sees the page for as long as Slack is
    /// silent, and no longer than the session would have lasted. That Slack refuses is an answer: the app may have been
    /// removed for a reason, and who is a member cannot be known.
    pub(super) async fn person(self, app: &App, silence: &Silence) -> Result<Person, Ended> {
        let as_kept = Person::in_slack(self.user.as_str(), self.name);
        if silence.is_on(Instant::now()) {
            return Ok(as_kept);
        }
        match app.members.who(&app.slack, &self.user).await {
            Ok(verdict) => verdict.map_err(Ended::Outsider),
            Err(refused @ SlackTrouble::Refused(_)) => Err(Ended::Refused(refused)),
            Err(trouble) => {
                tracing::warn!(%trouble, user = self.user, "sees the page without being looked up: Slack gives no answer");
                silence.begins(Instant::now());
                Ok(as_kept)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slack_is_asked_again_after_a_while() {
        let silence = Silence::default();
        let now = Instant::now();
        assert!(!silence.is_on(now));
        silence.begins(now);
        assert!(silence.is_on(now + SILENT_FOR / 2));
        assert!(!silence.is_on(now + SILENT_FOR));
    }
}

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// How long a region that gave no answer is asked last.
const AWAY_FOR: Duration = Duration::from_secs(5);

/// How long it then has to answer: it may be back.
const WHILE_AWAY: Duration = Duration::from_millis(400);

/// Whether a region answers, as far as was seen lately.
#[derive(Debug, Default)]
pub(super) struct Presence(Mutex<Option<Instant>>);

impl Presence {
    pub(super) fn is_away(&self, now: Instant) -> bool {
        self.away_since(now).is_some()
    }

    /// Until when to wait for an answer, where there is time until a moment.
    pub(super) fn patience(&self, until: Instant, now: Instant) -> Instant {
        if self.is_away(now) { until.min(now + WHILE_AWAY) } else { until }
    }

    /// It was asked, and gave an answer or none.
    pub(super) fn note(&self, is_silent: bool, now: Instant) {
        // Not renewed: a slow region would never get the time to answer again.
        let since = is_silent.then(|| self.away_since(now).unwrap_or(now));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = since;
    }

    fn away_since(&self, now: Instant) -> Option<Instant> {
        let since = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        since.filter(|since| now.duration_since(*since) < AWAY_FOR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_gave_no_answer_is_away_for_a_while() {
        let presence = Presence::default();
        let now = Instant::now();
        let until = now + Duration::from_secs(60);
        assert_eq!(presence.patience(until, now), until);

        presence.note(true, now);
        assert_eq!(presence.patience(until, now), now + WHILE_AWAY);
        let later = now + AWAY_FOR / 2;
        presence.note(true, later);
        assert!(presence.is_away(later));
        assert!(!presence.is_away(now + AWAY_FOR), "it is given time again");

        presence.note(true, later);
        presence.note(false, later);
        assert!(!presence.is_away(later), "it answered");
    }
}

//! Trigger ids: what lets the app open a form in answer to what a person did.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

/// How long a trigger lives (SOURCES).
const LIFE: SignedDuration = SignedDuration::from_secs(3);

#[derive(Debug)]
struct Trigger {
    user: String,
    at: Timestamp,
    exchanged: bool,
}

/// The triggers given out.
#[derive(Debug, Default)]
pub(crate) struct Triggers {
    issued: BTreeMap<String, Trigger>,
    count: u64,
}

impl Triggers {
    /// A new trigger for what this person did now.
    pub(crate) fn issue(&mut self, user: &str, now: Timestamp) -> String {
        self.issued.retain(|_, old| now.duration_since(old.at) < SignedDuration::from_hours(1));
        self.count += 1;
        let id = format!("{}.{}.{:032x}", now.as_millisecond(), 474_920, self.count);
        self.issued.insert(id.clone(), Trigger { user: user.to_owned(), at: now, exchanged: false });
        id
    }

    /// Uses a trigger, which works once; returns whose it is.
    ///
    /// # Errors
    /// Slack's code: `invalid_trigger_id`, `exchanged_trigger_id`, `expired_trigger_id`.
    pub(crate) fn exchange(&mut self, id: &str, now: Timestamp) -> Result<String, &'static str> {
        let trigger = self.issued.get_mut(id).ok_or("invalid_trigger_id")?;
        if trigger.exchanged {
            return Err("exchanged_trigger_id");
        }
        if now.duration_since(trigger.at) > LIFE {
            return Err("expired_trigger_id");
        }
        trigger.exchanged = true;
        Ok(trigger.user.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trigger_works_once_within_three_seconds() {
        let mut triggers = Triggers::default();
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(triggers.exchange("1.2.3", now), Err("invalid_trigger_id"));
        let late = triggers.issue("U0ADA", now);
        assert_eq!(
            triggers.exchange(&late, now + SignedDuration::from_millis(3001)),
            Err("expired_trigger_id")
        );
        let used = triggers.issue("U0ADA", now);
        assert_eq!(triggers.exchange(&used, now + LIFE).as_deref(), Ok("U0ADA"));
        assert_eq!(triggers.exchange(&used, now + LIFE), Err("exchanged_trigger_id"));
    }
}

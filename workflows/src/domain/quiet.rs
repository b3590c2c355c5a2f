//! What quiet means: when to remind, when to archive.

use jiff::Timestamp;

use super::{Period, WorkHours};

/// When the next reminder is due, after so much quiet in work hours. `last_message` is the later of the latest
/// message and the confirmation; a reminder starts the quiet again. None where nobody ever works.
pub fn next_reminder(
    hours: &WorkHours,
    every: Period,
    last_message: Timestamp,
    last_reminder: Option<Timestamp>,
) -> Option<Timestamp> {
    hours.add(last_reminder.map_or(last_message, |reminder| reminder.max(last_message)), every)
}

/// From when on the quiet after a reminder counts: from when it was due, so that the moments between due and sent do
/// not add up; but from now where it comes so late that the next would be due already.
pub fn reminded_at(due: Timestamp, now: Timestamp, every: Period) -> Timestamp {
    if now.duration_since(due) < every.to_signed() { due } else { now }
}

/// What to do with the channel of an incident that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Archival {
    /// It was quiet for long enough.
    Archive,
    /// It was not; this is the earliest moment at which it can have been.
    CheckAgainAt(Timestamp),
}

/// Whether to archive a channel now: so much time has passed since its creation and since its latest message.
pub fn archival(
    created: Timestamp,
    latest_message: Option<Timestamp>,
    quiet: Period,
    now: Timestamp,
) -> Archival {
    let quiet_since = latest_message.map_or(created, |message| message.max(created));
    let due = quiet_since.checked_add(quiet.to_signed()).unwrap_or(Timestamp::MAX);
    if due <= now { Archival::Archive } else { Archival::CheckAgainAt(due) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_reminder_counts_from_when_it_was_due_unless_it_is_late() {
        let due = at("2026-11-23T10:00:00Z");
        let reminded = |now: &str| reminded_at(due, at(now), Period::hours(1));
        assert_eq!(reminded("2026-11-23T10:00:03Z"), due);
        assert_eq!(reminded("2026-11-23T13:00:00Z"), at("2026-11-23T13:00:00Z"));
    }

    #[test]
    fn reminds_after_an_hour_of_work() {
        let remind = |message: &str, reminder: Option<&str>| {
            next_reminder(&WorkHours::default(), Period::hours(1), at(message), reminder.map(at))
        };
        // 2026-11-20 is a Friday.
        for (message, reminder, due) in [
            ("2026-11-20T10:00:00Z", None, "2026-11-20T11:00:00Z"),
            ("2026-11-20T17:30:00Z", None, "2026-11-23T09:30:00Z"),
            ("2026-11-21T12:00:00Z", None, "2026-11-23T10:00:00Z"),
            ("2026-11-20T10:00:00Z", Some("2026-11-20T11:00:00Z"), "2026-11-20T12:00:00Z"),
            ("2026-11-20T11:20:00Z", Some("2026-11-20T11:00:00Z"), "2026-11-20T12:20:00Z"),
            ("2026-11-20T10:00:00Z", Some("2026-11-20T18:00:00Z"), "2026-11-23T10:00:00Z"),
        ] {
            assert_eq!(remind(message, reminder), Some(at(due)), "{message} {reminder:?}");
        }
    }

    #[test]
    fn reminds_nobody_where_nobody_works() {
        let never = WorkHours { days: Vec::new(), ..WorkHours::default() };
        assert_eq!(next_reminder(&never, Period::hours(1), at("2026-11-20T10:00:00Z"), None), None);
    }

    #[test]
    fn archives_after_thirty_quiet_days() {
        let created = at("2026-11-01T12:00:00Z");
        let decide =
            |message: Option<&str>, now: &str| archival(created, message.map(at), Period::days(30), at(now));
        let again = |moment: &str| Archival::CheckAgainAt(at(moment));
        for (message, now, decision) in [
            (None, "2026-12-01T11:59:59Z", again("2026-12-01T12:00:00Z")),
            (None, "2026-12-01T12:00:00Z", Archival::Archive),
            (Some("2026-11-30T08:00:00Z"), "2026-12-01T12:00:00Z", again("2026-12-30T08:00:00Z")),
            (Some("2026-11-30T08:00:00Z"), "2026-12-30T08:00:00Z", Archival::Archive),
            // Adopted from before: the channel's creation counts.
            (Some("2026-10-01T08:00:00Z"), "2026-11-02T12:00:00Z", again("2026-12-01T12:00:00Z")),
        ] {
            assert_eq!(decide(message, now), decision, "{message:?} {now}");
        }
        assert_eq!(
            archival(Timestamp::MAX, None, Period::days(1), created),
            Archival::CheckAgainAt(Timestamp::MAX)
        );
    }
}

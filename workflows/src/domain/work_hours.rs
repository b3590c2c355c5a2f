use std::collections::BTreeSet;

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time, Weekday},
};
use serde::{Deserialize, Serialize};

use super::Period;

#[cfg(test)]
mod tests;
mod weekdays;
mod zone;

pub use zone::{UnknownZone, Zone};

/// So many days after a moment nobody looks for work time any more: two years and a leap day.
const HORIZON_DAYS: usize = 731;

/// When people work, in one time zone. A work day lasts from `from` to `to`; where `to` is not after `from`, to
/// the next day's `to`, so that equal times are 24 hours. A shift belongs to the day on which it begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WorkHours {
    /// Where they work.
    pub time_zone: Zone,
    /// On which days, written `mon` to `sun`.
    #[serde(with = "weekdays")]
    pub days: Vec<Weekday>,
    /// When a work day begins.
    pub from: Time,
    /// When it ends.
    pub to: Time,
    /// Days on which nobody works.
    pub holidays: BTreeSet<Date>,
}

impl Default for WorkHours {
    /// Monday to Friday, 9 to 18, UTC.
    fn default() -> Self {
        Self {
            time_zone: Zone::UTC,
            days: vec![
                Weekday::Monday,
                Weekday::Tuesday,
                Weekday::Wednesday,
                Weekday::Thursday,
                Weekday::Friday,
            ],
            from: Time::constant(9, 0, 0, 0),
            to: Time::constant(18, 0, 0, 0),
            holidays: BTreeSet::new(),
        }
    }
}

impl WorkHours {
    /// The moment at which so much work time has passed since `from`. None where the next two years do not hold
    /// so much.
    pub fn add(&self, from: Timestamp, work: Period) -> Option<Timestamp> {
        let mut left = work.to_signed();
        if left.is_zero() {
            return Some(from);
        }
        for (start, end) in self.shifts_around(from).take(HORIZON_DAYS) {
            let start = start.max(from);
            let available = start.duration_until(end);
            if available >= left {
                return start.checked_add(left).ok();
            }
            left -= available.max(SignedDuration::ZERO);
        }
        None
    }

    /// Whether a moment is work time.
    pub fn contain(&self, moment: Timestamp) -> bool {
        self.shifts_around(moment)
            .take(HORIZON_DAYS)
            .take_while(|(start, _)| *start <= moment)
            .any(|(start, end)| (start..end).contains(&moment))
    }

    /// How much of the time between two moments is work time: zero where `to` is not after `from`. Nothing is
    /// counted that is more than two years after `from`.
    pub fn between(&self, from: Timestamp, to: Timestamp) -> SignedDuration {
        self.shifts_around(from)
            .take(HORIZON_DAYS)
            .take_while(|(start, _)| *start < to)
            .map(|(start, end)| start.max(from).duration_until(end.min(to)).max(SignedDuration::ZERO))
            .sum()
    }

    /// The shift of each day, empty where nobody works on it, from the first that can still go on at a moment.
    /// They follow each other and never overlap.
    fn shifts_around(&self, moment: Timestamp) -> impl Iterator<Item = (Timestamp, Timestamp)> {
        let today = self.time_zone.tz().to_datetime(moment).date();
        // A night shift began yesterday; the day before, where a zone's calendar left yesterday out.
        let first = today.saturating_sub(jiff::Span::new().days(2));
        let mut worked_until = Timestamp::MIN;
        first.series(jiff::Span::new().days(1)).map(move |day| {
            let (start, end) = self.shift(day).unwrap_or((worked_until, worked_until));
            // In a gap of the clock `from` may be moved before the last `to`, or `to` before `from`.
            let start = start.max(worked_until);
            worked_until = end.max(start);
            (start, worked_until)
        })
    }

    /// The shift that begins on a day, if one does.
    fn shift(&self, day: Date) -> Option<(Timestamp, Timestamp)> {
        if !self.days.contains(&day.weekday()) || self.holidays.contains(&day) || self.is_left_out(day) {
            return None;
        }
        let last_day = if self.to > self.from { day } else { day.tomorrow().ok()? };
        // Errors are days at the end of time, on which nobody works.
        let start = self.time_zone.tz().to_timestamp(day.to_datetime(self.from)).ok()?;
        let end = self.time_zone.tz().to_timestamp(last_day.to_datetime(self.to)).ok()?;
        Some((start, end))
    }

    /// Whether a zone's calendar has no such day, as Samoa's has no 30 December 2011.
    fn is_left_out(&self, day: Date) -> bool {
        day.to_zoned(self.time_zone.tz().clone()).is_ok_and(|start| start.date() != day)
    }
}

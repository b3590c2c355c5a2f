use jiff::{
    Timestamp, ToSpan,
    civil::{Date, date},
};

use super::{super::Zone, Window};

/// By what a time is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calendar {
    /// Days.
    Day,
    /// Months.
    Month,
    /// Quarters of a year.
    Quarter,
    /// Years.
    Year,
}

/// A day, month, quarter or year, as far as it is in a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// What people call it: `2026-11-28`, `2026-11`, `2026 Q4`, `2026`.
    pub name: String,
    /// Its time.
    pub window: Window,
}

impl Calendar {
    /// Divides a time as clocks in a zone do. What comes out follows each other, and together is all of it.
    pub fn divide(self, window: Window, zone: &Zone) -> Vec<Stretch> {
        let mut stretches = Vec::new();
        if window.from >= window.to {
            return stretches;
        }
        let mut first = self.first_day(zone.tz().to_datetime(window.from).date());
        loop {
            let next = self.next(first);
            // At the end of time there is no next.
            let to = next.and_then(|next| begins(next, zone)).unwrap_or(window.to).min(window.to);
            let from = stretches.last().map_or(window.from, |last: &Stretch| last.window.to);
            // A zone's calendar can leave a day out.
            if from < to {
                stretches.push(Stretch { name: self.name(first), window: Window { from, to } });
            }
            match next {
                Some(next) if to < window.to => first = next,
                _ => return stretches,
            }
        }
    }

    fn first_day(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Month => day.first_of_month(),
            Self::Quarter => date(day.year(), (day.month() - 1) / 3 * 3 + 1, 1),
            Self::Year => day.first_of_year(),
        }
    }

    fn next(self, first: Date) -> Option<Date> {
        let span = match self {
            Self::Day => 1.day(),
            Self::Month => 1.month(),
            Self::Quarter => 3.months(),
            Self::Year => 1.year(),
        };
        first.checked_add(span).ok()
    }

    fn name(self, first: Date) -> String {
        match self {
            Self::Day => first.to_string(),
            Self::Month => first.strftime("%Y-%m").to_string(),
            Self::Quarter => format!("{} Q{}", first.year(), (first.month() - 1) / 3 + 1),
            Self::Year => first.year().to_string(),
        }
    }
}

/// When a day begins: where clocks are set at midnight, not at 0:00.
fn begins(day: Date, zone: &Zone) -> Option<Timestamp> {
    day.to_zoned(zone.tz().clone()).ok().map(|start| start.timestamp())
}

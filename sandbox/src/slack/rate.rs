//! Slack's rate limits, by method and minute.

use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp};

use super::args::Args;

/// How often a method may be called (SOURCES: Slack's tiers).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tier {
    /// 20 a minute.
    Two,
    /// 50 a minute.
    Three,
    /// 100 a minute.
    Four,
    /// About one a second in each channel.
    Posting,
    /// Hundreds a minute.
    Special,
}

impl Tier {
    fn calls_and_period(self) -> (usize, SignedDuration) {
        match self {
            Self::Two => (20, SignedDuration::from_secs(60)),
            Self::Three => (50, SignedDuration::from_secs(60)),
            Self::Four => (100, SignedDuration::from_secs(60)),
            Self::Posting => (1, SignedDuration::from_secs(1)),
            Self::Special => (600, SignedDuration::from_secs(60)),
        }
    }
}

/// When each method was called of late.
#[derive(Debug, Default)]
pub(crate) struct Rates {
    calls: BTreeMap<String, VecDeque<Timestamp>>,
}

impl Rates {
    /// Counts a call; the whole seconds to wait where it is one too many.
    pub(super) fn count(&mut self, method: &str, tier: Tier, args: &Args, now: Timestamp) -> Result<(), u64> {
        let (most, period) = tier.calls_and_period();
        let key = match tier {
            Tier::Posting => format!("{method} {}", args.text("channel").unwrap_or_default()),
            _ => method.to_owned(),
        };
        let calls = self.calls.entry(key).or_default();
        while calls.front().is_some_and(|&at| now.duration_since(at) >= period) {
            calls.pop_front();
        }
        if calls.len() < most {
            calls.push_back(now);
            return Ok(());
        }
        let waited = calls.front().map_or(SignedDuration::ZERO, |&at| now.duration_since(at));
        let wait = (period - waited).as_millis().max(1);
        Err(u64::try_from(wait).unwrap_or(u64::MAX).div_ceil(1000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_twenty_first_call_of_tier_two_waits_for_the_rest_of_the_minute() {
        let mut rates = Rates::default();
        let now = Timestamp::UNIX_EPOCH;
        let args = Args::default();
        for _ in 0..20 {
            assert_eq!(rates.count("conversations.create", Tier::Two, &args, now), Ok(()));
        }
        let later = now + SignedDuration::from_secs(15);
        assert_eq!(rates.count("conversations.create", Tier::Two, &args, later), Err(45));
        assert_eq!(rates.count("bookmarks.add", Tier::Two, &args, later), Ok(()));
        let next = now + SignedDuration::from_secs(60);
        assert_eq!(rates.count("conversations.create", Tier::Two, &args, next), Ok(()));
    }
}

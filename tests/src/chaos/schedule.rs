//! What will happen, as the seed has it: nothing here knows of a clock or of anything that is up.

use std::time::Duration;

use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

use super::{
    cut::{self, Cut},
    outage::{self, Outage},
    script::{self, Script},
    span::{self, Span},
    weather::{self, Weather},
};

/// One seed and one number of incidents give one schedule, whatever machine and version draw it.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// How long there is trouble.
    pub length: Duration,
    /// What people do.
    pub scripts: Vec<Script>,
    /// What happens to the region in the west,
    pub west: Vec<Outage>,
    /// and to the one in the east.
    pub east: Vec<Outage>,
    /// When the starter of each is down.
    pub starters: [Vec<Span>; 2],
    /// What happens to Slack's connections to them.
    pub cuts: Vec<Cut>,
    /// What the outside world does wrong.
    pub weather: Vec<Weather>,
    /// When Jira's search lags behind.
    pub search_lag: Span,
}

impl Schedule {
    /// The schedule of a seed.
    pub fn draw(seed: u64, incidents: usize) -> Self {
        // An algorithm by its name: "the standard one" may become another, and every seed another schedule with it.
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let length = length(incidents);
        let blackout = blackout(&mut rng, length);
        let scripts = (0..incidents).map(|number| script::draw(&mut rng, number, length)).collect();
        Self {
            length,
            scripts,
            west: outage::draw(&mut rng, length, blackout),
            east: outage::draw(&mut rng, length, blackout),
            starters: [starter(&mut rng, length), starter_in_blackout(&mut rng, length, blackout)],
            cuts: cut::draw(&mut rng, length),
            weather: weather::draw(&mut rng, length),
            search_lag: Span { at: length / 5, lasts: length / 3 },
        }
    }
}

/// Long enough for a dozen outages of everything, and for two cores to take so many incidents through their lives.
fn length(incidents: usize) -> Duration {
    let incidents = u32::try_from(incidents).unwrap_or(u32::MAX);
    (Duration::from_secs(20) + Duration::from_millis(700).saturating_mul(incidents))
        .min(Duration::from_secs(160))
}

/// Both regions are away: what is declared then is in the outbox alone.
fn blackout(rng: &mut ChaCha8Rng, length: Duration) -> Span {
    let at = length.mul_f64(rng.random_range(0.3..0.7));
    Span { at, lasts: span::between(rng, 3_000, 5_000) }
}

fn starter(rng: &mut ChaCha8Rng, length: Duration) -> Vec<Span> {
    span::draw(rng, length, 6_000..20_000, 200..4_000)
}

/// It dies in the blackout too, with the outbox in use.
fn starter_in_blackout(rng: &mut ChaCha8Rng, length: Duration, blackout: Span) -> Vec<Span> {
    let mut spans = starter(rng, length);
    let at = blackout.at + blackout.lasts.mul_f64(rng.random_range(0.3..0.6));
    span::insert(&mut spans, Span { at, lasts: span::between(rng, 200, 1_000) });
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_has_one_schedule() {
        assert_eq!(Schedule::draw(7, 40), Schedule::draw(7, 40));
        assert_ne!(Schedule::draw(7, 40), Schedule::draw(8, 40));
    }

    /// Whoever changes how it is drawn changes what the seeds in old reports mean.
    #[test]
    fn a_seed_has_the_same_schedule_in_every_version() {
        insta::assert_debug_snapshot!(Schedule::draw(1, 2));
    }

    #[test]
    fn all_is_over_before_the_trouble_is() {
        for seed in 0..100 {
            let Schedule { length, scripts, west, east, starters, weather, .. } = Schedule::draw(seed, 50);
            assert!(scripts.iter().all(|script| script.at < length));
            let outages = west.iter().chain(&east).map(|outage| outage.span);
            let all = outages
                .chain(starters.into_iter().flatten())
                .chain(weather.iter().map(|weather| weather.span));
            assert!(all.into_iter().all(|span| span.end() <= length), "seed {seed}");
        }
    }

    #[test]
    fn both_regions_are_away_at_some_time_and_never_for_long() {
        for seed in 0..100 {
            let Schedule { length, west, east, .. } = Schedule::draw(seed, 200);
            let is_away = |outages: &[Outage], at: Duration| {
                outages.iter().any(|outage| outage.takes_the_server() && outage.span.contains(at))
            };
            let step = Duration::from_millis(100);
            let (mut longest, mut now) = (Duration::ZERO, Duration::ZERO);
            for n in 0..u32::try_from(length.as_millis() / step.as_millis()).unwrap() {
                let both = is_away(&west, step * n) && is_away(&east, step * n);
                now = if both { now + step } else { Duration::ZERO };
                longest = longest.max(now);
            }
            assert!(longest >= Duration::from_secs(3), "seed {seed}: {longest:?}");
            assert!(longest <= Duration::from_secs(12), "seed {seed}: {longest:?}");
        }
    }
}

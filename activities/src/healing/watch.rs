//! Looks until something is certain.

use std::time::SystemTime;

use futures::future::join_all;
use muster_workflows::{
    contract::healing::{Aim, Watch, Watched},
    domain::runbook::{Aws, CloudwatchProbe, HttpProbe, Probe, PromqlProbe},
};
use temporalio_sdk::activities::ActivityInfo;
use tokio::time::{Instant, sleep};

use super::{Answer, Healer};
use crate::failure::Failure;

/// So often nobody knowing is no answer yet.
const UNKNOWN: u32 = 3;

/// When the first attempt was asked for: another goes on with its time.
pub(super) fn begun(info: &ActivityInfo) -> Instant {
    let asked = info.scheduled_time.filter(|_| info.attempt > 1);
    let passed = asked.and_then(|asked| SystemTime::now().duration_since(asked).ok());
    // Where the clocks of Temporal and of this worker disagree about it, it begins now.
    passed.and_then(|passed| Instant::now().checked_sub(passed)).unwrap_or_else(Instant::now)
}

/// What all probes say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum All {
    Good,
    Bad,
    Unknown,
}

impl Healer {
    /// Until it is certain whether it is so.
    pub(super) async fn watch_until_certain(
        &self,
        watch: &Watch,
        begun: Instant,
    ) -> Result<Watched, Failure> {
        let mut progress = Progress::default();
        loop {
            let looked = Instant::now();
            let asked = join_all(watch.probes.iter().map(|probe| self.ask(probe, watch.aws.as_ref()))).await;
            let answers: Vec<_> = asked.into_iter().collect::<Result<_, _>>()?;
            let decided = progress.decide(watch.aim, all(&answers), looked, begun);
            if let Some(is_so) = decided {
                let seen = watch.probes.iter().zip(&answers).map(|(probe, answer)| said(probe, answer));
                return Ok(Watched { is_so, seen: seen.collect() });
            }
            // As often as the runbook says.
            sleep(watch.every.as_duration()).await;
        }
    }

    /// Who has the values and does not answer now, tells nothing.
    async fn ask(&self, probe: &Probe, aws: Option<&Aws>) -> Result<Answer, Failure> {
        let answer = match probe {
            Probe::Http(probe) => return Ok(self.ask_address(probe).await),
            Probe::Promql(probe) => self.ask_prometheus(probe).await,
            Probe::Cloudwatch(probe) => self.aws.ask_cloudwatch(probe, aws).await,
        };
        match answer {
            Err(failure) if failure.is_for_now() => Ok(Answer::Unknown(failure.words().to_owned())),
            answer => answer,
        }
    }
}

/// How it has been so far.
#[derive(Debug, Default)]
struct Progress {
    /// When this attempt first looked.
    first: Option<Instant>,
    /// Since when it has been as wanted, without a break.
    since: Option<Instant>,
    unknown: u32,
}

impl Progress {
    /// Whether it is so, and whether anybody knows; none: look again.
    fn decide(&mut self, aim: Aim, all: All, looked: Instant, begun: Instant) -> Option<Option<bool>> {
        let first = *self.first.get_or_insert(looked);
        self.unknown = if all == All::Unknown { self.unknown + 1 } else { 0 };
        let (wanted, lasting) = match aim {
            Aim::Wrong { lasting } => (All::Bad, lasting),
            Aim::Well { lasting, .. } => (All::Good, lasting),
        };
        self.since = (all == wanted).then(|| self.since.unwrap_or(looked));
        let has_lasted = |since: Instant| looked.duration_since(since) >= lasting.as_duration();
        match (self.since, aim) {
            (Some(since), _) if has_lasted(since) => Some(Some(true)),
            (None, Aim::Wrong { .. }) if all == All::Good => Some(Some(false)),
            (None, Aim::Wrong { .. }) if self.unknown >= UNKNOWN => Some(None),
            // An attempt after one that died has not seen how it was before: it has the time to see it good for long enough.
            (_, Aim::Well { within, lasting })
                if looked >= (begun + within.as_duration()).max(first + lasting.as_duration()) =>
            {
                Some((all != All::Unknown).then_some(false))
            }
            _ => None,
        }
    }
}

/// One that is bad is enough.
fn all(answers: &[Answer]) -> All {
    let is_bad = |answer: &Answer| matches!(answer, Answer::Bad(_));
    let is_unknown = |answer: &Answer| matches!(answer, Answer::Unknown(_));
    match (answers.iter().any(is_bad), answers.iter().any(is_unknown)) {
        (true, _) => All::Bad,
        (false, true) => All::Unknown,
        (false, false) => All::Good,
    }
}

fn said(probe: &Probe, answer: &Answer) -> String {
    let what = match probe {
        Probe::Http(HttpProbe { url, .. }) => {
            // Its query can be secret, and so is who asks.
            let shown = url.split_once(['?', '#']).map_or(url.as_str(), |(shown, _)| shown);
            match shown.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.split_once('@')?.1))) {
                Some((scheme, rest)) => format!("{scheme}://{rest}"),
                None => shown.to_owned(),
            }
        }
        Probe::Promql(PromqlProbe { query, .. }) => query.clone(),
        Probe::Cloudwatch(CloudwatchProbe { namespace, metric, .. }) => format!("{namespace} {metric}"),
    };
    match answer {
        Answer::Good(words) | Answer::Bad(words) => format!("{what}: {words}"),
        Answer::Unknown(words) => format!("{what}: not known, {words}"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use muster_workflows::domain::Period;

    use super::*;

    /// What is decided at which look, of looks a second apart.
    fn decided(aim: Aim, looks: &[All]) -> Option<(usize, Option<bool>)> {
        decided_after(Duration::ZERO, aim, looks)
    }

    /// The same in an attempt that begins so long after the first.
    fn decided_after(passed: Duration, aim: Aim, looks: &[All]) -> Option<(usize, Option<bool>)> {
        let (begun, mut progress) = (Instant::now(), Progress::default());
        looks.iter().enumerate().find_map(|(second, all)| {
            let looked = begun + passed + Duration::from_secs(second as u64);
            progress.decide(aim, *all, looked, begun).map(|is_so| (second, is_so))
        })
    }

    #[test]
    fn something_is_wrong_when_it_is_bad_without_a_break() {
        let wrong = |seconds| Aim::Wrong { lasting: Period::seconds(seconds) };
        assert_eq!(decided(wrong(0), &[All::Bad]), Some((0, Some(true))));
        assert_eq!(decided(wrong(2), &[All::Bad, All::Bad, All::Bad]), Some((2, Some(true))));
        assert_eq!(decided(wrong(2), &[All::Bad, All::Good]), Some((1, Some(false))));
        assert_eq!(decided(wrong(1), &[All::Bad, All::Unknown, All::Bad, All::Bad]), Some((3, Some(true))));
        assert_eq!(decided(wrong(0), &[All::Unknown, All::Unknown, All::Unknown]), Some((2, None)));
    }

    #[test]
    fn all_is_well_when_it_is_good_without_a_break_in_time() {
        let well = Aim::Well { lasting: Period::seconds(2), within: Period::seconds(5) };
        let (good, bad, unknown) = (All::Good, All::Bad, All::Unknown);
        assert_eq!(decided(well, &[bad, good, good, good]), Some((3, Some(true))));
        assert_eq!(decided(well, &[good, good, bad, good, good, good]), Some((5, Some(true))));
        assert_eq!(decided(well, &[bad; 9]), Some((5, Some(false))));
        assert_eq!(decided(well, &[good, unknown, good, unknown, good, good]), Some((5, Some(false))));
        assert_eq!(decided(well, &[unknown; 9]), Some((5, None)));
    }

    /// A worker died, and the time is nearly up, or more than up.
    #[test]
    fn an_attempt_after_one_that_died_sees_for_itself() {
        let well = Aim::Well { lasting: Period::seconds(2), within: Period::seconds(5) };
        let (good, bad) = (All::Good, All::Bad);
        for passed in [4, 60].map(Duration::from_secs) {
            assert_eq!(decided_after(passed, well, &[good, good, good]), Some((2, Some(true))));
            assert_eq!(decided_after(passed, well, &[good, bad, good]), Some((2, Some(false))));
        }
    }
}

use futures_util::future::join_all;
use tokio::time::{Instant, timeout_at};

use super::{Region, Regions, Unanswered, Unasked};
use crate::{incidents::Answer, said::Said};

/// What became of something said to all regions.
#[derive(Debug)]
pub struct Told {
    /// What those say that answered.
    pub answer: Answer,
    /// Where it is taken, whether a worker has taken it up.
    pub is_heeded: bool,
    /// Those that did not, and may keep the incident.
    pub unanswered: Unanswered,
}

impl Regions {
    /// Tells all regions what somebody said: which of them keeps the incident is known to that one alone, and the
    /// same declaration may be in two as long as Slack has not arbitrated.
    pub async fn hear(&self, said: &Said, until: Instant) -> Told {
        let heard = join_all(self.0.iter().map(|region| region.hear(said, until))).await;
        let is_heeded = heard.iter().flatten().any(|(_, is_heeded)| *is_heeded);
        let answers = heard.into_iter().map(|heard| heard.map(|(answer, _)| answer)).collect();
        Told { is_heeded, ..Told::of(answers) }
    }

    /// Tells all regions what somebody said a while ago, or, where that is passed on already, asks what came of it.
    pub async fn hear_late(&self, said: &Said, is_passed_on: bool, until: Instant) -> Told {
        hear_late(&self.0, said, is_passed_on, until).await
    }

    /// The same for one region. What was for a region that is none any more, or has another name now, is for all.
    ///
    /// # Errors
    /// Not all that had to be asked could be.
    pub async fn hear_late_in(
        &self,
        region: &str,
        said: &Said,
        is_passed_on: bool,
        until: Instant,
    ) -> Result<Answer, Unanswered> {
        let asked = self.named(region).map_or(self.0.as_slice(), std::slice::from_ref);
        let Told { answer, unanswered, .. } = hear_late(asked, said, is_passed_on, until).await;
        if unanswered.is_empty() { Ok(answer) } else { Err(unanswered) }
    }
}

async fn hear_late(regions: &[Region], said: &Said, is_passed_on: bool, until: Instant) -> Told {
    let hear = regions.iter().map(|region| region.ask(until, region.incidents.hear_late(said, is_passed_on)));
    Told::of(join_all(hear).await)
}

impl Told {
    fn of(answers: Vec<Result<Answer, Unasked>>) -> Self {
        let (answer, unanswered) = (Answer::Unknown, Unanswered::default());
        let mut told = Self { answer, is_heeded: false, unanswered };
        for answer in answers {
            match answer {
                Ok(answer) => told.answer = told.answer.or(answer),
                Err(unasked) => told.unanswered.push(unasked),
            }
        }
        told
    }
}

impl Region {
    /// Whether it is heeded is looked at after it is taken: a region that has taken it has answered.
    async fn hear(&self, said: &Said, until: Instant) -> Result<(Answer, bool), Unasked> {
        let answer = self.ask(until, self.incidents.hear(said)).await?;
        let is_heeded = match &answer {
            Answer::Taken(incident) => {
                timeout_at(until, self.incidents.is_heeded(&incident.id)).await.unwrap_or(true)
            }
            _ => false,
        };
        Ok((answer, is_heeded))
    }
}

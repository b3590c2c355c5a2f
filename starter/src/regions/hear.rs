use futures_util::future::join_all;
use tokio::time::Instant;

use super::{Region, Regions, Unasked};
use crate::{incidents::Trouble, said::Said};

/// What became of something said.
#[derive(Debug)]
pub struct Told {
    /// Whether a region has taken it.
    pub is_taken: bool,
    /// Regions that may keep the incident, and could not be asked.
    pub unasked: Vec<Unasked>,
}

impl Regions {
    /// Tells all regions what somebody said: which of them keeps the incident is known to that one alone, and the
    /// same declaration may be in two as long as Slack has not arbitrated.
    pub async fn hear(&self, said: &Said, until: Instant) -> Told {
        let answers = join_all(self.0.iter().map(|region| region.hear(said, until))).await;
        let mut told = Told { is_taken: false, unasked: Vec::new() };
        for answer in answers {
            match answer {
                Ok(is_taken) => told.is_taken |= is_taken,
                Err(unasked) => told.unasked.push(unasked),
            }
        }
        told
    }

    /// Tells one region what somebody said: whether it has taken it. A region that is none any more takes nothing.
    ///
    /// # Errors
    /// It could not be asked.
    pub async fn hear_in(&self, region: &str, said: &Said, until: Instant) -> Result<bool, Unasked> {
        match self.named(region) {
            Some(region) => region.hear(said, until).await,
            None => Ok(false),
        }
    }

    /// Tells one region what somebody said a while ago: whether the incident is as they wanted it. A region that is none
    /// any more takes nothing.
    ///
    /// # Errors
    /// It could not be asked.
    pub async fn hear_late_in(&self, region: &str, said: &Said, until: Instant) -> Result<bool, Unasked> {
        match self.named(region) {
            Some(region) => region.ask(until, region.incidents.hear_late(said)).await,
            None => Ok(false),
        }
    }
}

impl Region {
    async fn hear(&self, said: &Said, until: Instant) -> Result<bool, Unasked> {
        match self.ask(until, self.incidents.hear(said)).await {
            Ok(()) => Ok(true),
            Err(Unasked { trouble: Trouble::Over | Trouble::Ambiguous(_), .. }) => Ok(false),
            Err(unasked) => Err(unasked),
        }
    }
}

use std::{cmp::Reverse, time::Duration};

use futures_util::future::join_all;
use muster_workflows::{
    contract::ticket::ListFollowUps,
    domain::{DeclarationId, Reference, Status},
};
use tokio::time::Instant;

use super::{Region, Regions, Unanswered, Unasked};
use crate::incidents::{Listed, Question, Which};

/// How long a region has to take a question to which the answer comes later.
const ASK_WITHIN: Duration = Duration::from_secs(2);

/// What was found, and where nobody could look.
#[derive(Debug)]
pub struct Seen {
    /// The incidents. One that two regions hold is there once.
    pub incidents: Vec<Listed>,
    /// The regions that did not answer.
    pub unanswered: Unanswered,
    /// How many regions answered.
    answered: usize,
}

impl Regions {
    /// Incidents, those declared last first.
    pub async fn list(&self, which: Which, until: Instant) -> Seen {
        Seen::gather(self.0.iter().map(|region| region.ask(until, region.incidents.list(which)))).await
    }

    /// The incidents that a reference fits.
    pub async fn find(&self, reference: &Reference, until: Instant) -> Seen {
        Seen::gather(self.0.iter().map(|region| region.ask(until, region.incidents.find(reference)))).await
    }

    /// The incident whose channel this is.
    pub async fn in_channel(&self, channel: &str, until: Instant) -> Seen {
        Seen::gather(self.0.iter().map(|region| region.ask(until, region.incidents.in_channel(channel))))
            .await
    }

    /// The incident with a key.
    pub async fn get(&self, id: &DeclarationId, until: Instant) -> Seen {
        let get = async |region: &Region| Ok(region.incidents.get(id).await?.into_iter().collect());
        Seen::gather(self.0.iter().map(|region| region.ask(until, get(region)))).await
    }

    /// How follow-ups stand, asked of the first region that answers: Jira is the same for all.
    ///
    /// # Errors
    /// No region answers.
    pub async fn follow_ups(&self, list: &ListFollowUps) -> Result<Question, Unanswered> {
        let mut unanswered = Unanswered::default();
        for region in self.by_presence() {
            let until = Instant::now() + ASK_WITHIN;
            match region.ask(until, region.incidents.ask_follow_ups(list)).await {
                Ok(question) => return Ok(question),
                Err(unasked) => unanswered.push(unasked),
            }
        }
        Err(unanswered)
    }

    /// Whether each region answers and keeps incidents, in their order.
    pub async fn ready(&self, until: Instant) -> Vec<(&str, Result<(), Unasked>)> {
        let asked = self
            .0
            .iter()
            .map(|region| async move { (region.name(), region.ask(until, region.incidents.ready()).await) });
        join_all(asked).await
    }
}

impl Seen {
    async fn gather(
        answers: impl Iterator<Item = impl Future<Output = Result<Vec<Listed>, Unasked>>>,
    ) -> Self {
        let mut seen = Self { incidents: Vec::new(), unanswered: Unanswered::default(), answered: 0 };
        for answer in join_all(answers).await {
            match answer {
                Ok(incidents) => {
                    seen.answered += 1;
                    seen.incidents.extend(incidents);
                }
                Err(unasked) => {
                    tracing::warn!(%unasked, "not asked");
                    seen.unanswered.push(unasked);
                }
            }
        }
        seen.incidents = each_once(seen.incidents);
        seen
    }

    #[cfg(test)]
    pub(crate) fn of(incidents: Vec<Listed>) -> Self {
        Self { incidents, unanswered: Unanswered::default(), answered: 1 }
    }

    /// What was found, unless nobody could look anywhere.
    ///
    /// # Errors
    /// No region answered.
    pub fn or_nowhere(self) -> Result<Self, Unanswered> {
        match self.answered {
            0 if !self.unanswered.is_empty() => Err(self.unanswered),
            _ => Ok(self),
        }
    }
}

/// Of an incident that two regions hold, the one that is going on: Slack has arbitrated, or is about to.
fn each_once(mut incidents: Vec<Listed>) -> Vec<Listed> {
    let rank = |incident: &Listed| match incident.status {
        Status::Active => 0,
        Status::Resolved => 1,
        Status::Prompted => 2,
        Status::Cancelled | Status::Expired => 3,
        Status::Superseded => 4,
    };
    incidents.sort_by(|one, other| one.id.cmp(&other.id).then(rank(one).cmp(&rank(other))));
    incidents.dedup_by(|later, first| later.id == first.id);
    incidents.sort_by_key(|incident| Reverse(incident.declared_at));
    incidents
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incidents::tests::listed;

    fn in_region(region: &str, incident: Listed) -> Listed {
        Listed { region: region.to_owned(), ..incident }
    }

    #[test]
    fn an_incident_that_two_regions_hold_is_listed_where_it_goes_on() {
        let both = vec![
            in_region("west", listed("V1", Status::Superseded)),
            in_region("west", listed("V2", Status::Active)),
            in_region("east", listed("V1", Status::Active)),
        ];
        let listed: Vec<_> = each_once(both).iter().map(|one| format!("{} {}", one.id, one.region)).collect();
        assert_eq!(listed, ["V1 east", "V2 west"]);
    }

    #[test]
    fn those_declared_last_come_first() {
        let older =
            Listed { declared_at: "2026-11-21T09:00:00Z".parse().ok(), ..listed("V0", Status::Active) };
        let ordered: Vec<_> = each_once(vec![older, listed("V1", Status::Active)]);
        assert_eq!(ordered[0].id.as_str(), "V1");
    }
}

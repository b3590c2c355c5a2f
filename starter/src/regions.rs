//! Every region of one Muster. They share nothing: a starter alone knows them all.

use std::future::Future;

use tokio::time::{Instant, timeout_at};

use crate::incidents::{Incidents, Listed, Trouble};

mod declare;
mod hear;
mod look;
mod presence;
mod records;
mod runs;
mod settings;
mod unanswered;

pub use declare::Declared;
pub use hear::Told;
pub use look::Seen;
pub use settings::InvalidRegions;
pub use unanswered::{Unanswered, Unasked};

use presence::Presence;

/// The regions, in the order in which declarations go to them.
pub struct Regions(Vec<Region>);

struct Region {
    incidents: Incidents,
    presence: Presence,
}

impl Regions {
    /// These, the first first.
    pub fn new(incidents: impl IntoIterator<Item = Incidents>) -> Self {
        let region = |incidents| Region { incidents, presence: Presence::default() };
        Self(incidents.into_iter().map(region).collect())
    }

    /// Their names, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(Region::name)
    }

    /// Name and address of each, for who has to look for it.
    pub fn addresses(&self) -> String {
        let addresses = self
            .0
            .iter()
            .map(|Region { incidents, .. }| format!("{} at {}", incidents.region(), incidents.address()));
        addresses.collect::<Vec<_>>().join(", ")
    }

    /// Only the one with this name.
    ///
    /// # Errors
    /// There is none with this name.
    pub fn only(mut self, name: &str) -> Result<Self, UnknownRegion> {
        let known = self.names().collect::<Vec<_>>().join(", ");
        self.0.retain(|region| region.name() == name);
        match self.0.is_empty() {
            true => Err(UnknownRegion { name: name.to_owned(), known }),
            false => Ok(self),
        }
    }

    /// Only the first.
    #[must_use]
    pub fn only_first(mut self) -> Self {
        self.0.truncate(1);
        self
    }

    /// Everything that an incident's workflow knows.
    ///
    /// # Errors
    /// No worker answered, or there is no such incident.
    pub async fn report(&self, incident: &Listed) -> Result<muster_workflows::incident::Report, Trouble> {
        let region = self.named(&incident.region).ok_or(Trouble::Over)?;
        region.incidents.report(&incident.id).await
    }

    fn named(&self, name: &str) -> Option<&Region> {
        self.0.iter().find(|region| region.name() == name)
    }
}

/// A name that is no region's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no region {name:?}; there is {known}")]
pub struct UnknownRegion {
    name: String,
    known: String,
}

impl Region {
    fn name(&self) -> &str {
        self.incidents.region()
    }

    fn unasked(&self, trouble: Trouble) -> Unasked {
        Unasked { region: self.name().to_owned(), trouble }
    }

    /// It has given no answer so far.
    fn note_silence(&self) {
        self.presence.note(true, Instant::now());
    }

    /// Waits for an answer until the moment, and not as long for one that gave none a while ago.
    async fn ask<T>(
        &self,
        until: Instant,
        question: impl Future<Output = Result<T, Trouble>>,
    ) -> Result<T, Unasked> {
        let until = self.presence.patience(until, Instant::now());
        let answer = timeout_at(until, question).await.unwrap_or(Err(Trouble::Slow));
        self.presence.note(answer.as_ref().is_err_and(Trouble::is_silence), Instant::now());
        answer.map_err(|trouble| self.unasked(trouble))
    }
}

use futures_util::future::join_all;
use muster_workflows::{
    contract::region::Noticed,
    domain::{DeclarationId, Person},
};
use tokio::time::Instant;

use super::{Regions, Unanswered, Unasked};
use crate::incidents::{Decision, Trouble};

impl Regions {
    /// Tells a runbook's keeper, in its home region and in no other: there its guard sees every run.
    ///
    /// # Errors
    /// It is not certain that it was told; to tell it again does no harm.
    pub async fn notify(&self, noticed: Noticed, until: Instant) -> Result<(), Unasked> {
        let home = noticed.runbook.home.as_deref();
        let region = match home {
            Some(name) => self.named(name),
            None => self.0.first(),
        };
        match region {
            Some(region) => region.ask(until, region.incidents.notify(noticed)).await,
            // Its runbook is from a starter that knows other regions.
            None => Err(Unasked { region: home.unwrap_or_default().to_owned(), trouble: Trouble::Over }),
        }
    }

    /// Passes on what somebody decides about a run; whether any region has one that is not over.
    ///
    /// # Errors
    /// None of those that answered has it, and not all did.
    pub async fn decide(
        &self,
        run: &DeclarationId,
        decision: Decision,
        by: &Person,
        until: Instant,
    ) -> Result<bool, Unanswered> {
        let decide =
            self.0.iter().map(|region| region.ask(until, region.incidents.decide(run, decision, by.clone())));
        let mut unanswered = Unanswered::default();
        for told in join_all(decide).await {
            match told {
                Ok(true) => return Ok(true),
                Ok(false) => {}
                Err(unasked) => unanswered.push(unasked),
            }
        }
        if unanswered.is_empty() { Ok(false) } else { Err(unanswered) }
    }
}

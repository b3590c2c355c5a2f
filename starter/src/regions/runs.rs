use std::collections::BTreeMap;

use futures_util::future::join_all;
use muster_workflows::{
    contract::region::Noticed,
    domain::{
        DeclarationId, Person,
        runbook::{Report, Runbook, RunbookName},
    },
    run,
};
use tokio::time::Instant;

use super::{Region, Regions, Unanswered, Unasked};
use crate::incidents::{Decision, InForce, ListedRun, Trouble};

impl Regions {
    /// The region in which a runbook runs, and in no other: there its guard sees every run. None where it names one that is
    /// none.
    pub(crate) fn home_of(&self, runbook: &Runbook) -> Option<&str> {
        match &runbook.home {
            Some(name) => self.names().find(|known| known == name),
            None => self.names().next(),
        }
    }

    fn home(&self, runbook: &Runbook) -> Result<&Region, Unasked> {
        let home = self.home_of(runbook).and_then(|home| self.named(home));
        // Its runbook is from a starter that knows other regions.
        home.ok_or_else(|| Unasked {
            region: runbook.home.clone().unwrap_or_default(),
            trouble: Trouble::NoSuchRegion,
        })
    }

    /// Tells a runbook's keeper, in its home region.
    ///
    /// # Errors
    /// It is not certain that it was told; to tell it again does no harm.
    pub async fn notify(&self, noticed: Noticed, until: Instant) -> Result<(), Unasked> {
        let region = self.home(&noticed.runbook)?;
        region.ask(until, region.incidents.notify(noticed)).await
    }

    /// What a run would do in its home region.
    ///
    /// # Errors
    /// It cannot begin there, or no worker has done it in time.
    pub async fn dry_run(&self, input: run::Input) -> Result<Report, Unasked> {
        let region = self.home(&input.runbook)?;
        region.incidents.dry_run(input).await.map_err(|trouble| region.unasked(trouble))
    }

    /// The runs of all regions, the latest first, and those that did not answer.
    pub async fn runs(&self, of: Option<&RunbookName>, until: Instant) -> (Vec<ListedRun>, Unanswered) {
        let (mut runs, mut unanswered) = (Vec::new(), Unanswered::default());
        for listed in join_all(self.0.iter().map(|region| region.ask(until, region.incidents.runs(of)))).await
        {
            match listed {
                Ok(listed) => runs.extend(listed),
                Err(unasked) => unanswered.push(unasked),
            }
        }
        runs.sort_by_key(|run| std::cmp::Reverse(run.begun_at));
        (runs, unanswered)
    }

    /// Makes what is in force in each region what is wanted there.
    ///
    /// # Errors
    /// Not all could be seen to.
    pub(crate) async fn keep_in_force(
        &self,
        wanted: &BTreeMap<String, InForce>,
        until: Instant,
    ) -> Result<(), Unanswered> {
        let (mut unanswered, none) = (Unanswered::default(), InForce::default());
        let keep = self.0.iter().map(|region| {
            let wanted = wanted.get(region.name()).unwrap_or(&none);
            region.ask(until, region.incidents.keep_in_force(wanted))
        });
        join_all(keep).await.into_iter().filter_map(Result::err).for_each(|unasked| unanswered.push(unasked));
        if unanswered.is_empty() { Ok(()) } else { Err(unanswered) }
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

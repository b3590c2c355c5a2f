//! What the incident tells the outside, put together from what it knows.

use std::collections::BTreeMap;

use crate::{
    contract::{
        Facts,
        chat::{Card, MessageKey, Purpose, Resolved},
    },
    domain::{Link, Outcome, Resolution, SeverityPlan, Step},
    incident::Incident,
};

impl Incident {
    pub(super) fn facts(&self) -> Facts {
        Facts::new(&self.declaration, self.severity(), self.impact(), &self.plan)
    }

    pub(super) fn key(&self, purpose: Purpose) -> MessageKey {
        MessageKey { declaration: self.declaration.id.clone(), purpose, author: self.first_run.clone() }
    }

    pub(super) fn card(&self) -> Card {
        Card {
            facts: self.facts(),
            confirmed_by: self
                .state
                .confirmed
                .as_ref()
                .map_or_else(|| self.declaration.by.clone(), |decision| decision.by.clone()),
            roles: self.state.roles.clone(),
            update: self.state.update.clone(),
            alert: self.alert(),
            steps: self.state.outcomes.clone().into_iter().collect(),
            can_be_remedied: !(self.state.is_last_run() && self.state.all_settled()),
            retries: BTreeMap::new(),
            resolved: self.resolved(),
            can_be_reopened: self.can_be_reopened(),
            can_be_amended: self.can_be_amended(),
            reopened: self.state.times_reopened(),
        }
    }

    pub(super) fn resolved(&self) -> Option<Resolved> {
        self.state.resolution.as_ref().map(|resolution| self.as_resolved(resolution))
    }

    /// The ends that were taken back.
    pub(super) fn resolved_before(&self) -> Vec<Resolved> {
        self.state.reopened.iter().map(|reopening| self.as_resolved(&reopening.was)).collect()
    }

    /// The ids of the origins that were said at these.
    pub(super) fn origins_before(&self) -> Vec<String> {
        self.state.reopened.iter().filter_map(|reopening| reopening.was.origin.clone()).collect()
    }

    fn as_resolved(&self, resolution: &Resolution) -> Resolved {
        Resolved {
            by: resolution.by.clone(),
            at: resolution.at,
            lasted_s: resolution.at.duration_since(self.declaration.at).as_secs().max(0),
            origin: resolution.origin.as_deref().map(|id| self.plan.origin_name(id).to_owned()),
            ending: resolution.ending.clone(),
        }
    }

    /// The incidents channel: by its id, where the prompt has told it.
    pub(super) fn incidents_channel(&self) -> String {
        let prompt = self.state.prompt.as_ref().filter(|_| !self.state.asked_privately);
        prompt.map_or_else(|| self.plan.incidents_channel.clone(), |prompt| prompt.channel.clone())
    }

    pub(super) fn severity_plan(&self) -> Option<&SeverityPlan> {
        self.plan.at(self.severity())
    }

    /// What can be opened of what was made so far.
    pub(super) fn link(&self, step: Step) -> Option<Link> {
        self.state.outcomes.get(&step).and_then(Outcome::link).cloned()
    }
}

//! What people see to, each in its incident.

use super::Ledger;
use crate::domain::{DeclarationId, runbook::Target};

/// So many targets are known to be people's; what is beyond them is looked at like any other.
pub(super) const MOST_HANDED: usize = 500;
impl Ledger {
    /// People see to a target, in this incident.
    pub fn hand_over(&mut self, target: Target, incident: DeclarationId) {
        if self.handed.len() < MOST_HANDED || self.handed.contains_key(&target) {
            self.handed.insert(target, incident);
        }
    }

    /// The incidents in which people see to something.
    pub fn incidents(&self) -> Vec<DeclarationId> {
        let mut incidents: Vec<_> = self.handed.values().cloned().collect();
        incidents.sort();
        incidents.dedup();
        incidents
    }

    /// Whether something was said about what people see to, since it was last looked whether they still do.
    pub fn asks_for_people(&self) -> bool {
        self.waiting.keys().any(|target| self.handed.contains_key(target))
    }

    /// It goes on: what was said about what it is about is theirs.
    pub fn incident_goes_on(&mut self, incident: &DeclarationId) {
        let handed = &self.handed;
        self.waiting
            .retain(|target, waiting| handed.get(target) != Some(incident) || waiting.said.keep_asked());
    }

    /// It is not active any more: what it was about is healed again.
    pub fn incident_is_over(&mut self, incident: &DeclarationId) {
        self.handed.retain(|_, seen_to_in| seen_to_in != incident);
    }
}

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Effect, FollowUp, Heard, State};
use crate::domain::{
    Decision, Declaration, DeclarationId, Outcome, Person, Reference, Resolution, Role, Severity, Status,
    Step, Timeline, Title, WordId,
};

/// Everything that is known of an incident: the answer to the query `status`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Report {
    /// The key of the incident.
    pub id: DeclarationId,
    /// Its short name for people.
    pub reference: Reference,
    /// What is wrong.
    pub title: Title,
    /// How bad it is, as far as is known now.
    pub severity: Severity,
    /// Where it is in its life.
    pub status: Status,
    /// Who declared it.
    pub declared_by: Person,
    /// When it was declared.
    pub declared_at: Timestamp,
    /// Who confirmed it.
    #[serde(default)]
    pub confirmed: Option<Decision>,
    /// Who cancelled it.
    #[serde(default)]
    pub cancelled: Option<Decision>,
    /// How it ended.
    #[serde(default)]
    pub resolution: Option<Resolution>,
    /// Whether nobody can reopen it any more.
    #[serde(default)]
    pub is_final: bool,
    /// What is left to do.
    #[serde(default)]
    pub follow_ups: Vec<FollowUp>,
    /// Who has the management alert.
    #[serde(default)]
    pub acknowledged: Option<Decision>,
    /// How many further groups were alerted because nobody had it.
    #[serde(default)]
    pub escalations: usize,
    /// How each step went, in the order people read them.
    pub steps: Vec<(Step, Outcome)>,
    /// Who has which role.
    #[serde(default)]
    pub roles: BTreeMap<Role, Person>,
    /// How many reminders were sent.
    pub reminders_sent: u32,
    /// What happened.
    pub timeline: Timeline,
    /// What people said lately, and what came of it.
    #[serde(default)]
    pub heard: Vec<Heard>,
    /// What went wrong beside the steps.
    #[serde(default)]
    pub trouble: Vec<String>,
}

impl Report {
    /// What came of something that was said; `None` where it was not heard.
    pub fn effect_of(&self, id: &WordId) -> Option<Effect> {
        self.heard.iter().find(|heard| heard.id == *id).map(|heard| heard.effect)
    }

    pub(super) fn of(declaration: &Declaration, state: &State) -> Self {
        Self {
            id: declaration.id.clone(),
            reference: declaration.reference(),
            title: declaration.title.clone(),
            severity: state.severity.unwrap_or(declaration.severity),
            status: state.status,
            declared_by: declaration.by.clone(),
            declared_at: declaration.at,
            confirmed: state.confirmed.clone(),
            cancelled: state.cancelled.clone(),
            resolution: state.resolution.clone(),
            is_final: state.is_final,
            follow_ups: state.follow_ups.clone(),
            acknowledged: state.acknowledged.clone(),
            escalations: state.alerted.len().saturating_sub(1),
            steps: state.outcomes.clone().into_iter().collect(),
            roles: state.roles.clone(),
            reminders_sent: state.reminders.sent,
            timeline: state.timeline.clone(),
            heard: state.heard.clone(),
            trouble: state.trouble.clone(),
        }
    }

    /// What the Temporal Web UI shows an operator. Muster puts no title and no name into it; the vendors' own words
    /// can quote them.
    pub(super) fn details(state: &State) -> String {
        let mut lines = vec![format!("**{}**", state.status)];
        lines.extend(state.outcomes.iter().map(|(step, outcome)| format!("- {step}: {outcome}")));
        if state.acknowledged.is_some() {
            lines.push("- Alert acknowledged".to_owned());
        }
        if state.alerted.len() > 1 {
            lines.push(format!("- Alert escalated: {}", state.alerted.len() - 1));
        }
        if !state.follow_ups.is_empty() {
            let made = state.follow_ups.iter().filter(|follow_up| follow_up.outcome.is_done()).count();
            lines.push(format!("- Follow-ups: {made} of {} made", state.follow_ups.len()));
        }
        if state.reminders.sent > 0 {
            lines.push(format!("- Reminders sent: {}", state.reminders.sent));
        }
        lines.extend(state.trouble.iter().map(|trouble| format!("- ⚠ {trouble}")));
        lines.join("\n")
    }
}

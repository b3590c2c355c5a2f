use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Moment, Period, Severity, Step, WorkHours, uptime::Objective};

mod check;
mod party;

pub(super) use party::is_email;
pub use party::{InvalidParty, Party};

/// A response plan: what happens at each moment of an incident. It travels whole, for all severities, in the
/// incident's input, so that a new plan never changes a running incident.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The public channel where everything is declared and announced: `#name` or its id.
    pub incidents_channel: String,
    /// How long a prompt waits for Confirm before it expires.
    #[serde(default = "defaults::confirm_within")]
    pub confirm_within: Period,
    /// How long the announcement waits for the incident channel before it goes out without.
    #[serde(default = "defaults::announce_within")]
    pub announce_within: Period,
    /// A reminder comes after so much quiet, counted in work hours.
    #[serde(default = "defaults::remind_after")]
    pub remind_after: Period,
    /// So long after its end an incident can be reopened.
    #[serde(default = "defaults::reopen_within")]
    pub reopen_within: Period,
    /// So long after its end follow-ups are made and impact times corrected; they are for as long as it can be reopened,
    /// anyway.
    #[serde(default)]
    pub amend_within: Period,
    /// The incident channel is archived after so much quiet.
    #[serde(default = "defaults::archive_after")]
    pub archive_after: Period,
    /// How long a step that fails for now is retried, where the step does not say.
    #[serde(default = "defaults::retry_for")]
    pub retry_for: Period,
    /// When people work.
    #[serde(default)]
    pub work_hours: WorkHours,
    /// Where Jira issues go.
    pub ticket: TicketPlan,
    /// What is made of follow-ups.
    #[serde(default)]
    pub follow_ups: FollowUpPlan,
    /// Where post-mortems go.
    pub post_mortem: PostMortemPlan,
    /// Who hosts the Zoom meetings.
    pub meeting: MeetingPlan,
    /// How private incidents are handled; where absent, nobody can declare one.
    #[serde(default)]
    pub private: Option<PrivatePlan>,
    /// How much of the time everything together is to be up.
    #[serde(default)]
    pub uptime_objective: Option<Objective>,
    /// What can be impaired.
    #[serde(default)]
    pub services: Vec<Service>,
    /// Whose fault it can have been.
    #[serde(default)]
    pub origins: Vec<Origin>,
    /// What happens at each severity.
    pub severity: Vec<SeverityPlan>,
}

/// Where Jira issues go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketPlan {
    /// The key of the Jira project.
    pub project: String,
    /// The name of the issue type.
    pub issue_type: String,
    /// The name of the status to which a resolved incident's issue is moved.
    #[serde(default = "defaults::done_status")]
    pub done_status: String,
}

/// What is made of follow-ups: each an issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUpPlan {
    /// The key of their Jira project; where absent, that of the incidents' issues.
    #[serde(default)]
    pub project: Option<String>,
    /// The name of the issue type.
    #[serde(default = "defaults::follow_up_type")]
    pub issue_type: String,
    /// The name of the link type, by which they are linked with the incident's issue.
    #[serde(default = "defaults::link_type")]
    pub link_type: String,
    /// The name of the emoji that makes one of a message in an incident channel.
    #[serde(default = "defaults::follow_up_emoji")]
    pub emoji: String,
}

impl Default for FollowUpPlan {
    fn default() -> Self {
        Self {
            project: None,
            issue_type: defaults::follow_up_type(),
            link_type: defaults::link_type(),
            emoji: defaults::follow_up_emoji(),
        }
    }
}

/// Where post-mortems go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PostMortemPlan {
    /// The key of the Confluence space.
    pub space: String,
    /// The id of the page under which they are made; the space's home page where absent.
    #[serde(default)]
    pub parent: Option<String>,
    /// The name of the emoji with which people mark what belongs into the timeline, beside what they pin.
    #[serde(default = "defaults::timeline_emoji")]
    pub timeline_emoji: String,
}

/// Who hosts the Zoom meetings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeetingPlan {
    /// E-mails or ids of licensed Zoom users; the least busy hosts.
    pub hosts: Vec<String>,
}

/// How incidents are handled of which only those may read who are invited.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivatePlan {
    /// Who is asked to confirm them, in direct messages.
    pub confirmers: Vec<Party>,
    /// Who is invited into their channels, whatever the severity, beside who declared and who confirmed.
    #[serde(default)]
    pub invite: Vec<Party>,
    /// The name of the Jira security level of their issues; where absent, none is made.
    #[serde(default)]
    pub security_level: Option<String>,
    /// The key of the Confluence space of their post-mortems; where absent, none is written.
    #[serde(default)]
    pub space: Option<String>,
    /// The id of the page under which they are made; the space's home page where absent.
    #[serde(default)]
    pub parent: Option<String>,
}

/// Something that can be impaired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// How it is stored: lower case letters, digits and `-`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Who is invited into the incident channel when it is impaired, at whatever severity.
    #[serde(default)]
    pub invite: Vec<Party>,
    /// How much of the time it is to be up; the plan's `uptime_objective` where absent.
    #[serde(default)]
    pub uptime_objective: Option<Objective>,
}

/// Whose fault an incident can have been: internal, or which third-party provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// How it is stored, and the Jira label: lower case letters, digits and `-`.
    pub id: String,
    /// What people call it.
    pub name: String,
}

/// What happens at one severity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeverityPlan {
    /// The severity.
    pub level: Severity,
    /// Its name in forms and messages.
    pub name: String,
    /// What it means, for who has to choose.
    pub description: String,
    /// How much of the impaired services it takes away while it is felt, in percent: 100 where they are down. Where absent,
    /// severity 1 takes all and the others nothing.
    #[serde(default)]
    pub downtime_percent: Option<u8>,
    /// Who is invited into the incident channel.
    #[serde(default)]
    pub invite: Vec<Party>,
    /// Who in management is alerted.
    #[serde(default)]
    pub alert: Vec<Party>,
    /// Who is alerted then, group after group, as long as nobody has acknowledged.
    #[serde(default)]
    pub escalate: Vec<Vec<Party>>,
    /// How long each group has before the next is alerted, at whatever hour; none where no other is.
    #[serde(default)]
    pub escalate_after: Option<Period>,
    /// The steps as the incident is confirmed.
    pub open: BTreeMap<Step, StepPlan>,
    /// The steps as it is resolved.
    pub close: BTreeMap<Step, StepPlan>,
}

/// How a step is done.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StepPlan {
    /// How long it is retried while it fails for now; the plan's `retry_for` where absent.
    #[serde(default)]
    pub retry_for: Option<Period>,
}

impl Plan {
    /// What the plan says for a severity.
    pub fn at(&self, severity: Severity) -> Option<&SeverityPlan> {
        self.severity.iter().find(|plan| plan.level == severity)
    }

    /// The steps of a moment, in the order people read them.
    pub fn steps(&self, severity: Severity, moment: Moment) -> Vec<Step> {
        let Some(plan) = self.at(severity) else { return Vec::new() };
        match moment {
            Moment::Open => plan.open.keys().copied().collect(),
            Moment::Close => plan.close.keys().copied().collect(),
        }
    }

    /// How long a step is retried while it fails for now.
    pub fn retry_for(&self, severity: Severity, step: Step) -> Period {
        self.at(severity)
            .and_then(|plan| plan.open.get(&step).or_else(|| plan.close.get(&step)))
            .and_then(|step| step.retry_for)
            .unwrap_or(self.retry_for)
    }

    /// The key of the Jira project of follow-ups.
    pub fn follow_up_project(&self) -> &str {
        self.follow_ups.project.as_deref().unwrap_or(&self.ticket.project)
    }

    /// Who is invited into the incident channel: who is for the severity, then who is for the impaired services.
    pub fn responders(&self, severity: Severity, services: &[String]) -> Vec<Party> {
        let of_severity = self.at(severity).into_iter().flat_map(|plan| &plan.invite);
        let impaired = self.services.iter().filter(|service| services.contains(&service.id));
        let mut responders = Vec::new();
        for party in of_severity.chain(impaired.flat_map(|service| &service.invite)) {
            if !responders.contains(party) {
                responders.push(party.clone());
            }
        }
        responders
    }

    /// How much of the impaired services an incident takes away while it is felt, in percent.
    pub fn downtime_percent(&self, severity: Severity) -> u8 {
        let said = self.at(severity).and_then(|plan| plan.downtime_percent);
        said.unwrap_or(if severity == Severity::MAJOR { 100 } else { 0 })
    }

    /// How much of the time a service is to be up, where somebody said.
    pub fn objective_of(&self, id: &str) -> Option<Objective> {
        let service = self.services.iter().find(|service| service.id == id);
        service.and_then(|service| service.uptime_objective).or(self.uptime_objective)
    }

    /// What people call a service; its id where the plan does not list it.
    pub fn service_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.services.iter().find(|service| service.id == id).map_or(id, |service| &service.name)
    }

    /// What people call an origin; its id where the plan does not list it.
    pub fn origin_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.origins.iter().find(|origin| origin.id == id).map_or(id, |origin| &origin.name)
    }
}

mod defaults {
    use super::Period;

    pub(super) fn confirm_within() -> Period {
        Period::minutes(15)
    }
    pub(super) fn announce_within() -> Period {
        Period::seconds(5)
    }
    pub(super) fn remind_after() -> Period {
        Period::hours(1)
    }
    pub(super) fn reopen_within() -> Period {
        Period::hours(24)
    }

    pub(super) fn archive_after() -> Period {
        Period::days(30)
    }
    pub(super) fn retry_for() -> Period {
        Period::hours(12)
    }
    pub(super) fn follow_up_type() -> String {
        "Task".to_owned()
    }
    pub(super) fn link_type() -> String {
        "Relates".to_owned()
    }
    pub(super) fn follow_up_emoji() -> String {
        "ticket".to_owned()
    }
    pub(super) fn timeline_emoji() -> String {
        "pushpin".to_owned()
    }
    pub(super) fn done_status() -> String {
        "Done".to_owned()
    }
}

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use muster_workflows::{
    contract::chat::interaction,
    domain::{DeclarationId, Other, Reference, Role, Severity, Status},
    ids,
    incident::Report,
    visibility::{self, memo},
};
use serde::{
    Deserialize, Serialize,
    de::{IntoDeserializer, value},
};
use temporalio_client::WorkflowExecutionStatus;
use temporalio_common::{Memo, search_attributes::SearchAttributes};

/// An incident as far as it can be seen without asking its workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Its key.
    pub id: DeclarationId,
    /// The region that keeps it.
    pub region: String,
    /// Its short name for people.
    pub reference: Reference,
    /// Where it is in its life.
    pub status: Status,
    /// How bad it is.
    pub severity: Option<Severity>,
    /// The ids of the impaired services.
    pub services: Vec<String>,
    /// What is wrong.
    pub title: Option<String>,
    /// The name of who declared it.
    pub declared_by: Option<String>,
    /// When it was declared.
    pub declared_at: Option<Timestamp>,
    /// Whether only those may read of it who are invited: what is listed of it is what everybody may.
    pub private: bool,
    /// Slack's id of its channel.
    pub channel_id: Option<String>,
    /// Who has which role, by Slack's user id.
    pub roles: BTreeMap<Role, String>,
    /// What was opened for it.
    pub links: Links,
    /// Whether its workflow still runs, and hears what people say.
    pub running: bool,
    /// Whether its workflow says that it was cancelled instead of confirmed.
    #[serde(skip)]
    pub(crate) never_opened: bool,
    /// Whether its workflow says that nobody can reopen it any more.
    #[serde(skip)]
    pub(crate) is_final: bool,
    /// How far its clock is ahead of ours: days, where tests skip them.
    #[serde(skip)]
    pub(crate) ahead: SignedDuration,
}

/// What was opened for an incident: where each opens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Links {
    /// The incident channel.
    pub channel: Option<String>,
    /// The Zoom meeting.
    pub meeting: Option<String>,
    /// The Jira issue.
    pub ticket: Option<String>,
    /// The post-mortem.
    pub post_mortem: Option<String>,
}

impl Listed {
    /// Reads what Temporal shows of a workflow; `None` where that is no incident.
    pub(super) fn read(
        region: &str,
        workflow_id: &str,
        execution: WorkflowExecutionStatus,
        attributes: &SearchAttributes,
        memo: &Memo,
    ) -> Option<Self> {
        let id = ids::declaration_of(workflow_id)?;
        let status = status(&attributes.get(&visibility::STATUS)?)?;
        let text = |key| text(workflow_id, memo, key);
        Some(Self {
            region: region.to_owned(),
            reference: Reference::of(&id),
            status,
            severity: attributes
                .get(&visibility::SEVERITY)
                .and_then(|level| u8::try_from(level).ok())
                .and_then(|level| Severity::try_from(level).ok()),
            services: attributes.get(&visibility::SERVICES).unwrap_or_default(),
            title: text(memo::TITLE),
            declared_by: text(memo::DECLARED_BY),
            declared_at: text(memo::DECLARED_AT).and_then(|at| at.parse().ok()),
            // What cannot be read may say so.
            private: !matches!(memo.get::<String>(memo::PRIVATE), Ok(None)),
            channel_id: attributes.get(&visibility::CHANNEL),
            roles: text(memo::ROLES).map(|roles| interaction::read_roles(&roles)).unwrap_or_default(),
            links: Links {
                channel: text(memo::CHANNEL_URL),
                meeting: text(memo::MEETING_URL),
                ticket: text(memo::TICKET_URL),
                post_mortem: text(memo::POST_MORTEM_URL),
            },
            running: execution == WorkflowExecutionStatus::Running,
            never_opened: false,
            is_final: text(memo::FINAL).is_some(),
            ahead: SignedDuration::ZERO,
            id,
        })
    }

    /// What is wrong, where that can be read.
    pub(crate) fn shown_title(&self) -> &str {
        self.title.as_deref().unwrap_or("its title cannot be read")
    }

    /// As another refers to it.
    pub(crate) fn as_other(&self) -> Other {
        Other {
            id: self.id.clone(),
            reference: self.reference.clone(),
            channel_url: self.links.channel.clone(),
        }
    }

    /// A moment of our time, by its clock.
    pub(super) fn by_its_clock(&self, at: Timestamp) -> Timestamp {
        at.saturating_add(self.ahead).unwrap_or(at)
    }

    /// Whether it goes on in another region.
    pub(crate) fn is_elsewhere(&self) -> bool {
        self.status == Status::Superseded
    }

    /// Whether, as far as can be seen, nobody has confirmed or cancelled it and somebody still can.
    pub(super) fn waits_for_confirm(&self) -> bool {
        self.running && self.status == Status::Prompted
    }

    /// Takes the workflow's word on what people said over the status, which follows later.
    pub(super) fn heed(&mut self, report: &Report) {
        self.never_opened = report.cancelled.is_some();
        self.is_final = report.is_final;
        self.status = match report {
            Report { status: Status::Superseded, .. } => Status::Superseded,
            Report { cancelled: Some(_), .. } => Status::Cancelled,
            // Before it is known whether another region owns it, what was said to it is not the end.
            Report { confirmed: Some(_), status: Status::Prompted, .. } => Status::Active,
            Report { resolution: Some(resolution), .. } => resolution.ending.status(),
            Report { status, .. } => *status,
        };
    }
}

fn status(word: &str) -> Option<Status> {
    let word: value::StrDeserializer<'_, value::Error> = word.into_deserializer();
    Status::deserialize(word).ok()
}

/// A memo that this version cannot read hides one detail, not the incident.
fn text(workflow_id: &str, memo: &Memo, key: &str) -> Option<String> {
    memo.get(key).unwrap_or_else(|error| {
        tracing::warn!(workflow_id, key, %error, "the memo cannot be read");
        None
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use serde_json::json;

    use super::*;

    pub(crate) fn listed(id: &str, status: Status) -> Listed {
        let id: DeclarationId = id.parse().unwrap();
        Listed {
            region: "default".to_owned(),
            reference: Reference::of(&id),
            id,
            status,
            severity: Some(Severity::MAJOR),
            services: vec!["checkout".to_owned()],
            title: Some("Checkout <!channel> *fails* & burns".to_owned()),
            declared_by: Some("Ada Lovelace".to_owned()),
            declared_at: Some("2026-11-22T09:00:00Z".parse().unwrap()),
            private: false,
            channel_id: None,
            roles: BTreeMap::new(),
            links: Links::default(),
            running: matches!(status, Status::Prompted | Status::Active),
            never_opened: false,
            is_final: false,
            ahead: SignedDuration::ZERO,
        }
    }

    #[test]
    fn what_people_said_counts_before_the_status_follows() {
        let said = |status: Status, confirmed: bool, cancelled: bool, resolved: bool| {
            let by = || json!({"name": "Ada"});
            let decision = |is: bool| is.then(|| json!({"by": by(), "at": "2026-11-22T09:00:00Z"}));
            let report = json!({
                "id": "V1", "reference": "INC-K7F3QD", "title": "T", "severity": 1, "status": status,
                "declared_by": by(), "declared_at": "2026-11-22T09:00:00Z", "confirmed": decision(confirmed),
                "cancelled": decision(cancelled), "resolution": decision(resolved), "steps": [],
                "reminders_sent": 0, "timeline": [],
            });
            let mut incident = listed("V1", Status::Prompted);
            incident.heed(&serde_json::from_value(report).unwrap());
            incident.status
        };
        assert_eq!(said(Status::Prompted, false, false, false), Status::Prompted);
        assert_eq!(said(Status::Prompted, true, false, false), Status::Active);
        assert_eq!(said(Status::Prompted, false, true, false), Status::Cancelled);
        assert_eq!(said(Status::Active, true, false, true), Status::Resolved);
        assert_eq!(said(Status::Prompted, true, false, true), Status::Active, "another region may own it");
        assert_eq!(said(Status::Superseded, true, false, true), Status::Superseded);
    }

    #[test]
    fn statuses_are_read_back_as_written() {
        for status in [
            Status::Prompted,
            Status::Active,
            Status::Resolved,
            Status::Cancelled,
            Status::Expired,
            Status::Superseded,
        ] {
            assert_eq!(super::status(status.as_str()), Some(status));
        }
        assert_eq!(super::status("Active"), None);
    }
}

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use muster_workflows::{
    contract::chat::interaction,
    domain::{DeclarationId, Other, Reference, Role, Severity, Status},
    ids,
    incident::{Report, Resolve},
    visibility::{self, memo},
};
use serde::{
    Deserialize, Serialize,
    de::{IntoDeserializer, value},
};
use temporalio_client::WorkflowExecutionStatus;
use temporalio_common::{Memo, search_attributes::SearchAttributes};

use crate::said::Word;

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

/// What saying something to an incident would come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It would be taken.
    Open,
    /// It is as whoever says it wants it, by what was said before.
    SoAlready,
    /// It can not be any more: it came to something else, or goes on in another region.
    TooLate,
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

    /// Why it cannot be resolved, in words for who tries; `None` where it can.
    pub fn why_not_resolve(&self) -> Option<String> {
        let reference = &self.reference;
        match self.status {
            Status::Active if self.running => None,
            Status::Active => Some(format!(
                "{reference} was stopped by an operator of Temporal; it cannot be resolved any more."
            )),
            Status::Prompted if self.running => Some(format!(
                "{reference} is not confirmed yet. Press Confirm or Cancel where it was declared, in the incidents channel."
            )),
            Status::Resolved => Some(format!("{reference} is already resolved.")),
            Status::Superseded => Some(format!(
                "{reference} is handled in another region. Resolve it with the button on its announcement."
            )),
            Status::Cancelled => Some(format!("{reference} is already cancelled.")),
            Status::Prompted | Status::Expired => {
                Some(format!("{reference} was never confirmed: it is {}.", self.over_as()))
            }
        }
    }

    /// The same for who pressed a button of the announcement or the card, or got as far as the form. Those exist once it
    /// is confirmed; what still waits to be is another region's twin, or it was reset.
    pub fn why_not_resolve_by_button(&self) -> Option<String> {
        if self.running && self.status == Status::Prompted { None } else { self.why_not_resolve() }
    }

    /// Why nobody can confirm or cancel it any more, in words for who tries; `None` where they can.
    pub fn why_not_decide(&self) -> Option<String> {
        match self.status {
            Status::Prompted if self.running => None,
            _ => Some(format!("{} is {} already.", self.reference, self.over_as())),
        }
    }

    /// Why it cannot be reopened, in words for who tries; `None` where it can.
    pub fn why_not_reopen(&self) -> Option<String> {
        match self.status {
            Status::Active if self.running => Some(format!("{} goes on already.", self.reference)),
            _ if self.never_opened => Some(format!(
                "{} was cancelled, not confirmed. If it is an incident, declare it again.",
                self.reference
            )),
            _ if self.is_final => Some(format!(
                "{} ended too long ago to be reopened. If it goes on, declare it again.",
                self.reference
            )),
            _ => self.why_not_change(),
        }
    }

    /// Why no follow-up can be added to it, in words for who tries; `None` where it can.
    pub fn why_not_follow_up(&self) -> Option<String> {
        match self.status {
            Status::Active | Status::Resolved | Status::Cancelled if self.running && !self.never_opened => {
                None
            }
            Status::Prompted if self.running => Some(format!("{} is not confirmed yet.", self.reference)),
            Status::Active | Status::Resolved => Some(format!(
                "{} ended so long ago that Muster adds nothing to it any more. Make the issue in Jira by hand.",
                self.reference
            )),
            _ => Some(format!("{} is {}: there is nothing to follow up.", self.reference, self.over_as())),
        }
    }

    /// Why nothing about it can be changed any more, in words for who tries; `None` where it can.
    pub fn why_not_change(&self) -> Option<String> {
        match self.status {
            Status::Active | Status::Resolved | Status::Cancelled if self.running => None,
            Status::Prompted if self.running => Some(format!("{} is not confirmed yet.", self.reference)),
            _ => Some(format!(
                "{} is {}, and nothing more is done for it. If it goes on, declare it again.",
                self.reference,
                self.over_as()
            )),
        }
    }

    /// What it would come to if somebody said this. A Resolve before Confirm waits for it.
    pub fn standing(&self, word: &Word) -> Standing {
        match (word, self.status) {
            (Word::Confirm, Status::Active | Status::Resolved)
            | (Word::Cancel, Status::Cancelled)
            | (Word::Reopen, Status::Active) => Standing::SoAlready,
            (Word::Resolve(Resolve { ending, .. }), status) if status == ending.status() => {
                Standing::SoAlready
            }
            (Word::Confirm | Word::Cancel | Word::Resolve(_), Status::Prompted)
            | (
                Word::Resolve(_) | Word::Reclassify(_) | Word::Inform(_) | Word::Acknowledge,
                Status::Active,
            )
            | (
                Word::Mend(_) | Word::Assign(_) | Word::Impact(_) | Word::FollowUp(_),
                Status::Active | Status::Resolved | Status::Cancelled,
            ) if self.running => Standing::Open,
            (Word::Reopen, Status::Resolved | Status::Cancelled)
                if self.running && !self.never_opened && !self.is_final =>
            {
                Standing::Open
            }
            _ => Standing::TooLate,
        }
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

    fn over_as(&self) -> &'static str {
        match self.status {
            Status::Prompted | Status::Active if !self.running => "stopped",
            status => status.as_str(),
        }
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
    use muster_workflows::{
        domain::{Remedy, Step},
        incident::Mend,
    };
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
            roles: BTreeMap::new(),
            links: Links::default(),
            running: matches!(status, Status::Prompted | Status::Active),
            never_opened: false,
            is_final: false,
            ahead: SignedDuration::ZERO,
        }
    }

    #[test]
    fn only_a_running_active_incident_can_be_resolved() {
        for (status, why) in [
            (Status::Prompted, "not confirmed yet"),
            (Status::Resolved, "already resolved"),
            (Status::Cancelled, "cancelled"),
            (Status::Expired, "expired"),
            (Status::Superseded, "another region"),
        ] {
            let refusal = listed("V1", status).why_not_resolve().unwrap();
            assert!(refusal.contains(why), "{refusal}");
        }
        let terminated = Listed { running: false, ..listed("V1", Status::Active) };
        assert!(terminated.why_not_resolve().unwrap().contains("stopped by an operator"));
        assert_eq!(listed("V1", Status::Active).why_not_resolve(), None);
        assert_eq!(listed("V1", Status::Prompted).why_not_resolve_by_button(), None);
        assert!(listed("V1", Status::Resolved).why_not_resolve_by_button().is_some());
    }

    #[test]
    fn only_a_running_prompted_incident_can_be_decided() {
        assert!(listed("V1", Status::Active).why_not_decide().unwrap().contains("active already"));
        let terminated = Listed { running: false, ..listed("V1", Status::Prompted) };
        assert!(terminated.why_not_decide().unwrap().contains("stopped already"));
        assert_eq!(listed("V1", Status::Prompted).why_not_decide(), None);
    }

    #[test]
    fn what_was_said_late_comes_to_something_or_is_too_late() {
        use Standing::{Open, SoAlready, TooLate};
        let resolve = Word::Resolve(Resolve::default());
        let skip = Word::Mend(Mend { step: Step::Meeting, remedy: Remedy::Skip });
        for (status, to_confirm, to_cancel, to_resolve, to_skip) in [
            (Status::Prompted, Open, Open, Open, TooLate),
            (Status::Active, SoAlready, TooLate, Open, Open),
            (Status::Resolved, SoAlready, TooLate, SoAlready, TooLate),
            (Status::Cancelled, TooLate, SoAlready, TooLate, TooLate),
            (Status::Expired, TooLate, TooLate, TooLate, TooLate),
            (Status::Superseded, TooLate, TooLate, TooLate, TooLate),
        ] {
            let incident = listed("V1", status);
            let words = [&Word::Confirm, &Word::Cancel, &resolve, &skip];
            let standings = words.map(|word| incident.standing(word));
            assert_eq!(standings, [to_confirm, to_cancel, to_resolve, to_skip], "{status}");
            assert_eq!(incident.why_not_change().is_none(), to_skip == Open, "{status}");
        }
        let closing = Listed { running: true, ..listed("V1", Status::Resolved) };
        assert_eq!(closing.standing(&skip), Open, "its close is under way");
        let cancelled = Listed { running: true, ..listed("V1", Status::Cancelled) };
        assert_eq!(cancelled.standing(&Word::Reopen), Open, "it may be a false alarm");
        let cancelled = Listed { never_opened: true, ..cancelled };
        assert_eq!(cancelled.standing(&Word::Reopen), TooLate, "it never was an incident");
        assert!(cancelled.why_not_reopen().unwrap().contains("declare it again"));
        let terminated = Listed { running: false, ..listed("V1", Status::Prompted) };
        assert_eq!(terminated.standing(&Word::Confirm), TooLate);
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

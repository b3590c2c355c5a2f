//! An incident of which only those may read who are invited: what everybody reads instead, and where its issues and its
//! post-mortem go.

use jiff::Timestamp;

use super::Incident;
use crate::{
    contract::chat::{Message, Redacted, RedactedAlert},
    domain::{PostMortemPlan, PrivatePlan, Step},
};

impl Incident {
    /// What the plan says of it, if it is one. A plan that says nothing lets nobody declare one.
    pub(super) fn private_plan(&self) -> Option<PrivatePlan> {
        self.declaration.private.then(|| self.plan.private.clone().unwrap_or_default())
    }

    /// The security level that its issues in Jira have to have, if any; else why there may be none.
    pub(super) fn security_level(&self) -> Result<Option<String>, &'static str> {
        match self.private_plan() {
            None => Ok(None),
            Some(PrivatePlan { security_level: Some(level), .. }) => Ok(Some(level)),
            Some(_) => Err("it is private, and the plan names no Jira security level for that"),
        }
    }

    /// Where its post-mortem goes; else why there may be none.
    pub(super) fn post_mortem_plan(&self) -> Result<PostMortemPlan, &'static str> {
        let plan = self.plan.post_mortem.clone();
        match self.private_plan() {
            None => Ok(plan),
            Some(PrivatePlan { space: Some(space), parent, .. }) => {
                Ok(PostMortemPlan { space, parent, ..plan })
            }
            Some(_) => Err("it is private, and the plan names no Confluence space for that"),
        }
    }

    /// What everybody reads of it.
    pub(super) fn announcement(&self) -> Message {
        match self.declaration.private {
            true => Message::Redacted(self.redacted()),
            false => Message::Announcement(self.card()),
        }
    }

    /// What who declared it reads of it outside of its channel: everything, as long as they may not be in that.
    pub(super) fn word_to_declarer(&self) -> Message {
        let channel = self.link(Step::Channel).filter(|_| self.state.is_done(Step::Responders));
        match channel {
            Some(channel) => Message::Redacted(Redacted { channel: Some(channel), ..self.redacted() }),
            None => Message::Announcement(self.card()),
        }
    }

    /// What management reads of it, where it is one; with since when the alert waits for somebody, where others had it before.
    pub(super) fn redacted_alert(&self, since: Option<Timestamp>) -> Option<RedactedAlert> {
        Some(RedactedAlert {
            ask: self.private_plan()?.confirmers,
            incident: self.redacted(),
            acknowledged: self.state.acknowledged.clone(),
            since,
        })
    }

    fn redacted(&self) -> Redacted {
        Redacted {
            reference: self.declaration.reference(),
            drill: self.declaration.drill,
            is_over: self.state.resolution.is_some(),
            channel: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        contract::chat::Purpose,
        domain::Declaration,
        incident::state::tests::{declaration, incident},
    };

    fn private(plan: Option<PrivatePlan>) -> Incident {
        let mut incident = incident(Declaration { private: true, ..declaration(true) });
        incident.plan.private = plan;
        incident
    }

    #[test]
    fn without_a_place_that_not_everybody_reads_nothing_is_written_of_it() {
        for plan in [None, Some(PrivatePlan::default())] {
            let incident = private(plan);
            assert!(incident.security_level().is_err());
            assert!(incident.post_mortem_plan().is_err());
        }
        let plan = PrivatePlan {
            security_level: Some("Staff".to_owned()),
            space: Some("SEC".to_owned()),
            ..PrivatePlan::default()
        };
        let incident = private(Some(plan));
        assert_eq!(incident.security_level(), Ok(Some("Staff".to_owned())));
        assert_eq!(incident.post_mortem_plan().unwrap().space, "SEC");
    }

    #[test]
    fn what_everybody_reads_holds_nothing_that_was_said_of_it() {
        let incident = private(None);
        let title = incident.declaration.title.as_str();
        let (escalation, trigger) = (Purpose::Escalation { level: 1, reopened: 0 }, incident.trigger());
        for message in [
            serde_json::to_string(&incident.announcement()),
            serde_json::to_string(&incident.alert_message(Purpose::Alert)),
            serde_json::to_string(&incident.alert_message(escalation)),
            serde_json::to_string(&(trigger.facts.title, trigger.facts.services, trigger.links)),
        ] {
            let said = message.unwrap();
            assert!(!said.contains(title) && !said.contains("U0ADA"), "{said}");
        }
    }
}

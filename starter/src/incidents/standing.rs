//! What can still be said to an incident, and why not.

use muster_workflows::{domain::Status, incident::Resolve};

use super::Listed;
use crate::said::{Said, Word};

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

impl Listed {
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

    /// Why nobody can say anything to it here, the channel with this id, in words for who tries; `None` where they can. Who is
    /// in the channel of a private incident is invited.
    pub fn why_not_here(&self, channel: &str) -> Option<String> {
        let is_elsewhere = self.private && self.channel_id.as_deref() != Some(channel);
        is_elsewhere.then(|| {
            format!(
                "{} is private: /incident takes it only in its own channel. The buttons on its messages work where you have them.",
                self.reference
            )
        })
    }

    /// The same for something that was said, which may be typed in a channel or not.
    pub(crate) fn why_not_hear(&self, said: &Said) -> Option<String> {
        said.typed_in.as_deref().and_then(|channel| self.why_not_here(channel))
    }

    /// Why it cannot be resolved, for who pressed a button of the announcement or the card, or got as far as the form. Those exist once it
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

    fn over_as(&self) -> &'static str {
        match self.status {
            Status::Prompted | Status::Active if !self.running => "stopped",
            status => status.as_str(),
        }
    }
}

#[cfg(test)]
mod tests {
    use muster_workflows::{
        domain::{Remedy, Step},
        incident::Mend,
    };

    use super::*;
    use crate::incidents::tests::listed;

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
    fn what_is_private_is_spoken_of_in_its_channel() {
        let public = listed("V1", Status::Active);
        assert_eq!(public.why_not_here("C1"), None);
        let private = Listed { private: true, channel_id: Some("C2".to_owned()), ..public };
        assert!(private.why_not_here("C1").unwrap().contains("only in its own channel"));
        assert_eq!(private.why_not_here("C2"), None);
        assert!(Listed { channel_id: None, ..private }.why_not_here("").is_some());
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
}

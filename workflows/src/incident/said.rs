//! What people say to an incident: a signal each. A handler only records; what is said twice counts once.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::IgnoredAny};
use temporalio_workflow::SyncWorkflowContext;

use super::{Incident, State};
use crate::{
    clock,
    contract::chat::Posted,
    domain::{Ending, Period, Person, Remedy, Role, Severity, Step, Title, WordId},
};

/// So much of what was said last is known again. An outage keeps less of what people say to one incident.
const REMEMBERED: usize = 100;

/// By no more than this: what differs by more was at another time.
pub(super) const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(1);

/// Something that somebody says to the incident. Confirm, Cancel, Reopen and Acknowledge need no more words.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Said<W = ()> {
    /// By this it is known again. Without, it counts anew each time.
    #[serde(default)]
    pub id: Option<WordId>,
    /// Who.
    pub by: Person,
    /// When: what was said while the region or its workers were down comes late.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// What.
    #[serde(flatten)]
    pub what: W,
}

/// A signal as it comes. Temporal's own tools let an operator send anything, and what cannot be read would hold the
/// incident up until it is reset.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Signal<W = ()> {
    /// Somebody says something.
    Said(Said<W>),
    /// It cannot be read.
    Unreadable(Unreadable),
}

/// Whatever it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

/// It is over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolve {
    /// The id of one of the plan's origins, if said.
    #[serde(default)]
    pub origin: Option<String>,
    /// How it ended.
    #[serde(default)]
    pub ending: Ending,
}

/// Something is to be done about a step that does not work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mend {
    /// Which.
    pub step: Step,
    /// What.
    pub remedy: Remedy,
}

/// Everybody is to know how it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inform {
    /// How it goes.
    pub text: String,
    /// After what time the next update is promised.
    #[serde(default)]
    pub next_in: Option<Period>,
}

/// It is as bad as this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reclassify {
    /// As how bad it counts from now on.
    pub severity: Severity,
}

/// Somebody has a role from now on, or nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assign {
    /// Which.
    pub role: Role,
    /// Who has it.
    #[serde(default)]
    pub to: Option<Person>,
}

/// Something is left to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddFollowUp {
    /// What; else what the message says.
    #[serde(default)]
    pub title: Option<Title>,
    /// The message that it is about.
    #[serde(default)]
    pub about: Option<Posted>,
    /// What that says, as far as Slack told along with it: where Muster is in no channel, it cannot read there.
    #[serde(default)]
    pub said: Option<String>,
}

/// What came of something that was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// It counts.
    Counts,
    /// It changed nothing: it was so already, it came too late, or it was about an earlier end.
    Nothing,
    /// It counts once the incident is confirmed.
    Waits,
}

/// Something that was said before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// What.
    pub id: WordId,
    /// What came of it.
    pub effect: Effect,
}

impl<W> Signal<W> {
    /// Said now, and to be told from nothing else.
    pub fn by(by: Person, what: W) -> Self {
        Self::Said(Said { id: None, by, at: None, what })
    }
}

impl Serialize for Unreadable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl<'de> Deserialize<'de> for Unreadable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

impl Effect {
    /// Whether it counts.
    pub(super) fn of(counts: bool) -> Self {
        if counts { Self::Counts } else { Self::Nothing }
    }
}

impl Incident {
    /// Takes something that was said, unless it was taken before.
    pub(super) fn hear<W>(
        &mut self,
        ctx: &SyncWorkflowContext<Self>,
        signal: Signal<W>,
        take: impl FnOnce(&mut Self, W, Person, Timestamp) -> Effect,
    ) {
        let Signal::Said(Said { id, by, at, what }) = signal else {
            self.state.note_trouble("a signal came that cannot be read: it was passed over".to_owned());
            return;
        };
        if id.as_ref().is_some_and(|id| self.state.heard.iter().any(|heard| heard.id == *id)) {
            return;
        }
        let at = moment(at, self.declaration.at, clock::now_in_handler(ctx));
        let effect = take(self, what, by, at);
        if effect == Effect::Counts {
            self.guide();
        }
        if let Some(id) = id {
            self.state.remember(Heard { id, effect });
        }
    }
}

impl State {
    fn remember(&mut self, heard: Heard) {
        if self.heard.len() == REMEMBERED {
            self.heard.remove(0);
        }
        self.heard.push(heard);
    }
}

/// When something was said that is heard now: at the time that it brings along, where that is long ago. Else two clocks
/// differ. Never before the declaration, whatever a clock says.
fn moment(said_at: Option<Timestamp>, declared_at: Timestamp, now: Timestamp) -> Timestamp {
    match said_at {
        Some(at) if now.duration_since(at) > CLOCKS_DIFFER => at.max(declared_at),
        _ => now,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_comes_late_was_said_when_it_was_said() {
        let at = |minute: i64| Timestamp::from_second(minute * 60).unwrap();
        assert_eq!(moment(None, at(10), at(100)), at(100), "an older starter does not say");
        assert_eq!(moment(Some(at(70)), at(10), at(100)), at(70));
        assert_eq!(moment(Some(at(99)), at(10), at(100)), at(100), "clocks differ");
        assert_eq!(moment(Some(at(105)), at(10), at(100)), at(100), "clocks differ");
        assert_eq!(moment(Some(at(5)), at(10), at(100)), at(10), "a clock is wrong");
    }

    #[test]
    fn whatever_comes_as_a_signal_reads() {
        for odd in [json!({}), json!(null), json!([1]), json!("confirm"), json!({"by": "ops"})] {
            let signal: Signal = serde_json::from_value(odd.clone()).unwrap();
            assert!(matches!(signal, Signal::Unreadable(_)), "{odd}");
        }
        let by = Person::in_slack("U0ADA", "Ada");
        for said in
            [Resolve::default(), Resolve { origin: Some("internal".to_owned()), ..Resolve::default() }]
        {
            let sent = serde_json::to_value(Signal::by(by.clone(), said.clone())).unwrap();
            let Signal::Said(read) = serde_json::from_value::<Signal<Resolve>>(sent).unwrap() else {
                panic!("{said:?}")
            };
            assert_eq!((read.by, read.what), (by.clone(), said));
        }
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut state = State::default();
        for n in 0..=REMEMBERED {
            state.remember(Heard { id: WordId::from(n.to_string()), effect: Effect::Counts });
        }
        assert_eq!((state.heard.len(), state.heard[0].id.to_string()), (REMEMBERED, "1".to_owned()));
    }

    /// A signal can come from Temporal's own command line.
    #[test]
    fn a_name_is_enough_to_say_something() {
        let said: Said = serde_json::from_value(json!({"by": {"name": "ops"}})).unwrap();
        assert_eq!((said.id, said.at, said.by.name.as_str()), (None, None, "ops"));
        let said: Said<Resolve> = serde_json::from_value(json!({"by": {"name": "ops"}})).unwrap();
        assert_eq!(said.what, Resolve::default());
    }
}

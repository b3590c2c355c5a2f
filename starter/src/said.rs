//! What people say to an incident.

use jiff::Timestamp;
use muster_workflows::{
    domain::{DeclarationId, Impact, Person, Reference, Remedy, WordId},
    incident::{self, AddFollowUp, Assign, Inform, Mend, Reclassify, Resolve},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Something that somebody said to an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// By this the incident knows it again, however often it is passed on.
    pub id: WordId,
    /// To which.
    pub to: To,
    /// Who.
    pub by: Person,
    /// When. It is passed on late where its region is away, and an outage is not to make incidents longer.
    pub at: Timestamp,
    /// What.
    pub word: Word,
    /// The id of the channel in which it was typed, or nothing where it was in none; absent, where who said it had a message of
    /// the incident's before them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed_in: Option<String>,
}

/// The incident that somebody means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum To {
    /// By its key, as a button or a form has it.
    Id(DeclarationId),
    /// By its short name, as people type it.
    Reference(Reference),
}

/// What can be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// It is an incident. The first of Confirm and Cancel counts.
    Confirm,
    /// It is none.
    Cancel,
    /// It is over. The first counts; before Confirm it waits for it.
    Resolve(Resolve),
    /// It goes on after its end.
    Reopen,
    /// Who says it has the management alert. The first counts.
    Acknowledge,
    /// Everybody is to know how it goes.
    Inform(Inform),
    /// It is as bad as this.
    Reclassify(Reclassify),
    /// Customers felt it at these times.
    Impact(Impact),
    /// Somebody has a role from now on, or nobody.
    Assign(Assign),
    /// Something is left to do.
    FollowUp(AddFollowUp),
    /// Something is to be done about a step that does not work.
    Mend(Mend),
}

impl Said {
    /// Said at this moment.
    pub fn now(to: To, by: Person, word: Word) -> Self {
        Self { id: Uuid::new_v4().to_string().into(), to, by, at: Timestamp::now(), word, typed_in: None }
    }

    /// The same, typed in this channel: what is private hears it only in its own.
    #[must_use]
    pub(crate) fn typed_in(self, channel: impl Into<String>) -> Self {
        Self { typed_in: Some(channel.into()), ..self }
    }

    /// The same as whatever came with this before: Slack may tell of it more than once.
    #[must_use]
    pub(crate) fn known_by(self, id: impl Into<String>) -> Self {
        Self { id: id.into().into(), ..self }
    }
}

impl Said {
    /// As the workflow hears it, by whose clock it was said at this moment.
    pub(crate) fn with<W: Clone>(
        &self,
        what: impl std::borrow::Borrow<W>,
        at: Timestamp,
    ) -> incident::Signal<W> {
        incident::Signal::Said(incident::Said {
            id: Some(self.id.clone()),
            by: self.by.clone(),
            at: Some(at),
            what: what.borrow().clone(),
        })
    }
}

impl To {
    /// The short name.
    pub fn reference(&self) -> Reference {
        match self {
            Self::Id(id) => Reference::of(id),
            Self::Reference(reference) => reference.clone(),
        }
    }
}

/// As people call it: what is on the button.
impl std::fmt::Display for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Confirm => f.write_str("Confirm"),
            Self::Cancel => f.write_str("Cancel"),
            Self::Resolve(_) => f.write_str("Resolve"),
            Self::Reopen => f.write_str("Reopen"),
            Self::Acknowledge => f.write_str("I have it"),
            Self::Inform(_) => f.write_str("update"),
            Self::Reclassify(Reclassify { severity }) => write!(f, "severity {severity}"),
            Self::Impact(_) => f.write_str("impact times"),
            Self::FollowUp(_) => f.write_str("follow-up"),
            Self::Assign(Assign { role, .. }) => write!(f, "role ({role})"),
            Self::Mend(Mend { step, remedy: Remedy::Retry }) => write!(f, "Retry ({step})"),
            Self::Mend(Mend { step, remedy: Remedy::Skip }) => write!(f, "Skip ({step})"),
            Self::Mend(Mend { step, remedy: Remedy::Link { .. } }) => write!(f, "link ({step})"),
        }
    }
}

impl std::str::FromStr for To {
    type Err = muster_workflows::domain::InvalidDeclarationId;

    /// As [`ToString`] writes it. A reference could be the id of something declared at a command line: it is taken
    /// for the reference.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix("INC-").and_then(|_| text.parse().ok()) {
            Some(reference) => Ok(Self::Reference(reference)),
            None => text.parse().map(Self::Id),
        }
    }
}

impl std::fmt::Display for To {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id(id) => f.write_str(id.as_str()),
            Self::Reference(reference) => f.write_str(reference.as_str()),
        }
    }
}

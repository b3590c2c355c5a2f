//! What people say to an incident.

use jiff::Timestamp;
use muster_workflows::domain::{
    DeclarationId, Ending, Period, Person, Reference, Remedy, Role, Severity, Step,
};
use serde::{Deserialize, Serialize};

/// Something that somebody said to an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// To which.
    pub to: To,
    /// Who.
    pub by: Person,
    /// When. It is passed on late where its region is away, and an outage is not to make incidents longer.
    pub at: Timestamp,
    /// What.
    pub word: Word,
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
    /// It is an incident. The first of Confirm and Cancel counts; saying it twice does no harm.
    Confirm,
    /// It is none.
    Cancel,
    /// It is over. The first counts; before Confirm it waits for it.
    Resolve {
        /// The id of one of the plan's origins, if said.
        origin: Option<String>,
        /// How it ended.
        #[serde(default)]
        ending: Ending,
    },
    /// It goes on after its end.
    Reopen,
    /// Everybody is told how it goes.
    Inform {
        /// The submission: the same one twice is one update.
        id: String,
        /// How it goes.
        text: String,
        /// After what time the next one is promised.
        next_in: Option<Period>,
    },
    /// It is as bad as this.
    Severity {
        /// As how bad it counts from now on.
        severity: Severity,
    },
    /// Somebody has a role from now on, or nobody.
    Assign {
        /// Which.
        role: Role,
        /// Who has it.
        to: Option<Person>,
    },
    /// A step that does not work is to be tried again, done without, or is made by hand.
    Remedy {
        /// Which.
        step: Step,
        /// What is to be done about it.
        remedy: Remedy,
    },
}

impl Said {
    /// Said at this moment.
    pub(crate) fn now(to: To, by: Person, word: Word) -> Self {
        Self { to, by, at: Timestamp::now(), word }
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
            Self::Resolve { .. } => f.write_str("Resolve"),
            Self::Reopen => f.write_str("Reopen"),
            Self::Inform { .. } => f.write_str("update"),
            Self::Severity { severity } => write!(f, "severity {severity}"),
            Self::Assign { role, .. } => write!(f, "role ({role})"),
            Self::Remedy { step, remedy: Remedy::Retry } => write!(f, "Retry ({step})"),
            Self::Remedy { step, remedy: Remedy::Skip } => write!(f, "Skip ({step})"),
            Self::Remedy { step, remedy: Remedy::Link { .. } } => write!(f, "link ({step})"),
        }
    }
}

impl Word {
    /// Whether it is about something in the incident, and not about what the incident is.
    pub(crate) fn is_about_a_part(&self) -> bool {
        matches!(
            self,
            Self::Inform { .. } | Self::Severity { .. } | Self::Assign { .. } | Self::Remedy { .. }
        )
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

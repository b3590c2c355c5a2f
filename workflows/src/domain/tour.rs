use serde::{Deserialize, Serialize};

use super::Event;

/// What a drill shows to people who have never been in an incident: one thing at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tour {
    /// How somebody comes to lead.
    TakeCommand,
    /// How everybody hears how it goes.
    PostUpdate,
    /// How it becomes worse, or less bad.
    ChangeSeverity,
    /// How it ends.
    Resolve,
    /// What is left of it.
    Over,
}

impl Tour {
    /// All of it, in order.
    pub const ALL: [Self; 5] =
        [Self::TakeCommand, Self::PostUpdate, Self::ChangeSeverity, Self::Resolve, Self::Over];

    /// What is to be shown once this has happened.
    pub fn after(event: &Event) -> Option<Self> {
        match event {
            Event::Confirmed { .. } => Some(Self::TakeCommand),
            Event::Assigned { to: Some(_), .. } => Some(Self::PostUpdate),
            Event::Informed { .. } => Some(Self::ChangeSeverity),
            Event::SeverityChanged { .. } => Some(Self::Resolve),
            Event::Resolved { .. } => Some(Self::Over),
            _ => None,
        }
    }

    /// Its place, from 1.
    pub fn number(self) -> usize {
        Self::ALL.iter().take_while(|stop| **stop < self).count() + 1
    }
}

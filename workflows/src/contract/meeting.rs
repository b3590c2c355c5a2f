//! Zoom meetings.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use serde::{Deserialize, Serialize};
use temporalio_macros::activity_definitions;

use crate::domain::Reference;

/// The activities that call Zoom.
pub struct Meetings;

#[activity_definitions]
impl Meetings {
    /// Makes a meeting with the least busy host, or finds the one with the reference in its topic.
    #[activity(name = "meeting.create")]
    pub fn create(input: CreateMeeting) -> Meeting {
        unimplemented!()
    }

    /// Ends a meeting for everybody in it; one that is over stays so.
    #[activity(name = "meeting.end")]
    pub fn end(input: EndMeeting) {
        unimplemented!()
    }
}

/// What an implementation names in `#[activity(definition = …)]`.
pub mod activity {
    pub use super::meetings::*;
}

/// A meeting to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateMeeting {
    /// By what it is found again in the topic.
    pub reference: Reference,
    /// At most 200 characters; contains the reference.
    pub topic: String,
    /// E-mails or ids of Zoom users who can host it.
    pub hosts: Vec<String>,
}

/// A meeting. Never holds `start_url`, which lets anybody be its host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// Zoom's id.
    pub id: u64,
    /// Where to join.
    pub join_url: String,
}

/// A meeting to end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndMeeting {
    /// Zoom's id.
    pub id: u64,
}

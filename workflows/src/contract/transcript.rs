//! What people wrote in the incident channel, from Slack to Confluence. It never passes through a workflow.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use temporalio_macros::activity_definitions;

use crate::domain::Reference;

/// The activity that reads Slack and writes Confluence.
pub struct Transcripts;

#[activity_definitions]
impl Transcripts {
    /// Reads the whole channel with all threads, page by page, and attaches it to the post-mortem. Attached
    /// again, it replaces itself.
    #[activity(name = "transcript.attach")]
    pub fn attach(input: AttachTranscript) -> Attached {
        unimplemented!()
    }
}

/// What an implementation names in `#[activity(definition = …)]`.
pub mod activity {
    pub use super::transcripts::*;
}

/// A transcript to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachTranscript {
    /// The incident's reference: part of the file's name.
    pub reference: Reference,
    /// The channel's id.
    pub channel: String,
    /// From when on.
    pub since: Timestamp,
    /// The id of the page to attach it to.
    pub page: String,
    /// The name of the emoji with which people mark what belongs into the timeline; pinned messages do anyway.
    #[serde(default)]
    pub emoji: Option<String>,
}

/// A transcript where it belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// Confluence's id of the attachment.
    pub id: String,
    /// How many messages people wrote, thread replies included.
    pub messages: usize,
    /// How many people wrote.
    pub people: usize,
    /// When the first was written.
    #[serde(default)]
    pub first_at: Option<Timestamp>,
    /// What people marked, oldest first; at most [`Marked::MOST`].
    #[serde(default)]
    pub marked: Vec<Marked>,
}

/// A message that people marked for the timeline, or pinned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marked {
    /// When it was written.
    pub at: Timestamp,
    /// What it says, cut where it is longer than [`Marked::MOST_CHARS`].
    pub text: String,
    /// The name of who wrote it.
    pub by: String,
    /// Where it opens.
    pub url: String,
}

impl Marked {
    /// More is no timeline, and no payload of a workflow.
    pub const MOST: usize = 30;
    /// The rest is in the transcript.
    pub const MOST_CHARS: usize = 200;
}

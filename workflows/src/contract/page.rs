//! Confluence pages.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use serde::{Deserialize, Serialize};
use temporalio_macros::activity_definitions;

use crate::{
    contract::{chat::Card, transcript::Marked},
    domain::{Link, PostMortemPlan, Timeline},
};

/// The activities that call Confluence.
pub struct Pages;

#[activity_definitions]
impl Pages {
    /// Makes the post-mortem, or finds the page of its title in the space.
    #[activity(name = "page.create")]
    pub fn create(input: CreatePage) -> Page {
        unimplemented!()
    }

    /// Writes the post-mortem anew, as long as nobody else has.
    #[activity(name = "page.update")]
    pub fn update(input: UpdatePage) -> Whose {
        unimplemented!()
    }
}

/// What an implementation names in `#[activity(definition = …)]`.
pub mod activity {
    pub use super::pages::*;
}

/// A post-mortem to make.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreatePage {
    /// Where.
    pub plan: PostMortemPlan,
    /// Contains the reference, so that it is unique in its space.
    pub title: String,
    /// What is known of the incident.
    pub card: Card,
    /// What happened in it.
    pub timeline: Timeline,
    /// What people marked for the timeline.
    #[serde(default)]
    pub marked: Vec<Marked>,
    /// What is left to do: each an issue.
    #[serde(default)]
    pub follow_ups: Vec<Link>,
}

/// A post-mortem to write anew.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UpdatePage {
    /// Confluence's id of the page.
    pub id: String,
    /// What it says from now on.
    pub says: CreatePage,
}

/// Whose words a post-mortem has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// Muster's alone: it says what it is to say.
    Musters,
    /// Somebody else has changed it, moved it away or deleted it: Muster leaves it as it is.
    Peoples,
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Confluence's id.
    pub id: String,
    /// Where it opens.
    pub url: String,
}

//! Confluence pages.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use serde::{Deserialize, Serialize};
use temporalio_macros::activity_definitions;

use crate::{
    contract::chat::Card,
    domain::{PostMortemPlan, Timeline},
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
}

/// A page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// Confluence's id.
    pub id: String,
    /// Where it opens.
    pub url: String,
}

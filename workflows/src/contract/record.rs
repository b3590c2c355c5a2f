//! The region's store, where what is known of an incident outlives Temporal.

#![allow(missing_docs, reason = "the macros of Temporal make items without docs beside the documented ones")]

use temporalio_macros::activity_definitions;

use crate::domain::record::Kept;

/// The activity that writes the store.
pub struct Records;

#[activity_definitions]
impl Records {
    /// Keeps the record of an incident, unless a later one is kept.
    #[activity(name = "record.keep")]
    pub fn keep(input: Kept) {
        unimplemented!()
    }
}

/// What an implementation names in `#[activity(definition = …)]`.
pub mod activity {
    pub use super::records::*;
}

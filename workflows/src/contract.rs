//! The activities as declared, one file a system. `muster-activities` implements them.
//!
//! Every activity that makes something can be run twice and makes it once.

#![allow(clippy::unimplemented, reason = "a declared activity has no body: the macro asks for this one")]

pub mod chat;
mod facts;
pub mod healing;
mod limits;
pub mod meeting;
pub mod page;
pub mod pager;
pub mod record;
pub mod region;
pub mod ticket;
pub mod transcript;

pub use facts::Facts;
pub use limits::{ARRIVES_WITHIN, FOLLOWS_FOR, IN_PART, LEASE, MARGIN, System, UNANSWERED};

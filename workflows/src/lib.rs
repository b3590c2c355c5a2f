//! What happens in an incident: deterministic, and unable to do I/O by construction.
//!
//! - [`domain`]: the words and the decisions, pure, with no Temporal in them.
//! - [`contract`]: the activities as declared, one file a system; `muster-activities` implements them.
//! - [`incident`], [`archive`] and [`follow_ups`]: the workflows of incidents.
//! - [`runbook`], [`look`], [`no_data`] and [`run`]: those of runbooks.

pub mod archive;
mod attempt;
mod clock;
pub mod contract;
pub mod converter;
pub mod domain;
pub mod follow_ups;
pub mod ids;
pub mod incident;
pub mod look;
pub mod no_data;
pub mod run;
pub mod runbook;
pub mod visibility;
mod watch;

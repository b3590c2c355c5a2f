//! Each activity against the sandbox: run twice, it makes one thing; where it fails, it says so in the vendor's words.

#![allow(clippy::unwrap_used, reason = "a helper that panics fails its test")]

mod bookmarks;
mod channels;
mod doctor;
mod failures;
mod healing;
mod invite;
mod meetings;
mod moto;
mod once_only;
mod pagerduty;
mod pages;
mod posts;
mod prompts;
mod quiet;
mod recorded;
mod records;
mod regions;
mod registered;
mod samples;
mod tell;
mod tickets;
mod transcripts;
mod world;

//! `cargo xtask demo --play`: an incident's whole life, unattended.

mod leftovers;
mod outside;
mod people;
mod story;
mod timeline;

use anyhow::Result;
use muster_sandbox::{Sandbox, temporal::Workflows};

use self::leftovers::Leftovers;
use self::timeline::Timeline;

/// Takes an incident through its life, prints what happens as it happens, and counts what is left of it.
///
/// # Errors
/// When something does not happen in time, is missing at the end, or is there twice.
pub(crate) async fn play(sandbox: &Sandbox, workflows: &Workflows) -> Result<()> {
    let timeline = Timeline::begin();
    let told = tokio::select! {
        told = story::tell(sandbox, workflows, &timeline) => told,
        never = timeline.watch(sandbox) => match never {},
    };
    let leftovers = Leftovers::of(&sandbox.dump());
    println!("\n{leftovers}");
    told?;
    leftovers.complete()
}

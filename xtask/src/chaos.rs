//! `cargo xtask chaos`.

use anyhow::Result;

use crate::cargo::{self, Cargo};

/// Takes incidents through their lives while everything fails, and tells whether each is there, once.
pub(crate) async fn run(incidents: u32, seed: u32, release: bool) -> Result<()> {
    let profile = if release { "release" } else { "dev" };
    cargo::build_programs(profile).await?;
    let (incidents, seed) = (incidents.to_string(), seed.to_string());
    let example = ["run", "--profile", profile, "--package", "muster-tests", "--example", "chaos", "--"];
    Cargo::new(&[&example[..], &[&incidents, &seed]].concat())?.run().await
}

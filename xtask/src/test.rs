//! `cargo xtask test`.

use anyhow::Result;
use muster_sandbox::temporal::{Options, Server};

use crate::cargo::{self, Cargo};

/// Every test of the workspace on one Temporal server, or those whose names contain one of the filters.
pub(crate) async fn run(filters: &[String]) -> Result<()> {
    let mut arguments = vec!["test", "--workspace"];
    if !filters.is_empty() {
        arguments.push("--");
        arguments.extend(filters.iter().map(String::as_str));
    }
    // Some tests kill a worker, which has to be a process for that. Cargo builds the programs of a package for its
    // own tests only.
    cargo::build_programs("dev").await?;
    on_a_server(&arguments).await
}

/// Runs cargo while a Temporal server serves.
pub(crate) async fn on_a_server(arguments: &[&str]) -> Result<()> {
    let server = Server::start(Options::from_env()).await?;
    let result = Cargo::new(arguments)?.on(&server).run().await;
    server.stop().await?;
    result
}

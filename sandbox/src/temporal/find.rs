//! Where a server comes from.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::options::Options;
use super::{cli, go_built};

/// A server to use, or a program to start.
pub(super) enum Found {
    Given { address: String, http_address: Option<String>, ui_url: Option<String> },
    Ours(Program),
}

/// A program that is a server.
#[derive(Clone, Debug)]
pub(super) enum Program {
    /// The `temporal` CLI: server and Web UI in one.
    Cli(PathBuf),
    /// The production server, and the Web UI's server where the UI is wanted.
    GoBuilt { server: PathBuf, ui: Option<PathBuf> },
}

const NOTHING: &str = "there is no Temporal server on this machine. One of these is enough:
  - Go (1.26 or newer) on the PATH: the server is then built from its source, once;
  - a `temporal` CLI (1.9 or newer) on the PATH;
  - MUSTER_TEMPORAL_ADDRESS=host:port of a server that runs already.";

pub(super) async fn find(options: &Options) -> Result<Found> {
    if let Some(address) = &options.address {
        return Ok(Found::Given {
            address: address.clone(),
            http_address: options.http_address.clone(),
            ui_url: options.ui_url.clone(),
        });
    }
    if let Some(cli) = cli::on_the_path().await? {
        return Ok(Found::Ours(Program::Cli(cli)));
    }
    let tools = if options.ui { &[go_built::SERVER, go_built::UI][..] } else { &[go_built::SERVER] };
    let mut built = Vec::new();
    for tool in tools {
        match go_built::ensure(tool).await? {
            Some(path) => built.push(path),
            None => bail!(NOTHING),
        }
    }
    let mut built = built.into_iter();
    match built.next() {
        Some(server) => Ok(Found::Ours(Program::GoBuilt { server, ui: built.next() })),
        None => bail!(NOTHING),
    }
}

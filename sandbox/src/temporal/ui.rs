//! The Web UI as a program of its own, beside a server that was built by Go.

use std::io;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::{config, http};

/// What starts it, in its folder, after writing its configuration there.
pub(super) fn command(ui: &Path, folder: &Path, port: u16, address: &str) -> io::Result<Command> {
    config::write_ui(folder, port, address)?;
    let mut command = Command::new(ui);
    command.arg("start");
    Ok(command)
}

/// Waits until its page is there.
pub(super) async fn served(url: &str) -> Result<()> {
    http::until(url, "the Web UI is not served", |answer| answer.status.is_success()).await
}

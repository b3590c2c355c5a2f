//! The Web UI as a program of its own, beside a server that was built by Go.

use std::io;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};
use reqwest::Method;
use tokio::time::{Instant, sleep};

use super::{config, http};

const PATIENCE: Duration = Duration::from_secs(30);

/// What starts it, in its folder, after writing its configuration there.
pub(super) fn command(ui: &Path, folder: &Path, port: u16, address: &str) -> io::Result<Command> {
    config::write_ui(folder, port, address)?;
    let mut command = Command::new(ui);
    command.arg("start");
    Ok(command)
}

/// Waits until its page is there.
pub(super) async fn served(url: &str) -> Result<()> {
    let client = http::client()?;
    let deadline = Instant::now() + PATIENCE;
    loop {
        let last = match http::call(&client, Method::GET, url, None).await {
            Ok(answer) if answer.status.is_success() => return Ok(()),
            Ok(answer) => answer.status.to_string(),
            Err(error) => format!("{error:#}"),
        };
        if Instant::now() > deadline {
            bail!("the Web UI is not served at {url} after {} s: {last}", PATIENCE.as_secs());
        }
        sleep(Duration::from_millis(20)).await;
    }
}

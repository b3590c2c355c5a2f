//! The `temporal` CLI, whose `server start-dev` is a server and its Web UI in one.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::config::DYNAMIC;
use super::launch::Ports;

/// The first server that can skip time.
const LEAST: (u32, u32) = (1, 32);

/// The CLI on the PATH, if its server is new enough.
pub(super) async fn on_the_path() -> Result<Option<PathBuf>> {
    let said =
        match tokio::process::Command::new("temporal").arg("--version").kill_on_drop(true).output().await {
            Ok(output) => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).context("the `temporal` CLI on the PATH cannot be run"),
        };
    if server_version(&said).is_some_and(|version| version >= LEAST) {
        eprintln!("temporal: starts {said}");
        return Ok(Some("temporal".into()));
    }
    eprintln!(
        "temporal: the CLI on the PATH is too old to skip time ({said}; CLI 1.9 and newer can), so not that"
    );
    Ok(None)
}

/// The server in `temporal version 1.9.0 (Server 1.32.0, UI 2.54.1)`.
fn server_version(said: &str) -> Option<(u32, u32)> {
    let (_, version) = said.split_once("Server ")?;
    let mut parts = version.split(|c: char| !c.is_ascii_digit());
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// What starts it, in its folder.
pub(super) fn command(cli: &Path, ports: &Ports, with_ui: bool) -> Command {
    let mut command = Command::new(cli);
    command.args(["server", "start-dev", "--ip", "127.0.0.1", "--log-level", "warn"]);
    // In a file, so that it can be killed and come back; not synced, as it need not survive the machine.
    command.args(["--db-filename", "temporal.db"]);
    command.args(["--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=OFF"]);
    command.args(["--port", &ports.grpc.to_string(), "--http-port", &ports.http.to_string()]);
    if with_ui {
        command.args(["--ui-port", &ports.ui.to_string()]);
    } else {
        command.arg("--headless");
    }
    for (key, value) in DYNAMIC {
        command.arg("--dynamic-config-value").arg(format!("{key}={value}"));
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_version_decides() {
        let new = server_version("temporal version 1.9.0 (Server 1.32.0, UI 2.54.1)").unwrap();
        let old = server_version("temporal version 1.5.1 (Server 1.29.1, UI 2.42.1)").unwrap();
        assert!(new >= LEAST && old < LEAST && (2, 0) > LEAST, "{new:?} {old:?}");
        for said in ["", "temporal version DEV", "temporal version 1.9.0 (Server x)", "Server 1"] {
            assert_eq!(server_version(said), None, "{said}");
        }
    }
}

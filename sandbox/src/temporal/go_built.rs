//! Temporal's programs as Go builds them from their source: once, into the user's cache folder, found again later.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::time::{Instant, interval_at};

use super::supervised::{Output, Supervised};
use crate::cache;

/// A program and how long its building takes, for people who wait for it.
#[derive(Debug)]
pub(super) struct Tool {
    name: &'static str,
    package: &'static str,
    version: &'static str,
    takes: &'static str,
}

pub(super) const SERVER: Tool = Tool {
    name: "temporal-server",
    package: "go.temporal.io/server/cmd/server",
    version: "v1.32.0",
    takes: "about 4 minutes on 2 cores",
};

pub(super) const UI: Tool = Tool {
    name: "temporal-ui",
    package: "github.com/temporalio/ui-server/v2/cmd/server",
    version: "v2.54.1",
    takes: "about half a minute",
};

/// What Go calls a program: the last part of its package.
const BUILT_AS: &str = "server";

/// The program, built now if it never was; `None` where it was not and there is no Go.
pub(super) async fn ensure(tool: &Tool) -> Result<Option<PathBuf>> {
    let cache = cache::folder()?;
    let folder = cache.join(format!("{}-{}", tool.name, tool.version));
    let program = folder.join(tool.name);
    if program.exists() {
        return Ok(Some(program));
    }
    if !go_is_there().await? {
        return Ok(None);
    }
    let waits_for = format!("{} ({})", tool.name, tool.takes);
    let _lock = cache::lock(cache.join(format!("{}-{}.lock", tool.name, tool.version)), &waits_for).await?;
    if !program.exists() {
        build(tool, &cache, &folder).await?;
    }
    Ok(Some(program))
}

async fn go_is_there() -> Result<bool> {
    match tokio::process::Command::new("go").arg("version").kill_on_drop(true).output().await {
        Ok(output) => Ok(output.status.success()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).context("`go` on the PATH cannot be run"),
    }
}

/// Builds beside the folder and renames, so that a folder that exists is whole.
async fn build(tool: &Tool, cache: &Path, folder: &Path) -> Result<()> {
    eprintln!(
        "temporal: builds {} {} with Go, this once: {}. It is kept in {}",
        tool.name,
        tool.version,
        tool.takes,
        folder.display()
    );
    let building = tempfile::Builder::new().prefix(".building-").tempdir_in(cache)?;
    let mut install = Command::new("go");
    install
        .arg("install")
        .arg(format!("{}@{}", tool.package, tool.version))
        .current_dir(building.path())
        .env("GOBIN", building.path());
    let go = Supervised::spawn("go install", &install, Output::Inherit, Some(building.path()))?;
    finish(go, tool).await?;
    std::fs::rename(building.path().join(BUILT_AS), building.path().join(tool.name))?;
    std::fs::rename(building.path(), folder).with_context(|| format!("{} cannot be made", folder.display()))
}

async fn finish(mut go: Supervised, tool: &Tool) -> Result<()> {
    let began = Instant::now();
    let every = Duration::from_secs(30);
    let mut tick = interval_at(began + every, every);
    let status = loop {
        tokio::select! {
            status = go.wait() => break status?,
            _ = tick.tick() => eprintln!("temporal: still builds {}, {} s", tool.name, began.elapsed().as_secs()),
        }
    };
    if !status.success() {
        bail!("`go install {}@{}` failed: {status}; what it said is above", tool.package, tool.version);
    }
    eprintln!("temporal: built {} in {} s", tool.name, began.elapsed().as_secs());
    Ok(())
}

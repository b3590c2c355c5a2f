//! The programs that the demo runs, and their logs.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::Duration;

use anyhow::{Context, Result};
use futures_util::future::select_all;
use muster_sandbox::temporal::{Output, Supervised};

/// How long a program may take to finish what is under way.
const GRACE: Duration = Duration::from_secs(10);

/// Programs in the order in which they were started. Dropping kills them.
#[derive(Default)]
pub(super) struct Children {
    running: Vec<Child>,
}

struct Child {
    process: Supervised,
    log: PathBuf,
}

impl Children {
    /// Starts one, its output in a file.
    pub(super) fn start(&mut self, name: &str, command: &Command, log: PathBuf) -> Result<()> {
        if let Some(folder) = log.parent() {
            fs::create_dir_all(folder)?;
        }
        let file = File::create(&log).with_context(|| format!("{} cannot be written", log.display()))?;
        let process = Supervised::spawn(name, command, Output::File(file), None)
            .with_context(|| format!("{name} cannot be started"))?;
        self.running.push(Child { process, log });
        Ok(())
    }

    /// Waits until one ends by itself, and says what it said last.
    pub(super) async fn failed(&mut self) -> String {
        if self.running.is_empty() {
            return std::future::pending().await;
        }
        let ends = self.running.iter_mut().map(|child| Box::pin(child.process.wait()));
        let (ended, index, _) = select_all(ends).await;
        let child = &self.running[index];
        let how = ended.map_or_else(|error| error.to_string(), |status| status.to_string());
        format!(
            "{} ended: {how}. The end of {}:\n{}",
            child.process.name(),
            child.log.display(),
            tail(&child.log)
        )
    }

    /// Stops the last first, each before the next, so that nothing loses what it stands on.
    pub(super) async fn stop(self) -> Result<()> {
        for child in self.running.into_iter().rev() {
            let name = child.process.name().to_owned();
            let status: ExitStatus =
                child.process.terminate(GRACE).await.with_context(|| format!("{name} cannot be stopped"))?;
            if !status.success() {
                eprintln!("xtask: {name} ended with {status}; see {}", child.log.display());
            }
        }
        Ok(())
    }
}

fn tail(log: &Path) -> String {
    match fs::read_to_string(log) {
        Ok(text) => {
            let lines: Vec<&str> = text.lines().collect();
            lines[lines.len().saturating_sub(15)..].join("\n")
        }
        Err(error) => format!("(it cannot be read: {error})"),
    }
}

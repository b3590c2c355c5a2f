//! Child processes that never outlive us.

use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, kill_process_group, waitid};
use tokio::process::{Child, ChildStdin};
use tokio::time::sleep;

const LEASH: &str = include_str!("leash.sh");

/// Where a child's stdout and stderr go.
#[derive(Debug)]
pub enum Output {
    /// Where ours go.
    Inherit,
    /// Into this file.
    File(File),
}

/// A child process in a process group of its own, so that a Ctrl-C reaches us alone and we choose the order in which
/// things stop. Dropping it kills the group. It is killed, too, if we are killed ourselves.
#[derive(Debug)]
pub struct Supervised {
    name: String,
    child: Child,
    group: Pid,
    /// Held open for as long as the child may live. While it is, the process group exists, so that killing it can
    /// hit nobody else, not even after the child itself has ended.
    lifeline: Option<ChildStdin>,
}

impl Supervised {
    /// Starts a command (its program, arguments, environment and folder). The scratch folder is removed should we end
    /// without dropping this.
    ///
    /// # Errors
    /// When no process can be made. That the program does not exist shows in its exit status, 127.
    pub fn spawn(
        name: impl Into<String>,
        command: &Command,
        output: Output,
        scratch: Option<&Path>,
    ) -> io::Result<Self> {
        let mut leashed = tokio::process::Command::new("/bin/sh");
        leashed.args(["-c", LEASH, "sh"]).arg(scratch.map_or(OsStr::new(""), Path::as_os_str));
        leashed.arg(command.get_program()).args(command.get_args());
        for (key, value) in command.get_envs() {
            match value {
                Some(value) => leashed.env(key, value),
                None => leashed.env_remove(key),
            };
        }
        if let Some(folder) = command.get_current_dir() {
            leashed.current_dir(folder);
        }
        if let Output::File(file) = output {
            leashed.stdout(file.try_clone()?).stderr(file);
        }
        let mut child = leashed.stdin(Stdio::piped()).process_group(0).spawn()?;
        let group = child.id().and_then(|id| Pid::from_raw(id.cast_signed()));
        let group = group.ok_or_else(|| io::Error::other("a child without a process id"))?;
        let lifeline = child.stdin.take();
        Ok(Self { name: name.into(), child, group, lifeline })
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How it ended, if it has.
    ///
    /// # Errors
    /// When the system does not say.
    pub fn exited(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }

    /// Waits until it ends.
    ///
    /// # Errors
    /// When the system does not say.
    pub async fn wait(&mut self) -> io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// Asks it to end (SIGTERM), and kills it and all that it started after the grace. Returns how it ended.
    ///
    /// # Errors
    /// When it cannot be signalled or waited for.
    pub async fn terminate(mut self, grace: Duration) -> io::Result<ExitStatus> {
        if let Some(status) = self.exited()? {
            return Ok(status);
        }
        kill_process(self.group, Signal::TERM)?;
        match tokio::time::timeout(grace, self.child.wait()).await {
            Ok(status) => status,
            Err(_) => self.kill().await,
        }
    }

    /// Stops it where it stands (SIGSTOP): it keeps its connections and answers nobody, until it is resumed.
    ///
    /// # Errors
    /// When it has ended.
    pub async fn pause(&self) -> io::Result<()> {
        kill_process(self.group, Signal::STOP)?;
        // Its threads go on until the signal has reached the last of them.
        let what_became_of_it =
            WaitIdOptions::STOPPED | WaitIdOptions::EXITED | WaitIdOptions::NOWAIT | WaitIdOptions::NOHANG;
        loop {
            match waitid(WaitId::Pid(self.group), what_became_of_it)? {
                Some(status) if status.stopped() => return Ok(()),
                Some(_) => return Err(io::Error::other(format!("{} has ended", self.name))),
                None => sleep(Duration::from_millis(1)).await,
            }
        }
    }

    /// Lets it go on where it was paused.
    ///
    /// # Errors
    /// When it has ended.
    pub fn resume(&self) -> io::Result<()> {
        Ok(kill_process(self.group, Signal::CONT)?)
    }

    /// Kills it and all that it started, and waits for its end.
    ///
    /// # Errors
    /// When it cannot be waited for.
    pub async fn kill(mut self) -> io::Result<ExitStatus> {
        self.kill_group();
        self.child.wait().await
    }

    fn kill_group(&mut self) {
        if self.lifeline.is_some()
            && let Err(error) = kill_process_group(self.group, Signal::KILL)
        {
            // Closing the lifeline does the same.
            tracing::debug!(%error, name = self.name, "the process group could not be killed");
        }
        self.lifeline = None;
    }
}

impl Drop for Supervised {
    fn drop(&mut self) {
        self.kill_group();
    }
}

#[cfg(test)]
mod tests;

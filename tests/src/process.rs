use std::{
    fs::File,
    path::{Path, PathBuf},
    process::Command,
};

use muster_sandbox::temporal::{Output, Supervised};

use crate::Muster;

/// A program of Muster's as a process, which can be killed and started again. It is gone when this is dropped.
pub struct Process {
    command: Command,
    log: Option<PathBuf>,
    running: Option<Supervised>,
}

impl Process {
    /// `muster-starter`, `muster-worker` with nothing but these variables in its environment; not started yet. What it
    /// writes goes to the log, else to where we write.
    pub(crate) fn new(
        program: &str,
        arguments: &[&str],
        environment: &[(&'static str, String)],
        log: Option<&Path>,
    ) -> Self {
        let command = command(program, arguments, environment);
        Self { command, log: log.map(Path::to_owned), running: None }
    }

    /// From its next start it has this variable.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.command.env(name, value);
    }

    /// From its next start it does not have this variable.
    pub(crate) fn unset(&mut self, name: &str) {
        self.command.env_remove(name);
    }

    /// Starts it, where it is not up.
    pub(crate) fn spawn(&mut self) {
        if self.running.is_some() {
            return;
        }
        let output = match &self.log {
            // What it said before it was killed stays.
            Some(log) => {
                Output::File(File::options().create(true).append(true).open(log).expect("a file for the log"))
            }
            None => Output::Inherit,
        };
        let name = self.command.get_program().to_string_lossy();
        self.running =
            Some(Supervised::spawn(name, &self.command, output, None).expect("the program starts"));
    }

    /// Kills it, as a power cut does, and waits until it is gone. Panics where it was gone already: nobody told it to.
    pub async fn kill(&mut self) {
        if let Some(mut running) = self.running.take() {
            let ended = running.exited().expect("the system says");
            assert!(ended.is_none(), "{} ended by itself: {ended:?}", running.name());
            running.kill().await.expect("it is gone");
        }
    }
}

/// A worker that is a process of its own, and can be killed.
pub struct WorkerProcess(Process);

impl WorkerProcess {
    /// Starts `muster-worker` for a Muster.
    pub fn start(muster: &Muster) -> Self {
        let mut environment = muster.environment();
        environment.extend([
            ("TEMPORAL_ADDRESS", format!("http://{}", muster.server_address())),
            ("MUSTER_TASK_QUEUE", muster.task_queue.clone()),
            // What it does is seen by what the test asserts.
            ("RUST_LOG", std::env::var("RUST_LOG").unwrap_or_else(|_| "error".to_owned())),
        ]);
        let mut process = Process::new("muster-worker", &[], &environment, None);
        process.spawn();
        Self(process)
    }

    /// Stops it where it stands, until it is resumed: as a suspended machine, and one that is much too busy.
    pub async fn pause(&self) {
        self.running().pause().await.expect("it runs");
    }

    /// Lets it go on where it was paused.
    pub fn resume(&self) {
        self.running().resume().expect("it is there");
    }

    fn running(&self) -> &Supervised {
        self.0.running.as_ref().expect("a worker that was not killed")
    }

    /// Kills it, as a power cut does.
    pub fn kill(&mut self) {
        self.0.running = None;
    }
}

/// A command with these variables alone, and the path by which a shell finds its own.
pub(crate) fn command(program: &str, arguments: &[&str], environment: &[(&'static str, String)]) -> Command {
    let mut command = Command::new(beside_us(program));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name != "PATH") {
        command.env_remove(name);
    }
    command.args(arguments).envs(environment.iter().map(|(name, value)| (*name, value)));
    command
}

/// The program where cargo has put it: beside our own, or above.
fn beside_us(name: &str) -> PathBuf {
    let own = std::env::current_exe().expect("our own path");
    let program = own.ancestors().nth(2).expect("target/PROFILE").join(name);
    assert!(program.exists(), "{} is not built: run this by `cargo xtask`", program.display());
    program
}

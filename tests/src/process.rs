use std::{
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use crate::Muster;

/// A worker that is a process of its own, and can be killed.
pub struct WorkerProcess(Child);

impl WorkerProcess {
    /// Starts `muster-worker` for a Muster.
    pub fn start(muster: &Muster) -> Self {
        let child = Command::new(program())
            .env_clear()
            .envs(muster.environment())
            .env("TEMPORAL_ADDRESS", format!("http://{}", muster.server_address()))
            .env("MUSTER_TASK_QUEUE", &muster.task_queue)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .expect("muster-worker starts");
        Self(child)
    }

    /// Kills it, as a power cut does.
    pub fn kill(&mut self) {
        self.0.kill().expect("it can be killed");
        self.0.wait().expect("it is gone");
    }
}

impl Drop for WorkerProcess {
    fn drop(&mut self) {
        // One that was killed already is gone.
        if self.0.kill().is_ok() {
            let _ = self.0.wait();
        }
    }
}

/// The binary beside this test's own.
fn program() -> PathBuf {
    let test = std::env::current_exe().expect("the test's own path");
    let program = test.ancestors().nth(2).expect("target/PROFILE").join("muster-worker");
    assert!(program.exists(), "{} is not built: run the tests by `cargo xtask test`", program.display());
    program
}

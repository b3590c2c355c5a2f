use std::process::Output;

use crate::{environment::Environment, process::command};

/// Where somebody types `muster-starter` commands.
#[derive(Clone)]
pub struct Shell(Environment);

impl Shell {
    pub(super) fn new(environment: Environment) -> Self {
        Self(environment)
    }

    /// Runs `muster-starter` with these arguments to its end.
    pub async fn run(&self, arguments: &[&str]) -> Output {
        let command = command("muster-starter", arguments, &self.0);
        tokio::process::Command::from(command).kill_on_drop(true).output().await.expect("it runs")
    }
}

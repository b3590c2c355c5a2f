//! What a worker needs, from the environment.

use muster_activities::config::{Config, Environment};
use temporalio_client::{ClientOptions, ConnectionOptions};

use crate::connect;

/// The task queue, unless told otherwise.
const DEFAULT_TASK_QUEUE: &str = "muster";

/// What a worker needs.
pub struct Settings {
    /// Where Temporal is, and which namespace.
    pub temporal: (ConnectionOptions, ClientOptions),
    /// Where Slack, Jira, Confluence, Zoom and PagerDuty are.
    pub outside: Config,
    /// `MUSTER_TASK_QUEUE`.
    pub task_queue: String,
}

/// Everything that is missing or wrong, one a line.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct InvalidSettings(String);

impl Settings {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// All that is missing or wrong, at once.
    pub fn read() -> Result<Self, InvalidSettings> {
        let mut environment = Environment::of_process();
        let task_queue =
            environment.optional("MUSTER_TASK_QUEUE").unwrap_or_else(|| DEFAULT_TASK_QUEUE.to_owned());
        let outside = Config::read(&mut environment);
        match (connect::settings(), environment.finish(outside)) {
            (Ok(temporal), Ok(outside)) => Ok(Self { temporal, outside, task_queue }),
            (temporal, outside) => {
                let problems = [
                    temporal.err().map(|problem| problem.to_string()),
                    outside.err().map(|problems| problems.to_string()),
                ];
                Err(InvalidSettings(problems.into_iter().flatten().collect::<Vec<_>>().join("\n")))
            }
        }
    }
}

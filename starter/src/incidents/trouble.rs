use std::error::Error;

use temporalio_client::errors::{
    ClientConnectError, ClientError, WorkflowInteractionError, WorkflowQueryError, WorkflowStartError,
};
use temporalio_client::schedules::ScheduleError;

/// Why it is not certain that something was taken, or why something cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The server is not there.
    #[error("Temporal cannot be reached: {0}")]
    Unreachable(String),
    /// The server, or the worker where one is needed, took too long.
    #[error("Temporal did not answer in time")]
    Slow,
    /// There is no such incident, or everything it had to do is done.
    #[error("there is no such incident, or it is over")]
    Over,
    /// No region has this name.
    #[error("there is no such region")]
    NoSuchRegion,
    /// The server, or the incident's workflow, answered with something else than was asked for.
    #[error("Temporal answers: {0}")]
    Refused(String),
}

impl Trouble {
    /// Whether there was no answer at all.
    pub(crate) fn is_silence(&self) -> bool {
        matches!(self, Self::Slow | Self::Unreachable(_))
    }
}

impl From<ClientConnectError> for Trouble {
    fn from(error: ClientConnectError) -> Self {
        Self::Unreachable(innermost(&error))
    }
}

impl From<WorkflowStartError> for Trouble {
    fn from(error: WorkflowStartError) -> Self {
        Self::Refused(innermost(&error))
    }
}

impl From<WorkflowInteractionError> for Trouble {
    fn from(error: WorkflowInteractionError) -> Self {
        match error {
            WorkflowInteractionError::NotFound(_) => Self::Over,
            other => Self::Refused(innermost(&other)),
        }
    }
}

impl From<WorkflowQueryError> for Trouble {
    fn from(error: WorkflowQueryError) -> Self {
        match error {
            WorkflowQueryError::NotFound(_) => Self::Over,
            other => Self::Refused(innermost(&other)),
        }
    }
}

impl From<ClientError> for Trouble {
    fn from(error: ClientError) -> Self {
        Self::Refused(innermost(&error))
    }
}

impl From<ScheduleError> for Trouble {
    fn from(error: ScheduleError) -> Self {
        Self::Refused(innermost(&error))
    }
}

/// What is at the bottom of it: the layers above repeat it in their own words.
fn innermost(error: &(dyn Error + 'static)) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

//! EC2 instances: what the actions on them need to know and ask for.

use std::fmt;

use aws_config::SdkConfig;
use muster_workflows::{
    contract::System,
    domain::runbook::{self, Aws},
};

use super::AwsClients;
use crate::failure::Failure;

mod described;
mod query;

/// EC2, of one instance.
pub(super) struct Ec2<'a> {
    config: SdkConfig,
    id: &'a str,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Request {
    Reboot,
    Start,
    Stop,
}

/// The instance as it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Instance {
    /// Its id, and how people call it: `i-0123456789abcdef0 (web-1)`.
    pub(super) name: String,
    pub(super) state: State,
    /// When it was last started: a stop and start changes it, a reboot does not.
    pub(super) launched: String,
    /// The Auto Scaling group in which it says it is.
    pub(super) group: Option<String>,
    pub(super) is_on_instance_store: bool,
    pub(super) is_spot: bool,
}

/// The state of an instance.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum State {
    Pending,
    Running,
    Stopping,
    Stopped,
    /// Of it nothing is left, or soon: `shutting-down`, `terminated`.
    Other(String),
}

impl<'a> Ec2<'a> {
    /// As the runbook says.
    pub(super) async fn of(clients: &AwsClients, aws: &Aws, input: &'a runbook::Instance) -> Self {
        Self { config: clients.of(aws).await, id: &input.instance }
    }

    /// Looks at it.
    pub(super) async fn look(&self) -> Result<Instance, Failure> {
        let answer = self.call("DescribeInstances", false).await?;
        described::instance(&answer).map_err(|why| {
            Failure::unexpected(System::Aws, format!("an answer that the API does not promise: {why}"))
        })
    }

    /// Asks for it.
    pub(super) async fn ask(&self, request: Request) -> Result<(), Failure> {
        self.call(request.action(), false).await.map(drop)
    }

    /// Fails where it would not be allowed. A dry run never says yes: what would be allowed is an error, too.
    pub(super) async fn check_is_allowed(&self, request: Request) -> Result<(), Failure> {
        match self.call(request.action(), true).await {
            Err(failure) if !failure.is("DryRunOperation") => Err(failure),
            _ => Ok(()),
        }
    }

    async fn call(&self, action: &'static str, is_dry_run: bool) -> Result<String, Failure> {
        let dry_run = is_dry_run.then_some(("DryRun", "true"));
        query::call(&self.config, action, [("InstanceId.1", self.id)].into_iter().chain(dry_run)).await
    }
}

impl Request {
    const fn action(self) -> &'static str {
        match self {
            Self::Reboot => "RebootInstances",
            Self::Start => "StartInstances",
            Self::Stop => "StopInstances",
        }
    }
}

impl Instance {
    /// Fails for good where it is not running.
    pub(super) fn check_is_running(&self) -> Result<(), Failure> {
        let Self { name, state, .. } = self;
        match state {
            State::Running => Ok(()),
            state => Err(Failure::refused(
                System::Aws,
                "not_running",
                format!(
                    "{name} is {state}, and only one that is running can be healed by this. See why in the console of EC2."
                ),
            )),
        }
    }
}

impl From<&str> for State {
    fn from(name: &str) -> Self {
        match name {
            "pending" => Self::Pending,
            "running" => Self::Running,
            "stopping" => Self::Stopping,
            "stopped" => Self::Stopped,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::Stopping => "stopping",
            Self::Stopped => "stopped",
            Self::Other(name) => name,
        })
    }
}

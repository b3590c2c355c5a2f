//! Reboots an EC2 instance. Nothing that AWS tells changes by it, so that whether one was done cannot be seen later.

use muster_workflows::{
    contract::healing::Prepared,
    domain::runbook::{Aws, Instance},
};

use super::{
    AwsClients,
    ec2::{Ec2, Request},
};
use crate::failure::Failure;

/// Finds it running, and a reboot allowed.
pub(super) async fn prepare(clients: &AwsClients, aws: &Aws, input: &Instance) -> Result<Prepared, Failure> {
    let ec2 = Ec2::of(clients, aws, input).await;
    let instance = ec2.look().await?;
    instance.check_is_running()?;
    ec2.check_is_allowed(Request::Reboot).await?;
    let will = format!("{} is rebooted; it was started at {}", instance.name, instance.launched);
    Ok(Prepared { will, ..Prepared::default() })
}

/// Asks for it. Asked twice it is rebooted twice, or once where the first has not begun.
pub(super) async fn act(clients: &AwsClients, aws: &Aws, input: &Instance) -> Result<(), Failure> {
    Ec2::of(clients, aws, input).await.ask(Request::Reboot).await
}

//! Stops an EC2 instance and starts it. Its launch time shows that it was done. An attempt that ends in the middle is
//! followed by one that goes on from there.

use std::time::Duration;

use muster_workflows::{
    contract::{
        System,
        healing::{Act, Prepared, Settled},
    },
    domain::runbook::{self, Aws},
};
use tokio::time::sleep;

use super::{
    AwsClients,
    ec2::{Ec2, Instance, Request, State},
    mark,
    settling::{Seen, settled},
};
use crate::failure::Failure;

/// Between two looks at one that stops.
const PAUSE: Duration = Duration::from_secs(2);

/// Finds it running and such that it can be stopped and started, and both allowed.
pub(super) async fn prepare(
    clients: &AwsClients,
    aws: &Aws,
    input: &runbook::Instance,
) -> Result<Prepared, Failure> {
    let ec2 = Ec2::of(clients, aws, input).await;
    let instance = ec2.look().await?;
    instance.check_is_running()?;
    check_can_be_stopped(&instance)?;
    ec2.check_is_allowed(Request::Stop).await?;
    ec2.check_is_allowed(Request::Start).await?;
    let Instance { name, launched, .. } = instance;
    let will = format!("{name} is stopped and started; it was started at {launched}");
    Ok(Prepared { will, undo: None, mark: Some(launched) })
}

fn check_can_be_stopped(instance: &Instance) -> Result<(), Failure> {
    let (code, why) = if let Some(group) = &instance.group {
        let words = format!(
            "is in the Auto Scaling group {group}, which puts another in the place of one that is stopped. Write \
             ec2_replace in the runbook, or ec2_reboot"
        );
        ("in_a_group", words)
    } else if instance.is_on_instance_store {
        ("instance_store", "has its root on an instance store, which a stop would lose".to_owned())
    } else if instance.is_spot {
        ("spot", "is a Spot Instance, which may not start again".to_owned())
    } else {
        return Ok(());
    };
    Err(Failure::refused(System::Aws, code, format!("{} {why}.", instance.name)))
}

/// Goes on from the state in which it is. Once it stops, what goes wrong leaves it half done.
pub(super) async fn act(
    clients: &AwsClients,
    aws: &Aws,
    input: &runbook::Instance,
    asked: &Act,
) -> Result<(), Failure> {
    let (ec2, before) = (Ec2::of(clients, aws, input).await, mark::of(asked)?);
    let instance = ec2.look().await?;
    match instance.state {
        State::Running if instance.launched != before => return Ok(()),
        State::Running => ec2.ask(Request::Stop).await?,
        State::Pending => return Ok(()),
        State::Stopping | State::Stopped => {}
        _ => return Err(gone(&instance)),
    }
    start_once_stopped(&ec2, instance, before).await.map_err(Failure::in_part)
}

async fn start_once_stopped(ec2: &Ec2<'_>, mut instance: Instance, before: &str) -> Result<(), Failure> {
    loop {
        match instance.state {
            State::Running if instance.launched != before => return Ok(()),
            State::Stopped => {
                let started = ec2.ask(Request::Start).await;
                return started.map_err(|failure| failure.and(&format!("{} is stopped.", instance.name)));
            }
            State::Pending => return Ok(()),
            State::Running | State::Stopping => {}
            _ => return Err(gone(&instance)),
        }
        // EC2 tells nobody when one has stopped: one has to look.
        sleep(PAUSE).await;
        instance = ec2.look().await?;
    }
}

fn gone(Instance { name, state, .. }: &Instance) -> Failure {
    let words = format!("{name} is {state}, and cannot be started again. See why in the console of EC2.");
    Failure::refused(System::Aws, "gone", words)
}

/// Waits until it runs with another launch time. One that has stopped and that nobody starts is for `act` again.
pub(super) async fn settle(
    clients: &AwsClients,
    aws: &Aws,
    input: &runbook::Instance,
    asked: &Act,
) -> Result<Settled, Failure> {
    let (ec2, before) = (&Ec2::of(clients, aws, input).await, mark::of(asked)?);
    settled(|| async move {
        let instance = ec2.look().await?;
        match instance.state {
            State::Running if instance.launched != before => {
                Ok(Seen::Done(format!("{} runs again, since {}", instance.name, instance.launched)))
            }
            State::Running => Ok(Seen::AsBefore),
            State::Stopped => Ok(Seen::HalfDone),
            State::Stopping | State::Pending => Ok(Seen::UnderWay),
            _ => Err(gone(&instance)),
        }
    })
    .await
}

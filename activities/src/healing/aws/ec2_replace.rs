//! Terminates an EC2 instance of an Auto Scaling group, which puts another in its place. That it left the group shows
//! that it was done.

use aws_sdk_autoscaling::{
    Client,
    types::{AutoScalingGroup, AutoScalingInstanceDetails, LifecycleState},
};
use muster_workflows::{
    contract::{
        System,
        healing::{Act, Prepared, Settled},
    },
    domain::runbook::{Aws, Instance},
};

use super::{
    AwsClients,
    ec2::Ec2,
    failure, mark,
    settling::{Seen, settled},
};
use crate::failure::Failure;

/// Processes of a group without which nobody takes its place.
const NEEDED: [&str; 2] = ["Launch", "Terminate"];

/// Finds it in service in a group that would put another in its place.
pub(super) async fn prepare(clients: &AwsClients, aws: &Aws, input: &Instance) -> Result<Prepared, Failure> {
    // Where there is no such instance at all, AWS says so better than its groups do.
    let name = Ec2::of(clients, aws, input).await.look().await?.name;
    let client = clients.auto_scaling(aws).await;
    let Some(AutoScalingInstanceDetails {
        auto_scaling_group_name: Some(group_name),
        lifecycle_state: Some(state),
        ..
    }) = member(&client, input).await?
    else {
        let words = format!(
            "{name} is in no Auto Scaling group, so that nothing would take its place. Write ec2_reboot or \
             ec2_stop_start in the runbook."
        );
        return Err(Failure::refused(System::Aws, "in_no_group", words));
    };
    if state != LifecycleState::InService.as_str() {
        let words = format!(
            "{name} is {state} in its Auto Scaling group, and not InService. See why in the console."
        );
        return Err(Failure::refused(System::Aws, "not_in_service", words));
    }
    let group = group(&client, &group_name).await?;
    check_replaces(&group, &group_name)?;
    let will = format!(
        "{name} is terminated, and {group_name} puts another in its place; {} of {} are in service",
        in_service(&group),
        desired(&group)?
    );
    Ok(Prepared { will, undo: None, mark: Some(group_name) })
}

fn check_replaces(group: &AutoScalingGroup, name: &str) -> Result<(), Failure> {
    let suspended = group.suspended_processes().iter().filter_map(|process| process.process_name());
    let needed: Vec<_> = suspended.filter(|process| NEEDED.contains(process)).collect();
    if needed.is_empty() {
        return Ok(());
    }
    let words = format!(
        "the Auto Scaling group {name} would put no other in its place: {} is suspended. Resume it in the console.",
        needed.join(" and ")
    );
    Err(Failure::refused(System::Aws, "suspended", words))
}

/// Terminates it, where it still serves in its group.
pub(super) async fn act(
    clients: &AwsClients,
    aws: &Aws,
    input: &Instance,
    asked: &Act,
) -> Result<(), Failure> {
    let client = clients.auto_scaling(aws).await;
    if !is_as_before(member(&client, input).await?.as_ref(), mark::of(asked)?) {
        return Ok(());
    }
    let terminate = client
        .terminate_instance_in_auto_scaling_group()
        .instance_id(&input.instance)
        .should_decrement_desired_capacity(false);
    terminate.send().await.map(drop).map_err(|error| failure::of(&error))
}

/// Waits until it has left the group, and the group is whole again.
pub(super) async fn settle(
    clients: &AwsClients,
    aws: &Aws,
    input: &Instance,
    asked: &Act,
) -> Result<Settled, Failure> {
    let (client, name) = (&clients.auto_scaling(aws).await, mark::of(asked)?);
    settled(|| async move {
        let member = member(client, input).await?;
        if is_as_before(member.as_ref(), name) {
            return Ok(Seen::AsBefore);
        }
        let group = group(client, name).await?;
        let (in_service, desired) = (in_service(&group), desired(&group)?);
        let is_whole = member.is_none() && in_service >= desired;
        Ok(match is_whole {
            true => Seen::Done(format!("{in_service} of {desired} of {name} are in service without it")),
            false => Seen::UnderWay,
        })
    })
    .await
}

fn is_as_before(member: Option<&AutoScalingInstanceDetails>, group: &str) -> bool {
    member.is_some_and(|member| {
        member.auto_scaling_group_name() == Some(group)
            && member.lifecycle_state() == Some(LifecycleState::InService.as_str())
    })
}

/// It, as one of a group; none where it is in none.
async fn member(client: &Client, input: &Instance) -> Result<Option<AutoScalingInstanceDetails>, Failure> {
    let found = client.describe_auto_scaling_instances().instance_ids(&input.instance).send().await;
    let found = found.map_err(|error| failure::of(&error))?;
    Ok(found.auto_scaling_instances.into_iter().flatten().next())
}

async fn group(client: &Client, name: &str) -> Result<AutoScalingGroup, Failure> {
    let found = client.describe_auto_scaling_groups().auto_scaling_group_names(name).send().await;
    let found = found.map_err(|error| failure::of(&error))?;
    let gone = || {
        Failure::refused(System::Aws, "no_group", format!("there is no Auto Scaling group {name} any more."))
    };
    found.auto_scaling_groups.into_iter().flatten().next().ok_or_else(gone)
}

fn in_service(group: &AutoScalingGroup) -> usize {
    group.instances().iter().filter(|one| one.lifecycle_state() == Some(&LifecycleState::InService)).count()
}

fn desired(group: &AutoScalingGroup) -> Result<usize, Failure> {
    let desired = group.desired_capacity().and_then(|desired| desired.try_into().ok());
    desired.ok_or_else(|| Failure::unexpected(System::Aws, "a group without its desired capacity"))
}

//! Replaces all tasks of an ECS service, by a new deployment of what it runs. That its primary deployment is none of those
//! that were there shows that it was done.

use aws_sdk_ecs::{
    Client,
    types::{Deployment, DeploymentControllerType, DeploymentRolloutState, Service},
};
use muster_workflows::{
    contract::{
        System,
        healing::{Act, Prepared, Settled},
    },
    domain::runbook::{Aws, EcsService},
};

use super::{
    AwsClients, failure, mark,
    settling::{Seen, settled},
};
use crate::failure::Failure;

/// Of a service, or a deployment, that is in use.
const ACTIVE: &str = "ACTIVE";
const PRIMARY: &str = "PRIMARY";
/// Between the ids of deployments in the mark.
const SEPARATOR: &str = ",";

/// Finds it in use, with tasks, and deployed by ECS itself.
pub(super) async fn prepare(
    clients: &AwsClients,
    aws: &Aws,
    input: &EcsService,
) -> Result<Prepared, Failure> {
    let service = service(&clients.ecs(aws).await, input).await?;
    check_can_be_redeployed(&service, input)?;
    let primary = primary(&service)?;
    let tasks = match service.desired_count() {
        1 => "the task".to_owned(),
        count => format!("the {count} tasks"),
    };
    let runs = primary.task_definition().map_or("what it runs", last);
    let meanwhile = match service.deployments().len() {
        0 | 1 => "",
        _ => "; a deployment is under way, which this one overtakes",
    };
    let will =
        format!("{tasks} of {} in {} are replaced, by {runs} again{meanwhile}", input.service, input.cluster);
    let deployments: Vec<_> = service.deployments().iter().filter_map(Deployment::id).collect();
    Ok(Prepared { will, undo: None, mark: Some(deployments.join(SEPARATOR)) })
}

fn check_can_be_redeployed(service: &Service, input: &EcsService) -> Result<(), Failure> {
    let status = service.status().unwrap_or("in no known state");
    let controller = service.deployment_controller().map(|controller| controller.r#type());
    let (code, why) = if status != ACTIVE {
        ("not_active", format!("is {status}, and not {ACTIVE}. See that the runbook names the right one"))
    } else if let Some(other) = controller.filter(|controller| **controller != DeploymentControllerType::Ecs)
    {
        let words = format!(
            "is deployed by {}, so that ECS does not replace its tasks. Have that do it, by a webhook",
            other.as_str()
        );
        ("other_controller", words)
    } else if service.desired_count() == 0 {
        (
            "no_tasks",
            "is to have no tasks, so that there is none to replace. Set its desired count".to_owned(),
        )
    } else {
        return Ok(());
    };
    Err(Failure::refused(System::Aws, code, format!("{} in {} {why}.", input.service, input.cluster)))
}

/// Begins another deployment, where nobody has since.
pub(super) async fn act(
    clients: &AwsClients,
    aws: &Aws,
    input: &EcsService,
    asked: &Act,
) -> Result<(), Failure> {
    let client = clients.ecs(aws).await;
    if !is_of_before(primary(&service(&client, input).await?)?, mark::of(asked)?) {
        return Ok(());
    }
    let update = client.update_service().cluster(&input.cluster).service(&input.service);
    update.force_new_deployment(true).send().await.map(drop).map_err(|error| failure::of(&error))
}

/// Waits until another deployment is the only one, and completed.
pub(super) async fn settle(
    clients: &AwsClients,
    aws: &Aws,
    input: &EcsService,
    asked: &Act,
) -> Result<Settled, Failure> {
    let (client, before) = (&clients.ecs(aws).await, mark::of(asked)?);
    settled(|| async move {
        let service = service(client, input).await?;
        let primary = primary(&service)?;
        if let Some(failed) = failed(&service, before) {
            return Err(gave_up(failed, input));
        }
        if is_of_before(primary, before) {
            return Ok(Seen::AsBefore);
        }
        let (running, desired) = (service.running_count(), service.desired_count());
        let is_stable = service.deployments().len() == 1
            && primary.rollout_state() == Some(&DeploymentRolloutState::Completed)
            && running == desired;
        Ok(match is_stable {
            true => {
                Seen::Done(format!("{running} of {desired} tasks of {} run, all of them new", input.service))
            }
            false => Seen::UnderWay,
        })
    })
    .await
}

/// A deployment since then that ECS has given up, as its circuit breaker does.
fn failed<'a>(service: &'a Service, before: &str) -> Option<&'a Deployment> {
    service.deployments().iter().find(|deployment| {
        !is_of_before(deployment, before)
            && deployment.rollout_state() == Some(&DeploymentRolloutState::Failed)
    })
}

fn gave_up(deployment: &Deployment, input: &EcsService) -> Failure {
    let reason = deployment.rollout_state_reason().unwrap_or("it does not say why").trim_end_matches('.');
    let words = format!(
        "ECS has given up the deployment of {}: {reason}. See the events of the service, and why its tasks stop.",
        input.service
    );
    Failure::refused(System::Aws, "deployment_failed", words)
}

async fn service(client: &Client, input: &EcsService) -> Result<Service, Failure> {
    let found = client.describe_services().cluster(&input.cluster).services(&input.service).send().await;
    let found = found.map_err(|error| failure::of(&error))?;
    let why = found.failures().first().and_then(|failure| failure.reason()).unwrap_or("MISSING").to_owned();
    found.services.into_iter().flatten().next().ok_or_else(|| {
        let words = format!(
            "there is no service {} in the cluster {} ({why}). See that the runbook names it rightly, and its region \
             and role.",
            input.service, input.cluster
        );
        Failure::refused(System::Aws, why.clone(), words)
    })
}

fn primary(service: &Service) -> Result<&Deployment, Failure> {
    let primary = service.deployments().iter().find(|deployment| deployment.status() == Some(PRIMARY));
    primary.ok_or_else(|| Failure::unexpected(System::Aws, "a service without a primary deployment"))
}

/// Whether it was there before, as ECS may have come back to it. Of one without an id nobody knows that it is new.
fn is_of_before(deployment: &Deployment, mark: &str) -> bool {
    deployment.id().is_none_or(|id| mark.split(SEPARATOR).any(|before| before == id))
}

/// Of an ARN what people call it: `checkout:42`.
fn last(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

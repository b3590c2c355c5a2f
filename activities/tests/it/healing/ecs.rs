use aws_sdk_ecs::{
    Client,
    types::{DeploymentController, DeploymentControllerType},
};
use muster_workflows::{
    contract::healing::Settled,
    domain::runbook::{Action, EcsService},
};
use serde_json::{Value, json};

use super::{Outside, refusal};
use crate::{
    moto::{moto, sdk},
    recorded::{Answer, Recorded},
};

fn redeploy(cluster: &str, service: &str) -> Action {
    Action::EcsRedeploy(EcsService { cluster: cluster.to_owned(), service: service.to_owned() })
}

/// A cluster with the service `checkout`.
async fn cluster(name: &str, tasks: u32) -> Client {
    moto().await.service(name, "checkout", tasks).await.unwrap();
    Client::new(&sdk().await)
}

/// That a service in a cluster of this name is redeployed.
pub(super) async fn any(name: &str) -> Action {
    cluster(name, 1).await;
    redeploy(name, "checkout")
}

async fn deployment(client: &Client, cluster: &str) -> String {
    let found = client.describe_services().cluster(cluster).services("checkout").send().await.unwrap();
    found.services()[0].deployments()[0].id().unwrap().to_owned()
}

#[tokio::test]
async fn a_service_is_redeployed_once() {
    let client = cluster("redeployed", 3).await;
    let outside = Outside::moto().await;
    let act = outside.prepared(redeploy("redeployed", "checkout")).await;
    assert_eq!(
        act.prepared.will,
        "the 3 tasks of checkout in redeployed are replaced, by redeployed:1 again"
    );
    assert_eq!(act.prepared.mark, Some(deployment(&client, "redeployed").await));
    outside.act(&act).await.unwrap();
    let begun = deployment(&client, "redeployed").await;
    assert_ne!(Some(&begun), act.prepared.mark.as_ref());
    outside.act(&act).await.unwrap();
    assert_eq!(deployment(&client, "redeployed").await, begun);
}

#[tokio::test]
async fn what_cannot_be_redeployed_is_refused() {
    let outside = Outside::moto().await;
    let failed =
        async |cluster, service| refusal(&outside.prepare(&redeploy(cluster, service)).await.unwrap_err());
    insta::assert_snapshot!(failed("no-such-cluster", "checkout").await, @"ClusterNotFoundException: AWS: Cluster not found (ClusterNotFoundException). See that the runbook names it rightly, and its region and role.");
    cluster("no-tasks", 0).await;
    insta::assert_snapshot!(failed("no-tasks", "payments").await, @"MISSING: AWS: there is no service payments in the cluster no-tasks (MISSING). See that the runbook names it rightly, and its region and role.");
    insta::assert_snapshot!(failed("no-tasks", "checkout").await, @"no_tasks: AWS: checkout in no-tasks is to have no tasks, so that there is none to replace. Set its desired count.");
    let client = cluster("by-others", 1).await;
    let by_others =
        DeploymentController::builder().r#type(DeploymentControllerType::CodeDeploy).build().unwrap();
    let service =
        client.create_service().cluster("by-others").service_name("others").task_definition("by-others");
    service.desired_count(1).deployment_controller(by_others).send().await.unwrap();
    insta::assert_snapshot!(failed("by-others", "others").await, @"other_controller: AWS: others in by-others is deployed by CODE_DEPLOY, so that ECS does not replace its tasks. Have that do it, by a webhook.");
    let client = cluster("deleted", 1).await;
    client.delete_service().cluster("deleted").service("checkout").force(true).send().await.unwrap();
    insta::assert_snapshot!(failed("deleted", "checkout").await, @"not_active: AWS: checkout in deleted is INACTIVE, and not ACTIVE. See that the runbook names the right one.");
}

/// What ECS says of a service with these deployments, the primary first.
fn described(deployments: &[(&str, &str)], running: u32) -> Answer {
    let deployment = |(index, (id, rollout)): (usize, &(&str, &str))| {
        let status = if index == 0 { "PRIMARY" } else { "ACTIVE" };
        json!({
            "id": id, "status": status, "rolloutState": rollout,
            "rolloutStateReason": "ECS deployment circuit breaker: tasks failed to start.",
            "taskDefinition": "arn:aws:ecs:eu-west-1:123456789012:task-definition/checkout:42",
        })
    };
    let deployments: Vec<Value> = deployments.iter().enumerate().map(deployment).collect();
    Answer::json(&json!({"failures": [], "services": [{
        "serviceName": "checkout", "status": "ACTIVE", "desiredCount": 2, "runningCount": running,
        "deployments": deployments,
    }]}))
}

/// moto's deployments are over when they begin: it gives the one that is there another id.
#[tokio::test]
async fn it_is_over_when_the_new_deployment_is_alone_and_completed() {
    let aws = Recorded::start([
        described(&[("ecs-svc/1", "COMPLETED")], 2),
        described(&[("ecs-svc/1", "COMPLETED")], 2),
        Answer::json(&json!({"service": {}})),
        // It does not show at once.
        described(&[("ecs-svc/1", "COMPLETED")], 2),
        described(&[("ecs-svc/2", "IN_PROGRESS"), ("ecs-svc/1", "COMPLETED")], 3),
        described(&[("ecs-svc/2", "COMPLETED")], 1),
        described(&[("ecs-svc/2", "COMPLETED")], 2),
    ])
    .await;
    let outside = Outside::at(&aws.url).await;
    let act = outside.prepared(redeploy("prod", "checkout")).await;
    outside.act(&act).await.unwrap();
    let done = "2 of 2 tasks of checkout run, all of them new";
    assert_eq!(outside.settle(&act).await.unwrap(), Settled::Done(done.to_owned()));
    outside.act(&act).await.unwrap();
    assert_eq!(aws.heard().iter().filter(|asked| *asked == "UpdateService").count(), 1);
}

#[tokio::test]
async fn one_that_ecs_gives_up_has_failed() {
    let aws = Recorded::start([
        described(&[("ecs-svc/1", "COMPLETED")], 2),
        described(&[("ecs-svc/3", "IN_PROGRESS"), ("ecs-svc/2", "FAILED"), ("ecs-svc/1", "COMPLETED")], 2),
    ])
    .await;
    let outside = Outside::at(&aws.url).await;
    let act = outside.prepared(redeploy("prod", "checkout")).await;
    insta::assert_snapshot!(refusal(&outside.settle(&act).await.unwrap_err()), @"deployment_failed: AWS: ECS has given up the deployment of checkout: ECS deployment circuit breaker: tasks failed to start. See the events of the service, and why its tasks stop.");
}

/// One that had failed before says nothing about this one.
#[tokio::test]
async fn one_that_ecs_gave_up_before_is_past() {
    let aws = Recorded::start([
        described(&[("ecs-svc/1", "COMPLETED"), ("ecs-svc/0", "FAILED")], 2),
        described(&[("ecs-svc/2", "IN_PROGRESS"), ("ecs-svc/1", "COMPLETED"), ("ecs-svc/0", "FAILED")], 2),
        described(&[("ecs-svc/2", "COMPLETED")], 2),
    ])
    .await;
    let outside = Outside::at(&aws.url).await;
    let act = outside.prepared(redeploy("prod", "checkout")).await;
    assert!(matches!(outside.settle(&act).await.unwrap(), Settled::Done(_)));
}

#[tokio::test]
async fn one_that_is_under_way_is_told() {
    let deployments = [("ecs-svc/2", "IN_PROGRESS"), ("ecs-svc/1", "COMPLETED")];
    let aws = Recorded::start([described(&deployments, 2)]).await;
    let act = Outside::at(&aws.url).await.prepared(redeploy("prod", "checkout")).await;
    insta::assert_snapshot!(act.prepared.will, @"the 2 tasks of checkout in prod are replaced, by checkout:42 again; a deployment is under way, which this one overtakes");
}

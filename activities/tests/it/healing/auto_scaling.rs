use std::collections::BTreeSet;

use aws_sdk_autoscaling::Client;
use muster_workflows::{
    contract::healing::Settled,
    domain::runbook::{Action, Instance},
};

use super::{Outside, refusal_of};
use crate::moto::{instance, moto, sdk};

/// The ids of the instances of a group of this name.
async fn group(name: &str) -> Vec<String> {
    moto().await.group(name).await.unwrap()
}

/// That an instance of a group of this name is replaced.
pub(super) async fn any(name: &str) -> Action {
    replace(&group(name).await[0])
}

fn replace(id: &str) -> Action {
    Action::Ec2Replace(Instance { instance: id.to_owned() })
}

#[tokio::test]
async fn an_instance_is_replaced_once() {
    let outside = Outside::moto().await;
    let before = group("replaced").await;
    let act = outside.prepared(replace(&before[0])).await;
    assert_eq!(
        act.prepared.will.replace(&before[0], "<id>"),
        "<id> is terminated, and replaced puts another in its place; 2 of 2 are in service"
    );
    outside.act(&act).await.unwrap();
    outside.act(&act).await.unwrap();
    let done = "2 of 2 of replaced are in service without it";
    assert_eq!(outside.settle(&act).await.unwrap(), Settled::Done(done.to_owned()));
    let after: BTreeSet<_> = moto().await.members("replaced").await.unwrap().into_iter().collect();
    assert_eq!(after.len(), 2);
    assert!(after.contains(&before[1]) && !after.contains(&before[0]), "{before:?} {after:?}");
}

#[tokio::test]
async fn one_in_no_group_is_refused() {
    let outside = Outside::moto().await;
    let id = instance().await;
    let failed = outside.prepare(&replace(&id)).await.unwrap_err();
    insta::assert_snapshot!(refusal_of(&failed, &id), @"in_no_group: AWS: <id> is in no Auto Scaling group, so that nothing would take its place. Write ec2_reboot or ec2_stop_start in the runbook.");
}

#[tokio::test]
async fn one_that_does_not_serve_is_refused() {
    let outside = Outside::moto().await;
    let client = Client::new(&sdk().await);
    let members = group("standby").await;
    let standby = client.enter_standby().auto_scaling_group_name("standby").instance_ids(&members[0]);
    standby.should_decrement_desired_capacity(true).send().await.unwrap();
    let failed = outside.prepare(&replace(&members[0])).await.unwrap_err();
    insta::assert_snapshot!(refusal_of(&failed, &members[0]), @"not_in_service: AWS: <id> is Standby in its Auto Scaling group, and not InService. See why in the console.");
}

#[tokio::test]
async fn one_that_nothing_would_replace_is_refused() {
    let outside = Outside::moto().await;
    let client = Client::new(&sdk().await);
    let members = group("suspended").await;
    let suspended = client.suspend_processes().auto_scaling_group_name("suspended");
    suspended.scaling_processes("Launch").scaling_processes("AlarmNotification").send().await.unwrap();
    let failed = outside.prepare(&replace(&members[0])).await.unwrap_err();
    insta::assert_snapshot!(refusal_of(&failed, &members[0]), @"suspended: AWS: the Auto Scaling group suspended would put no other in its place: Launch is suspended. Resume it in the console.");
}

use muster_workflows::{
    contract::healing::{Act, Settled},
    domain::runbook::{Action, Instance},
};

use super::{Outside, refusal_of};
use crate::{
    moto::{ec2, instance, text},
    recorded::{Answer, Recorded},
};

/// An instance that runs, with these tags.
async fn launched(tags: &[(&str, &str)]) -> String {
    let id = instance().await;
    for (key, value) in tags {
        ec2("CreateTags", &[("ResourceId.1", &id), ("Tag.1.Key", key), ("Tag.1.Value", value)]).await;
    }
    id
}

async fn stop(id: &str) {
    ec2("StopInstances", &[("InstanceId.1", id)]).await;
}

async fn state(id: &str) -> String {
    let described = ec2("DescribeInstances", &[("InstanceId.1", id)]).await;
    text(described.split_once("<instanceState>").unwrap().1, "name")
}

fn reboot(id: &str) -> Action {
    Action::Ec2Reboot(Instance { instance: id.to_owned() })
}

fn stop_start(id: &str) -> Action {
    Action::Ec2StopStart(Instance { instance: id.to_owned() })
}

/// That an instance is stopped and started.
pub(super) async fn any() -> Action {
    stop_start(&launched(&[]).await)
}

/// The same of one that somebody has stopped meanwhile.
pub(super) async fn any_that_has_stopped(outside: &Outside) -> Act {
    let act = outside.prepared(any().await).await;
    let Action::Ec2StopStart(Instance { instance }) = &act.action else { unreachable!() };
    stop(instance).await;
    act
}

#[tokio::test]
async fn an_instance_is_rebooted_and_nobody_can_tell() {
    let outside = Outside::moto().await;
    let id = launched(&[("Name", "web-1")]).await;
    let act = outside.prepared(reboot(&id)).await;
    assert!(act.prepared.will.starts_with(&format!("{id} (web-1) is rebooted")), "{}", act.prepared.will);
    assert_eq!((&act.prepared.undo, &act.prepared.mark), (&None, &None));
    outside.act(&act).await.unwrap();
    assert_eq!(outside.settle(&act).await.unwrap(), Settled::Untold);
}

#[tokio::test]
async fn one_that_is_not_there_or_does_not_run_is_refused() {
    let outside = Outside::moto().await;
    let failed = outside.prepare(&reboot("i-0123456789abcdef0")).await.unwrap_err();
    insta::assert_snapshot!(refusal_of(&failed, "i-0123456789abcdef0"), @"InvalidInstanceID.NotFound: AWS: The instance ID '<id>' does not exist (InvalidInstanceID.NotFound). See that the runbook names it rightly, and its region and role.");
    let stopped = launched(&[]).await;
    stop(&stopped).await;
    for action in [reboot(&stopped), stop_start(&stopped)] {
        let failed = outside.prepare(&action).await.unwrap_err();
        insta::allow_duplicates! {
            insta::assert_snapshot!(refusal_of(&failed, &stopped), @"not_running: AWS: <id> is stopped, and only one that is running can be healed by this. See why in the console of EC2.");
        }
    }
}

#[tokio::test]
async fn one_of_a_group_is_not_stopped() {
    let outside = Outside::moto().await;
    let id = launched(&[("aws:autoscaling:groupName", "web")]).await;
    let failed = outside.prepare(&stop_start(&id)).await.unwrap_err();
    insta::assert_snapshot!(refusal_of(&failed, &id), @"in_a_group: AWS: <id> is in the Auto Scaling group web, which puts another in the place of one that is stopped. Write ec2_replace in the runbook, or ec2_reboot.");
}

/// moto stops it at once.
#[tokio::test]
async fn an_instance_is_stopped_and_started() {
    let outside = Outside::moto().await;
    let id = launched(&[]).await;
    let act = outside.prepared(stop_start(&id)).await;
    outside.act(&act).await.unwrap();
    assert_eq!(state(&id).await, "running");
}

/// Where an attempt ended after the stop, the next goes on.
#[tokio::test]
async fn one_that_has_stopped_is_started() {
    let outside = Outside::moto().await;
    let id = launched(&[]).await;
    let act = outside.prepared(stop_start(&id)).await;
    stop(&id).await;
    outside.act(&act).await.unwrap();
    assert_eq!(state(&id).await, "running");
    ec2("TerminateInstances", &[("InstanceId.1", &id)]).await;
    for failed in [outside.act(&act).await.unwrap_err(), outside.settle(&act).await.unwrap_err()] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(refusal_of(&failed, &id), @"gone: AWS: <id> is terminated, and cannot be started again. See why in the console of EC2.");
        }
    }
}

const ID: &str = "i-0123456789abcdef0";
const BEFORE: &str = "2026-11-01T10:00:00Z";
const AFTER: &str = "2026-11-27T10:00:00Z";

/// What EC2 says of an instance.
fn described(state: &str, launched: &str) -> Answer {
    Answer::xml(format!(
        "<DescribeInstancesResponse><reservationSet><item><instancesSet><item><instanceId>{ID}</instanceId>\
         <instanceState><code>0</code><name>{state}</name></instanceState><launchTime>{launched}</launchTime>\
         <rootDeviceType>ebs</rootDeviceType></item></instancesSet></item></reservationSet>\
         </DescribeInstancesResponse>"
    ))
}

fn allowed() -> Answer {
    Answer::error(412, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.")
}

fn done(action: &str) -> Answer {
    Answer::xml(format!("<{action}Response/>"))
}

/// moto's instances keep their launch time, and are in no state for long.
#[tokio::test]
async fn it_is_stopped_once_and_waited_for() {
    let aws = Recorded::start([
        described("running", BEFORE),
        allowed(),
        allowed(),
        described("running", BEFORE),
        done("StopInstances"),
        // It does not show at once.
        described("running", BEFORE),
        described("stopping", BEFORE),
        described("stopped", BEFORE),
        done("StartInstances"),
        described("pending", AFTER),
        described("running", AFTER),
    ])
    .await;
    let outside = Outside::at(&aws.url).await;
    let act = outside.prepared(stop_start(ID)).await;
    outside.act(&act).await.unwrap();
    assert_eq!(outside.settle(&act).await.unwrap(), Settled::Done(format!("{ID} runs again, since {AFTER}")));
    outside.act(&act).await.unwrap();
    assert_eq!(
        aws.heard(),
        [
            "DescribeInstances",
            "StopInstances (dry)",
            "StartInstances (dry)",
            "DescribeInstances",
            "StopInstances",
            "DescribeInstances",
            "DescribeInstances",
            "DescribeInstances",
            "StartInstances",
            "DescribeInstances",
            "DescribeInstances",
            "DescribeInstances"
        ]
    );
}

#[tokio::test]
async fn where_it_cannot_be_started_people_read_that_it_is_stopped() {
    let aws = Recorded::start([
        described("running", BEFORE),
        allowed(),
        allowed(),
        described("stopped", BEFORE),
        Answer::error(400, "IncorrectState", "Its volume is gone."),
    ])
    .await;
    let outside = Outside::at(&aws.url).await;
    let act = outside.prepared(stop_start(ID)).await;
    let failed = outside.act(&act).await.unwrap_err();
    assert_eq!(failed.kind(), muster_workflows::contract::IN_PART);
    insta::assert_snapshot!(failed.words().replace(ID, "<id>"), @"AWS: Its volume is gone (IncorrectState). <id> is stopped.");
}

#[tokio::test]
async fn what_would_not_be_allowed_is_refused_before_anything_is_done() {
    let message =
        format!("You are not authorized to perform this operation. Encoded message: {}", "x".repeat(900));
    let denied = Answer::error(403, "UnauthorizedOperation", &message);
    let aws = Recorded::start([described("running", BEFORE), allowed(), denied]).await;
    let failed = Outside::at(&aws.url).await.prepare(&stop_start(ID)).await.unwrap_err();
    insta::assert_snapshot!(refusal_of(&failed, &"x".repeat(200)), @"UnauthorizedOperation: AWS: You are not authorized to perform this operation. Encoded message: <id>xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… (UnauthorizedOperation). Allow it, in IAM, to the role that the runbook names, or to the worker's own where it names none.");
    assert_eq!(aws.heard(), ["DescribeInstances", "StopInstances (dry)", "StartInstances (dry)"]);
}

#[tokio::test]
async fn what_would_lose_it_is_refused() {
    for (found, kind) in [
        ("<rootDeviceType>instance-store</rootDeviceType>", "instance_store"),
        ("<instanceLifecycle>spot</instanceLifecycle>", "spot"),
    ] {
        let answer = Answer::xml(format!(
            "<DescribeInstancesResponse><reservationSet><item><instancesSet><item><instanceId>{ID}</instanceId>\
             <instanceState><name>running</name></instanceState><launchTime>{BEFORE}</launchTime>{found}</item></instancesSet></item>\
             </reservationSet></DescribeInstancesResponse>"
        ));
        let aws = Recorded::start([answer]).await;
        let failed = Outside::at(&aws.url).await.prepare(&stop_start(ID)).await.unwrap_err();
        assert_eq!((failed.is_final(), failed.kind()), (true, kind));
    }
}

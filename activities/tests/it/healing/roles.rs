use muster_activities::Healer;
use muster_sandbox::programs::Moto;
use muster_workflows::{
    contract::healing::{Prepare, Settled},
    domain::runbook::{Action, EcsService, Instance},
};

use super::{Outside, refusal};
use crate::{
    moto::{moto, sdk, text},
    recorded::{Answer, Recorded},
};

const ROLE: &str = "arn:aws:iam::111122223333:role/healer";

/// moto has an account for each role's, and nobody sees another's.
#[tokio::test]
async fn a_role_is_assumed() {
    let sts = aws_sdk_sts::Client::new(&sdk().await);
    let assumed = sts.assume_role().role_arn(ROLE).role_session_name("test").send().await.unwrap();
    let key = assumed.credentials().unwrap().access_key_id();
    let instance =
        text(&moto().await.query("ec2", key, "RunInstances", Moto::RUN).await.unwrap(), "instanceId");
    let reboot = Action::Ec2Reboot(Instance { instance });

    let failed = Outside::moto().await.prepare(&reboot).await.unwrap_err();
    assert_eq!((failed.is_final(), failed.kind()), (true, "InvalidInstanceID.NotFound"));
    let outside = Outside::moto().await.assuming(ROLE);
    let act = outside.prepared(reboot).await;
    outside.act(&act).await.unwrap();
    assert_eq!(outside.settle(&act).await.unwrap(), Settled::Untold);
}

#[tokio::test]
async fn a_role_that_cannot_be_assumed_is_told_in_awss_words() {
    let denied = "<ErrorResponse><Error><Code>AccessDenied</Code><Message>User: muster is not authorized to perform: \
                  sts:AssumeRole on resource: healer</Message></Error></ErrorResponse>";
    let aws = Recorded::start([Answer::xml(denied).with(403)]).await;
    let reboot = Action::Ec2Reboot(Instance { instance: "i-1".to_owned() });
    let failed = Outside::at(&aws.url).await.assuming(ROLE).prepare(&reboot).await.unwrap_err();
    insta::assert_snapshot!(refusal(&failed), @"AccessDenied: AWS: User: muster is not authorized to perform: sts:AssumeRole on resource: healer (AccessDenied). Allow it, in IAM, to the role that the runbook names, or to the worker's own where it names none.");
    assert_eq!(aws.heard(), ["AssumeRole"]);
}

#[tokio::test]
async fn one_that_sts_cannot_give_at_the_moment_is_asked_for_again() {
    let aws = Recorded::start([Answer::error(500, "InternalFailure", "Try again.")]).await;
    let reboot = Action::Ec2Reboot(Instance { instance: "i-1".to_owned() });
    let failed = Outside::at(&aws.url).await.assuming(ROLE).prepare(&reboot).await.unwrap_err();
    assert!(!failed.is_final(), "{failed:?}");
}

/// Who asks next for the same has the same credentials, whatever they ask.
#[tokio::test]
async fn a_role_is_assumed_once() {
    let assumed = "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>AKIAHEALER</AccessKeyId>\
                   <SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>\
                   <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult>\
                   </AssumeRoleResponse>";
    let missing = Answer::error(400, "InvalidInstanceID.NotFound", "It does not exist.");
    let aws = Recorded::start([Answer::xml(assumed), missing]).await;
    let outside = Outside::at(&aws.url).await.assuming(ROLE);
    let worker = outside.worker();
    for action in [
        Action::Ec2Reboot(Instance { instance: "i-1".to_owned() }),
        Action::Ec2StopStart(Instance { instance: "i-1".to_owned() }),
        Action::EcsRedeploy(EcsService { cluster: "prod".to_owned(), service: "checkout".to_owned() }),
    ] {
        let input = Prepare { action, aws: Some(outside.aws.clone()), takes_back: None };
        assert!(worker.run(Healer::prepare, input).await.is_err());
    }
    let calls = ["AssumeRole", "DescribeInstances", "DescribeInstances", "DescribeServices"];
    assert_eq!(aws.heard(), calls);
}

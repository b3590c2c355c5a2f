use muster_activities::config::AwsKeys;
use muster_sandbox::programs::Moto;
use muster_workflows::domain::runbook::{Action, EcsService, Instance};

use super::Outside;
use crate::{
    moto::{config, text},
    world::World,
};

const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": ["ec2:*", "ecs:*"], "Resource": "*"}
]}"#;

/// By a crate, and for EC2 by ourselves. A moto that checks signatures checks everybody's.
#[tokio::test]
async fn what_is_asked_for_is_signed_as_aws_wants_it() {
    // It installs what TLS needs.
    let _world = World::start().await;
    let moto = Moto::start().await.unwrap();
    let iam = async |action, more: &[(&str, &str)]| {
        let parameters = [&[("UserName", "muster")], more].concat();
        moto.query("iam", Moto::KEY, action, &parameters).await.unwrap()
    };
    iam("CreateUser", &[]).await;
    iam("PutUserPolicy", &[("PolicyName", "healing"), ("PolicyDocument", POLICY)]).await;
    let made = iam("CreateAccessKey", &[]).await;
    let (id, secret) = (text(&made, "AccessKeyId"), text(&made, "SecretAccessKey"));
    moto.want_signatures().await.unwrap();
    let kinds = async |secret: &str| {
        let mut config = config(moto.url());
        config.keys = Some(AwsKeys { id: id.clone(), secret: secret.into() });
        let outside = Outside::with(config).await;
        let ec2 = Action::Ec2Reboot(Instance { instance: "i-0123456789abcdef0".to_owned() });
        let ecs = EcsService { cluster: "prod".to_owned(), service: "checkout".to_owned() };
        let ec2 = outside.prepare(&ec2).await.unwrap_err();
        let ecs = outside.prepare(&Action::EcsRedeploy(ecs)).await.unwrap_err();
        assert!(ec2.is_final() && ecs.is_final(), "{ec2:?} {ecs:?}");
        [ec2.kind().to_owned(), ecs.kind().to_owned()]
    };
    assert_eq!(kinds(&secret).await, ["InvalidInstanceID.NotFound", "ClusterNotFoundException"]);
    // Of the latter moto tells the code in XML, where JSON is spoken.
    assert_eq!(kinds("another").await, ["AuthFailure", "403"]);
}

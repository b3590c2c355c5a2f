use std::collections::BTreeMap;

use aws_sdk_elasticloadbalancingv2::{
    Client,
    types::{
        Action as ListenerAction, ActionTypeEnum, FixedResponseActionConfig, ForwardActionConfig,
        ProtocolEnum, TargetDescription, TargetGroupTuple,
    },
};
use muster_workflows::{
    contract::healing::Settled,
    domain::{Action, ListenerWeights},
};

use super::{Outside, refusal_of};
use crate::moto::{ec2, instance, moto, text};

/// A load balancer's listener, and the target groups `blue` and `green`, of which each has an instance.
struct Balancer {
    client: Client,
    listener: String,
    blue: String,
    green: String,
}

impl Balancer {
    /// The listener gives them these weights.
    async fn start(name: &str, weights: Option<(i32, i32)>) -> Self {
        let sdk = moto().await.sdk().await;
        let client = Client::new(&sdk);
        let vpc = text(&ec2("CreateVpc", &[("CidrBlock", "10.0.0.0/16")]).await, "vpcId");
        let mut subnets = Vec::new();
        for (zone, block) in [("eu-west-1a", "10.0.1.0/24"), ("eu-west-1b", "10.0.2.0/24")] {
            let subnet = [("VpcId", vpc.as_str()), ("CidrBlock", block), ("AvailabilityZone", zone)];
            subnets.push(text(&ec2("CreateSubnet", &subnet).await, "subnetId"));
        }
        let balancer = client.create_load_balancer().name(name).set_subnets(Some(subnets));
        let balancer = balancer.send().await.unwrap();
        let balancer = balancer.load_balancers()[0].load_balancer_arn().unwrap();
        let (blue, green) =
            (group(&client, name, "blue", &vpc).await, group(&client, name, "green", &vpc).await);
        let action = weights.map_or_else(answered, |(to_blue, to_green)| {
            forwarded(&[(blue.as_str(), to_blue), (green.as_str(), to_green)])
        });
        let listener = client.create_listener().load_balancer_arn(balancer).protocol(ProtocolEnum::Http);
        let listener = listener.port(80).default_actions(action).send().await.unwrap();
        let listener = listener.listeners()[0].listener_arn().unwrap().to_owned();
        Self { client, listener, blue, green }
    }

    fn switch(&self, to_blue: u16, to_green: u16) -> Action {
        self.weigh([(self.blue.clone(), to_blue), (self.green.clone(), to_green)])
    }

    fn weigh(&self, weights: impl IntoIterator<Item = (String, u16)>) -> Action {
        let weights = weights.into_iter().collect();
        Action::ElbWeights(ListenerWeights { listener: self.listener.clone(), weights })
    }

    /// The weights that the listener has.
    async fn held(&self) -> BTreeMap<String, i32> {
        let found = self.client.describe_listeners().listener_arns(&self.listener).send().await.unwrap();
        let action = &found.listeners()[0].default_actions()[0];
        let groups = action.forward_config().unwrap().target_groups().iter();
        groups.map(|one| (one.target_group_arn().unwrap().to_owned(), one.weight().unwrap())).collect()
    }
}

/// That the groups of a load balancer of this name are switched.
pub(super) async fn any(name: &str) -> Action {
    Balancer::start(name, Some((100, 0))).await.switch(0, 100)
}

/// A group with an instance that is up.
async fn group(client: &Client, of: &str, name: &str, vpc: &str) -> String {
    let group = client.create_target_group().name(format!("{of}-{name}")).vpc_id(vpc);
    let group = group.protocol(ProtocolEnum::Http).port(80).send().await.unwrap();
    let group = group.target_groups()[0].target_group_arn().unwrap().to_owned();
    let target = TargetDescription::builder().id(instance().await).port(80).build();
    client.register_targets().target_group_arn(&group).targets(target).send().await.unwrap();
    group
}

fn forwarded(weights: &[(&str, i32)]) -> ListenerAction {
    let group = |(arn, weight): &(&str, i32)| {
        TargetGroupTuple::builder().target_group_arn(*arn).weight(*weight).build()
    };
    let forward = ForwardActionConfig::builder().set_target_groups(Some(weights.iter().map(group).collect()));
    ListenerAction::builder().r#type(ActionTypeEnum::Forward).forward_config(forward.build()).build()
}

fn answered() -> ListenerAction {
    let answer = FixedResponseActionConfig::builder().status_code("503").build();
    ListenerAction::builder().r#type(ActionTypeEnum::FixedResponse).fixed_response_config(answer).build()
}

#[tokio::test]
async fn groups_are_switched_once_and_back() {
    let outside = Outside::moto().await;
    let balancer = Balancer::start("switched", Some((100, 0))).await;
    let act = outside.prepared(balancer.switch(0, 100)).await;
    assert_eq!(act.prepared.will, "switched-blue 100 → 0, switched-green 0 → 100");
    let undo = act.prepared.undo.clone().unwrap();
    assert_eq!(undo, balancer.switch(100, 0));

    outside.act(&act).await.unwrap();
    outside.act(&act).await.unwrap();
    let done = "switched-blue 0, switched-green 100";
    assert_eq!(outside.settle(&act).await.unwrap(), Settled::Done(done.to_owned()));
    let held = balancer.held().await;
    assert_eq!((held[&balancer.blue], held[&balancer.green]), (0, 100));

    outside.act(&outside.prepared(undo).await).await.unwrap();
    let held = balancer.held().await;
    assert_eq!((held[&balancer.blue], held[&balancer.green]), (100, 0));
}

#[tokio::test]
async fn groups_that_are_not_named_keep_their_weight() {
    let outside = Outside::moto().await;
    let balancer = Balancer::start("kept", Some((10, 20))).await;
    let act = outside.prepared(balancer.weigh([(balancer.blue.clone(), 0)])).await;
    outside.act(&act).await.unwrap();
    let held = balancer.held().await;
    assert_eq!((held[&balancer.blue], held[&balancer.green]), (0, 20));
}

#[tokio::test]
async fn what_somebody_else_has_changed_since_is_left_alone() {
    let outside = Outside::moto().await;
    let balancer = Balancer::start("changed", Some((100, 0))).await;
    let act = outside.prepared(balancer.switch(0, 100)).await;
    let other = forwarded(&[(&balancer.blue, 50), (&balancer.green, 50)]);
    let modified = balancer.client.modify_listener().listener_arn(&balancer.listener).default_actions(other);
    modified.send().await.unwrap();
    let failed = outside.act(&act).await.unwrap_err();
    insta::assert_snapshot!(refusal_of(&failed, "-"), @"changed_meanwhile: AWS: somebody else has changed the weights meanwhile: changed<id>blue 50, changed<id>green 50. Look before you go on.");
    assert_eq!(balancer.held().await[&balancer.blue], 50);
}

/// A load balancer would send everything to where nobody answers.
#[tokio::test]
async fn a_group_in_which_nobody_answers_gets_nothing() {
    let outside = Outside::moto().await;
    let balancer = Balancer::start("unhealthy", Some((100, 0))).await;
    let health = balancer.client.describe_target_health().target_group_arn(&balancer.green);
    let health = health.send().await.unwrap();
    let id = health.target_health_descriptions()[0].target().unwrap().id().unwrap();
    let target = TargetDescription::builder().id(id).port(80).build();
    let deregistered = balancer.client.deregister_targets().target_group_arn(&balancer.green).targets(target);
    deregistered.send().await.unwrap();
    let failed = outside.prepare(&balancer.switch(0, 100)).await.unwrap_err();
    insta::assert_snapshot!(refusal_of(&failed, "-"), @"no_healthy_target: AWS: the target group unhealthy<id>green has no healthy target, so that nobody would answer there. See its targets in the console.");
    // One that loses what it has is not asked.
    outside
        .prepare(&balancer.weigh([(balancer.green.clone(), 0), (balancer.blue.clone(), 101)]))
        .await
        .unwrap();
}

#[tokio::test]
async fn listeners_and_groups_that_are_not_there_are_refused() {
    let outside = Outside::moto().await;
    let mut balancer = Balancer::start("refused", Some((100, 0))).await;
    let other = balancer.green.replace("refused-green", "refused-gren");
    let failed = outside.prepare(&balancer.weigh([(other, 100)])).await.unwrap_err();
    assert_eq!((failed.is_final(), failed.kind()), (true, "not_there"));
    assert!(failed.words().contains("has no arn:aws:elasticloadbalancing"), "{}", failed.words());
    let answering = Balancer::start("answering", None).await;
    let failed = outside.prepare(&answering.switch(0, 100)).await.unwrap_err();
    insta::assert_snapshot!(refusal_of(&failed, &answering.listener), @"not_forwarded: AWS: the listener <id> forwards to no target groups by default. Make it forward to those that the runbook names.");
    balancer.listener.push('0');
    let failed = outside.prepare(&balancer.switch(0, 100)).await.unwrap_err();
    insta::assert_snapshot!(refusal_of(&failed, &balancer.listener), @"ListenerNotFound: AWS: The specified listener does not exist (ListenerNotFound). See that the runbook names it rightly, and its region and role.");
}

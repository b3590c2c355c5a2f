use aws_sdk_elasticloadbalancingv2::{
    Client,
    types::{
        Action as ListenerAction, ActionTypeEnum, FixedResponseActionConfig, ForwardActionConfig,
        TargetDescription, TargetGroupTuple,
    },
};
use muster_sandbox::programs::Balancer;
use muster_workflows::{
    contract::healing::Settled,
    domain::runbook::{Action, ListenerWeights},
};

use super::{Outside, refusal_of};
use crate::moto::{moto, sdk};

/// One whose listener gives its groups these weights.
async fn with_weights(name: &str, weights: (u16, u16)) -> Balancer {
    moto().await.balancer(name, weights).await.unwrap()
}

/// The weights that it gives them.
async fn held(Balancer { listener, blue, green }: &Balancer) -> (u16, u16) {
    let held = moto().await.listener_weights(listener).await.unwrap();
    (held[blue], held[green])
}

fn switch(balancer: &Balancer, to_blue: u16, to_green: u16) -> Action {
    weigh(balancer, [(balancer.blue.clone(), to_blue), (balancer.green.clone(), to_green)])
}

fn weigh(balancer: &Balancer, weights: impl IntoIterator<Item = (String, u16)>) -> Action {
    let weights = weights.into_iter().collect();
    Action::ElbWeights(ListenerWeights { listener: balancer.listener.clone(), weights })
}

/// That the groups of a load balancer of this name are switched.
pub(super) async fn any(name: &str) -> Action {
    switch(&with_weights(name, (100, 0)).await, 0, 100)
}

async fn client() -> Client {
    Client::new(&sdk().await)
}

/// The listener does this from now on.
async fn set_action(balancer: &Balancer, action: ListenerAction) {
    let modified = client().await.modify_listener().listener_arn(&balancer.listener).default_actions(action);
    modified.send().await.unwrap();
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
    let balancer = with_weights("switched", (100, 0)).await;
    let act = outside.prepared(switch(&balancer, 0, 100)).await;
    assert_eq!(act.prepared.will, "switched-blue 100 → 0, switched-green 0 → 100");
    let undo = act.prepared.undo.clone().unwrap();
    assert_eq!(undo, switch(&balancer, 100, 0));

    outside.act(&act).await.unwrap();
    outside.act(&act).await.unwrap();
    let done = "switched-blue 0, switched-green 100";
    assert_eq!(outside.settle(&act).await.unwrap(), Settled::Done(done.to_owned()));
    assert_eq!(held(&balancer).await, (0, 100));

    outside.act(&outside.prepared(undo).await).await.unwrap();
    assert_eq!(held(&balancer).await, (100, 0));
}

#[tokio::test]
async fn groups_that_are_not_named_keep_their_weight() {
    let outside = Outside::moto().await;
    let balancer = with_weights("kept", (10, 20)).await;
    let act = outside.prepared(weigh(&balancer, [(balancer.blue.clone(), 0)])).await;
    outside.act(&act).await.unwrap();
    assert_eq!(held(&balancer).await, (0, 20));
}

#[tokio::test]
async fn what_somebody_else_has_changed_since_is_left_alone() {
    let outside = Outside::moto().await;
    let balancer = with_weights("changed", (100, 0)).await;
    let act = outside.prepared(switch(&balancer, 0, 100)).await;
    let other = forwarded(&[(&balancer.blue, 50), (&balancer.green, 50)]);
    set_action(&balancer, other).await;
    let failed = outside.act(&act).await.unwrap_err();
    insta::assert_snapshot!(refusal_of(&failed, "-"), @"changed_meanwhile: AWS: somebody else has changed the weights meanwhile: changed<id>blue 50, changed<id>green 50. Look before you go on.");
    assert_eq!(held(&balancer).await.0, 50);
}

/// A load balancer would send everything to where nobody answers.
#[tokio::test]
async fn a_group_in_which_nobody_answers_gets_nothing() {
    let outside = Outside::moto().await;
    let balancer = with_weights("unhealthy", (100, 0)).await;
    let client = client().await;
    let health = client.describe_target_health().target_group_arn(&balancer.green);
    let health = health.send().await.unwrap();
    let id = health.target_health_descriptions()[0].target().unwrap().id().unwrap();
    let target = TargetDescription::builder().id(id).port(80).build();
    let deregistered = client.deregister_targets().target_group_arn(&balancer.green).targets(target);
    deregistered.send().await.unwrap();
    let failed = outside.prepare(&switch(&balancer, 0, 100)).await.unwrap_err();
    insta::assert_snapshot!(refusal_of(&failed, "-"), @"no_healthy_target: AWS: the target group unhealthy<id>green has no healthy target, so that nobody would answer there. See its targets in the console.");
    // As it was before, it was no better.
    outside.prepare_to_take_back(&switch(&balancer, 100, 0), &switch(&balancer, 0, 100)).await.unwrap();
    // One that loses what it has is not asked.
    outside
        .prepare(&weigh(&balancer, [(balancer.green.clone(), 0), (balancer.blue.clone(), 101)]))
        .await
        .unwrap();
}

#[tokio::test]
async fn listeners_and_groups_that_are_not_there_are_refused() {
    let outside = Outside::moto().await;
    let mut balancer = with_weights("refused", (100, 0)).await;
    let other = balancer.green.replace("refused-green", "refused-gren");
    let failed = outside.prepare(&weigh(&balancer, [(other, 100)])).await.unwrap_err();
    assert_eq!((failed.is_final(), failed.kind()), (true, "not_there"));
    assert!(failed.words().contains("has no arn:aws:elasticloadbalancing"), "{}", failed.words());
    let answering = with_weights("answering", (100, 0)).await;
    set_action(&answering, answered()).await;
    let failed = outside.prepare(&switch(&answering, 0, 100)).await.unwrap_err();
    insta::assert_snapshot!(refusal_of(&failed, &answering.listener), @"not_forwarded: AWS: the listener <id> forwards to no target groups by default. Make it forward to those that the runbook names.");
    balancer.listener.push('0');
    let failed = outside.prepare(&switch(&balancer, 0, 100)).await.unwrap_err();
    insta::assert_snapshot!(refusal_of(&failed, &balancer.listener), @"ListenerNotFound: AWS: The specified listener does not exist (ListenerNotFound). See that the runbook names it rightly, and its region and role.");
}

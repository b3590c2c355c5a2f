//! Gives the target groups of a load balancer's listener other weights. The weights themselves show that it was done.

use std::collections::BTreeMap;

use aws_sdk_elasticloadbalancingv2::{
    Client,
    types::{Action as ListenerAction, TargetGroupTuple, TargetHealthStateEnum},
};
use muster_workflows::{
    contract::{
        System,
        healing::{Act, Prepared, Settled},
    },
    domain::runbook::{Action, Aws, ListenerWeights, target_group_name},
};

use super::{
    AwsClients, failure,
    settling::settled,
    weights::{self, Now},
};
use crate::failure::Failure;

/// The weight of a group for which none is given.
const UNTOLD: i32 = 1;

/// Finds the groups and their weights, and somebody to answer in each that gets more; where it gets that back, nobody need be
/// there.
pub(super) async fn prepare(
    clients: &AwsClients,
    aws: &Aws,
    input: &ListenerWeights,
    takes_back: Option<&Action>,
) -> Result<Prepared, Failure> {
    let client = clients.load_balancing(aws).await;
    let before = present(&actions(&client, input).await?, input)?;
    let made = match takes_back {
        Some(Action::ElbWeights(made)) if made.listener == input.listener => Some(&made.weights),
        _ => None,
    };
    weights::check_untouched(&before, &input.weights, made)?;
    for (group, weight) in &input.weights {
        if takes_back.is_none() && before.get(group).is_some_and(|before| before < weight) {
            check_answers(&client, group).await?;
        }
    }
    let undo = ListenerWeights { weights: before.clone(), ..input.clone() };
    Ok(Prepared {
        will: weights::change(&before, &input.weights),
        mark: Some(weights::mark(&before)?),
        undo: Some(Action::ElbWeights(undo)),
    })
}

/// Fails for good where nobody in a group would answer: a load balancer asks all the same.
async fn check_answers(client: &Client, group: &str) -> Result<(), Failure> {
    let health = client.describe_target_health().target_group_arn(group).send().await;
    let health = health.map_err(|error| failure::of(&error))?;
    let answers = |state: &TargetHealthStateEnum| {
        // Of a Lambda function nobody checks how it is, unless told to.
        matches!(state, TargetHealthStateEnum::Healthy | TargetHealthStateEnum::Unavailable)
    };
    let states =
        health.target_health_descriptions().iter().filter_map(|target| target.target_health()?.state());
    if states.into_iter().any(answers) {
        return Ok(());
    }
    let words = format!(
        "the target group {} has no healthy target, so that nobody would answer there. See its targets in the console.",
        target_group_name(group)
    );
    Err(Failure::refused(System::Aws, "no_healthy_target", words))
}

/// Changes the weights, all at once, where they are as they were found.
pub(super) async fn act(
    clients: &AwsClients,
    aws: &Aws,
    input: &ListenerWeights,
    asked: &Act,
) -> Result<(), Failure> {
    let client = clients.load_balancing(aws).await;
    let actions = actions(&client, input).await?;
    if weights::now(&present(&actions, input)?, &input.weights, asked)? == Now::AsWanted {
        return Ok(());
    }
    let changed = actions.into_iter().map(|action| with_weights(action, input)).collect();
    let modify = client.modify_listener().listener_arn(&input.listener).set_default_actions(Some(changed));
    modify.send().await.map(drop).map_err(|error| failure::of(&error))
}

/// An action of the listener as it has to be written: what is written takes its place whole.
fn with_weights(mut action: ListenerAction, input: &ListenerWeights) -> ListenerAction {
    for group in
        action.forward_config.iter_mut().flat_map(|forward| forward.target_groups.iter_mut().flatten())
    {
        let wanted = group.target_group_arn().and_then(|arn| input.weights.get(arn));
        group.weight = wanted.map(|weight| i32::from(*weight)).or(group.weight);
    }
    if action.forward_config.is_some() {
        // It says the same again, and AWS takes it for one group only.
        action.target_group_arn = None;
    }
    if let Some(oidc) = &mut action.authenticate_oidc_config {
        // AWS does not tell the secret, and keeps it only where told to.
        oidc.use_existing_client_secret = Some(true);
    }
    action
}

/// Waits until the weights are as wanted.
pub(super) async fn settle(
    clients: &AwsClients,
    aws: &Aws,
    input: &ListenerWeights,
    asked: &Act,
) -> Result<Settled, Failure> {
    let client = &clients.load_balancing(aws).await;
    settled(|| async move {
        let present = present(&actions(client, input).await?, input)?;
        Ok(weights::seen(&weights::now(&present, &input.weights, asked)?, &input.weights))
    })
    .await
}

/// What the listener does by default.
async fn actions(client: &Client, input: &ListenerWeights) -> Result<Vec<ListenerAction>, Failure> {
    let found = client.describe_listeners().listener_arns(&input.listener).send().await;
    let found = found.map_err(|error| failure::of(&error))?;
    let listener = found.listeners.into_iter().flatten().next();
    let listener = listener.ok_or_else(|| Failure::unexpected(System::Aws, "no listener in the answer"))?;
    Ok(listener.default_actions.into_iter().flatten().collect())
}

/// The weights of the groups that are to get others.
fn present(actions: &[ListenerAction], input: &ListenerWeights) -> Result<BTreeMap<String, u16>, Failure> {
    let forwards = actions.iter().filter_map(|action| action.forward_config());
    let there: BTreeMap<_, _> =
        forwards.flat_map(|forward| forward.target_groups()).filter_map(weight).collect();
    if there.is_empty() {
        let words = format!(
            "the listener {} forwards to no target groups by default. Make it forward to those that the runbook names.",
            input.listener
        );
        return Err(Failure::refused(System::Aws, "not_forwarded", words));
    }
    weights::of_those(&there, &input.weights, &format!("the listener {}", input.listener))
}

fn weight(group: &TargetGroupTuple) -> Option<(String, u16)> {
    Some((group.target_group_arn()?.to_owned(), group.weight().unwrap_or(UNTOLD).try_into().ok()?))
}

//! What it does.

use std::collections::BTreeMap;

use super::{DAY, SECOND};
use crate::domain::{
    problem::Place,
    runbook::{
        Action, EcsService, Instance, ListenerWeights, PlannedAction, RecordWeights, RedisFlush, Webhook,
    },
    text,
};

pub(super) fn check(PlannedAction { action, says, undo, within }: &PlannedAction, place: &mut Place<'_>) {
    if let Some(says) = says {
        place.below("says").check_text(says, &text::CHOICE);
    }
    check_action(action, &mut place.below(action.key()));
    if let Some(undo) = undo {
        check_action(undo, &mut place.below("undo").below(undo.key()));
    }
    place.below("within").check_period(*within, SECOND, DAY);
}

fn check_action(action: &Action, place: &mut Place<'_>) {
    match action {
        Action::Ec2Reboot(Instance { instance })
        | Action::Ec2StopStart(Instance { instance })
        | Action::Ec2Replace(Instance { instance }) => {
            place.below("instance").check_text(instance, &text::EC2_INSTANCE);
        }
        Action::EcsRedeploy(EcsService { cluster, service }) => {
            place.below("cluster").check_text(cluster, &text::NAME);
            place.below("service").check_text(service, &text::NAME);
        }
        Action::RedisFlush(flush) => check_flush(flush, place),
        Action::Route53Weights(RecordWeights { zone, name, weights, .. }) => {
            place.below("zone").check_text(zone, &text::HOSTED_ZONE);
            place.below("name").check_text(name, &text::NAME);
            check_weights(weights, &mut place.below("weights"));
        }
        Action::ElbWeights(ListenerWeights { listener, weights }) => {
            place.below("listener").check_text(listener, &text::LISTENER);
            check_weights(weights, &mut place.below("weights"));
            for group in weights.keys() {
                place.below("weights").below(group.as_str()).check_text(group, &text::TARGET_GROUP);
            }
            for (group, weight) in weights.iter().filter(|(_, weight)| **weight > 999) {
                place
                    .below("weights")
                    .below(group.as_str())
                    .say(format!("{weight} is no weight"), "write 0 to 999");
            }
        }
        Action::Webhook(Webhook { url, .. }) => place.below("url").check_text(url, &text::URL),
    }
}

fn check_flush(RedisFlush { server, keys, everything }: &RedisFlush, place: &mut Place<'_>) {
    place.below("server").check_text(server, &text::ID);
    match keys.as_deref() {
        None if !everything => {
            place.say("it is not said which keys", "write keys = \"session:*\", or everything = true")
        }
        Some(_) if *everything => {
            place.below("keys").say("it says everything beside it", "take one of them out")
        }
        Some(keys) if keys.chars().all(|c| c == '*' || c.is_whitespace()) => {
            place
                .below("keys")
                .say("these are all keys", "write a pattern such as \"session:*\", or everything = true");
        }
        _ => {}
    }
}

/// To somewhere everything goes.
fn check_weights<N: Copy + Into<u32>>(weights: &BTreeMap<String, N>, place: &mut Place<'_>) {
    if weights.values().all(|weight| (*weight).into() == 0) {
        place.say("nothing would get any traffic", "write a weight above 0");
    }
}

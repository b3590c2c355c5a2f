use futures::future::join_all;
use muster_workflows::contract::healing::Settled;

use super::{Outside, auto_scaling, ec2, ecs, elb, route53};

/// Side by side, because it is believed only after a while.
#[tokio::test]
async fn nothing_has_begun_before_it_is_asked_for() {
    let outside = Outside::moto().await;
    let mut acts = Vec::new();
    for action in [
        ec2::any().await,
        auto_scaling::any("not-begun").await,
        ecs::any("not-begun").await,
        elb::any("not-begun").await,
        route53::any("not-begun.example").await,
    ] {
        acts.push(outside.prepared(action).await);
    }
    acts.push(ec2::any_that_has_stopped(&outside).await);
    for (act, settled) in acts.iter().zip(join_all(acts.iter().map(|act| outside.settle(act))).await) {
        let is_half_done = act == acts.last().unwrap();
        let expected = if is_half_done { Settled::HalfDone } else { Settled::NotBegun };
        assert_eq!(settled.unwrap(), expected, "{}", act.action);
    }
}

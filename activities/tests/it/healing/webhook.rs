use std::time::Duration;

use muster_activities::{Healer, http_client_builder};
use muster_sandbox::{Fault, System};

use crate::{samples, world::World};

/// Whoever heals something by it may take longer than other calls may.
#[tokio::test]
async fn a_webhook_has_as_long_to_answer_as_its_attempt() {
    let mut world = World::start().await;
    world.http = http_client_builder().timeout(Duration::from_millis(50)).build().unwrap();
    world.fail_once(System::Services, "restart", Fault::DelayMs(200));
    let act = samples::webhook(&format!("{}/services/hooks/restart", world.sandbox.url()));
    world.run(Healer::act, act).await.unwrap();
}

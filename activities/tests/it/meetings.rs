use muster_activities::Zoom;
use muster_sandbox::{Fault, System};
use muster_workflows::contract::meeting::{CreateMeeting, EndMeeting};
use serde_json::Value;

use crate::{samples::reference, world::World};

fn create(hosts: &[&str]) -> CreateMeeting {
    CreateMeeting {
        reference: reference(),
        topic: format!("{} Checkout is down", reference()),
        hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
    }
}

fn meetings(world: &World) -> Vec<Value> {
    world.sandbox.dump()["zoom"]["meetings"].as_array().unwrap().clone()
}

const HOSTS: [&str; 2] = ["zoom1@example.test", "zoom2@example.test"];

#[tokio::test]
async fn everybody_can_join_a_meeting_before_its_host() {
    let world = World::start().await;
    let meeting = world.run(Zoom::create, create(&HOSTS)).await.unwrap();
    let held = meetings(&world);
    assert_eq!(held[0]["join_url"], meeting.join_url);
    assert_eq!(held[0]["settings"]["join_before_host"], true);
    assert_eq!(held[0]["settings"]["waiting_room"], false);
}

#[tokio::test]
async fn the_least_busy_host_is_taken() {
    let world = World::start().await;
    world.run(Zoom::create, create(&HOSTS)).await.unwrap();
    let other = CreateMeeting {
        reference: "INC-ABCDEF".parse().unwrap(),
        topic: "INC-ABCDEF".to_owned(),
        ..create(&HOSTS)
    };
    world.run(Zoom::create, other).await.unwrap();
    let mut hosts: Vec<_> =
        meetings(&world).iter().map(|one| one["host"].as_str().unwrap().to_owned()).collect();
    hosts.sort();
    assert_eq!(hosts, HOSTS);
}

#[tokio::test]
async fn a_host_whom_zoom_does_not_know_is_passed_over() {
    let world = World::start().await;
    world.run(Zoom::create, create(&["gone@example.test", HOSTS[1]])).await.unwrap();
    assert_eq!(meetings(&world)[0]["host"], HOSTS[1]);
    let world = World::start().await;
    let failed = world.run(Zoom::create, create(&["gone@example.test"])).await.unwrap_err();
    assert!(failed.is_final());
    assert_eq!(
        (failed.kind(), failed.words().as_str()),
        ("1001", "Zoom: User does not exist: gone@example.test.")
    );
}

#[tokio::test]
async fn a_host_whose_day_is_used_up_is_passed_over() {
    let world = World::start().await;
    world.fail_once(System::Zoom, "meetingCreate", Fault::RateLimited(3600));
    world.run(Zoom::create, create(&HOSTS)).await.unwrap();
    assert_eq!(meetings(&world)[0]["host"], HOSTS[1]);
    let world = World::start().await;
    world.fail(System::Zoom, "meetingCreate", Fault::RateLimited(3600));
    let failed = world.run(Zoom::create, create(&HOSTS)).await.unwrap_err();
    assert!(!failed.is_final());
    assert_eq!(failed.0.next_retry_delay().map(|delay| delay.as_secs()), Some(3600));
}

#[tokio::test]
async fn a_token_that_is_not_taken_is_renewed_once() {
    let world = World::start().await;
    world.fail_once(System::Zoom, "meetings", Fault::Error("124".to_owned()));
    world.run(Zoom::create, create(&HOSTS)).await.unwrap();
    let world = World::start().await;
    world.fail(System::Zoom, "meetings", Fault::Error("124".to_owned()));
    let failed = world.run(Zoom::create, create(&HOSTS)).await.unwrap_err();
    assert!(failed.is_final());
    assert_eq!(failed.kind(), "124");
}

#[tokio::test]
async fn a_meeting_that_is_gone_is_ended() {
    let world = World::start().await;
    world.run(Zoom::end, EndMeeting { id: 1 }).await.unwrap();
}

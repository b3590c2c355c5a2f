//! A starter in each region, both connected to Slack by Socket Mode.

use muster_sandbox::Options;
use muster_tests::{TwoRegions, until};
use muster_workflows::domain::{DeclarationId, Status};
use serde_json::{Value, json};

async fn connected(muster: &TwoRegions, sockets: usize) {
    let are_open = async || (muster.sandbox.sockets().ids().len() == sockets).then_some(());
    until(&format!("{sockets} sockets are open"), are_open).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_two_starters_receive_is_one_incident_and_either_goes_on_alone() {
    let mut muster = TwoRegions::start(Options::default()).await;
    muster.starter.kill().await;
    let mut in_west = muster.another_starter("starter-in-west", "west,east").by_socket();
    in_west.start().await;
    connected(&muster, 2).await;
    let mut in_east = muster.another_starter("starter-in-east", "east,west").by_socket();
    in_east.start().await;
    connected(&muster, 4).await;

    // Slack takes the sockets in turn: the form is opened by the first, which is west's, and submitted twice, by the
    // second, west's too, and by the third, which is east's.
    let form = muster.people().open("ada", "/incident").await.unwrap();
    let id: DeclarationId = form.parse().unwrap();
    let values = json!({"title": "Checkout is down", "severity": "1"});
    let submit = || muster.people().act("submit", json!({"as": "ada", "view_id": form, "values": values}));
    let (first, second) = tokio::join!(submit(), submit());
    let title = |shown: Value| shown["view"]["title"]["text"].clone();
    assert_eq!([title(first.unwrap()), title(second.unwrap())], ["Declared", "Declared"]);
    until("one region finds that the incident is the other's", async || {
        let (west, east) = (muster.west.report(&id).await?, muster.east.report(&id).await?);
        let statuses = [west.status, east.status];
        (statuses.contains(&Status::Superseded) && statuses.contains(&Status::Prompted)).then_some(())
    })
    .await;
    let prompts = muster.people().read(&id, "prompt");
    assert_eq!(prompts.len(), 1);

    in_west.kill().await;
    connected(&muster, 2).await;
    muster.people().press("grace", "incidents", &prompts[0].ts, "confirm").await.unwrap();
    until("it is announced", async || muster.people().read(&id, "announcement").pop()).await;
    assert_eq!(muster.people().read(&id, "announcement").len(), 1);
    assert_eq!(muster.outside().incident_channels().len(), 1);
}

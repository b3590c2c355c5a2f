use muster_activities::Slack;
use muster_sandbox::{Fault, System, faults::When};
use muster_workflows::{contract::chat::Bookmark, domain::Link};

use crate::world::World;

#[tokio::test]
async fn each_link_is_added_once() {
    let world = World::start().await;
    let link = |name: &str| Link { name: name.to_owned(), url: format!("https://example.test/{name}") };
    let add = |links: &[&str]| Bookmark {
        channel: "C0INCIDENTS".to_owned(),
        links: links.iter().map(|name| link(name)).collect(),
    };
    world.fail_once(System::Slack, "bookmarks.add", Fault::Drop(When::After));
    assert!(!world.run(Slack::bookmark, add(&["meeting"])).await.unwrap_err().is_final());
    world.run_durably(Slack::bookmark, add(&["meeting"])).await.unwrap();
    world.run(Slack::bookmark, add(&["meeting", "issue"])).await.unwrap();
    let bookmarks = world.channel("incidents")["bookmarks"].clone();
    let titles: Vec<_> =
        bookmarks.as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["meeting", "issue"]);
}

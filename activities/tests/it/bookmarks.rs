use muster_activities::Slack;
use muster_workflows::{contract::chat::Bookmark, domain::Link};

use crate::world::World;

#[tokio::test]
async fn links_are_added_behind_those_that_are_there() {
    let world = World::start().await;
    let link = |name: &str| Link { name: name.to_owned(), url: format!("https://example.test/{name}") };
    let add = |links: &[&str]| Bookmark {
        channel: "C0INCIDENTS".to_owned(),
        links: links.iter().map(|name| link(name)).collect(),
    };
    world.run(Slack::bookmark, add(&["meeting"])).await.unwrap();
    world.run(Slack::bookmark, add(&["meeting", "issue"])).await.unwrap();
    let bookmarks = world.channel("incidents")["bookmarks"].clone();
    let titles: Vec<_> =
        bookmarks.as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["meeting", "issue"]);
}

use muster_activities::Records;
use muster_store::{Address, open};
use muster_workflows::domain::{
    Status,
    record::{Details, Imported, Kept},
};
use serde_json::json;

use crate::world::World;

fn kept(title: &str, version: i64) -> Kept {
    let line = json!({"id": "V0SAMPLE", "reference": "INC-K7F3QD", "title": title, "severity": 1});
    let mut record = serde_json::from_value::<Imported>(line).unwrap().into_record().unwrap();
    record.status = Status::Active;
    Kept { record, details: Some(Details::default()), version }
}

#[tokio::test]
async fn it_is_kept_once_and_a_late_attempt_changes_nothing() {
    let world = World::start().await;
    let (earlier, later) = (kept("Checkout", 1), kept("Checkout is down", 2));
    for keep in [&earlier, &earlier, &later, &earlier] {
        world.run(Records::keep, keep.clone()).await.unwrap();
    }
    let store = open(&world.config.store).await.unwrap();
    assert_eq!(store.scan().await.unwrap().len(), 1);
    assert_eq!(store.get(&later.record.id).await.unwrap(), Some(later));
}

/// The worker goes on, and does not have to be started again.
#[tokio::test]
async fn a_store_that_is_away_is_written_when_it_is_back() {
    let mut world = World::start().await;
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join("away");
    world.config.store = Address::Sqlite(folder.join("store.db"));
    let worker = world.worker::<Records>();
    let failed = crate::world::failed(worker.run(Records::keep, kept("Checkout", 1)).await.unwrap_err());
    assert!(!failed.is_final(), "{failed:?}");
    assert!(failed.words().starts_with("the store: the store cannot be used: "), "{}", failed.words());
    std::fs::create_dir(&folder).unwrap();
    worker.run(Records::keep, kept("Checkout", 1)).await.unwrap();
    let store = open(&world.config.store).await.unwrap();
    assert_eq!(store.scan().await.unwrap().len(), 1);
}

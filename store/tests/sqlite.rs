//! A store is a store, whatever it is made of.

#![allow(clippy::unwrap_used, reason = "what a test cannot do without fails it")]

use std::sync::Arc;

use muster_store::{Address, Kept, Store, create, open};
use muster_workflows::domain::{
    Event, Impact, Severity, Status, Timeline, Title,
    record::{Counts, Details, Record, Times},
};
use tempfile::TempDir;

fn kept(id: &str, title: &str, version: i64) -> Kept {
    let record = Record {
        id: id.parse().unwrap(),
        reference: format!("INC-{id}"),
        title: Title::new(title).unwrap(),
        severity: Severity::MAJOR,
        services: vec!["checkout".to_owned()],
        origin: Some("internal".to_owned()),
        status: Status::Resolved,
        drill: false,
        private: true,
        channel: Some("C1".to_owned()),
        impact: Impact { started_at: "2026-11-10T12:00:00.123456789Z".parse().ok(), ended_at: None },
        times: Times { declared_at: "2026-11-10T12:05:00Z".parse().ok(), ..Times::default() },
        counts: Counts { messages: 12, people: 3, reminders: 1 },
        failed: Vec::new(),
    };
    let mut timeline = Timeline::default();
    timeline.record(record.times.declared_at.unwrap(), Event::Expired);
    Kept { record, details: Some(Details { timeline, ..Details::default() }), version }
}

async fn store(folder: &TempDir) -> Arc<dyn Store> {
    create(&Address::Sqlite(folder.path().join("store.db"))).await.unwrap()
}

#[tokio::test]
async fn what_is_put_is_there_whole_also_when_it_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let one = kept("1", "One \u{1F525} with 'quotes' and \"more\"", 1);
    store(&folder).await.put(std::slice::from_ref(&one)).await.unwrap();
    let store = store(&folder).await;
    assert_eq!(store.get(&one.record.id).await.unwrap(), Some(one));
    assert_eq!(store.get(&"2".parse().unwrap()).await.unwrap(), None);
}

#[tokio::test]
async fn of_two_versions_the_later_stays_whichever_comes_last() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder).await;
    let (old, new) = (kept("1", "old", 1), kept("1", "new", 2));
    for order in [[&old, &new, &old], [&new, &old, &new]] {
        for kept in order {
            store.put(std::slice::from_ref(kept)).await.unwrap();
        }
        assert_eq!(store.get(&new.record.id).await.unwrap(), Some(new.clone()));
    }
    let again = kept("1", "written again", 2);
    store.put(std::slice::from_ref(&again)).await.unwrap();
    let all = store.scan().await.unwrap();
    assert_eq!(
        all.into_values().collect::<Vec<_>>(),
        [Kept { details: None, ..again }],
        "the same version is written over, and there once"
    );
}

/// A worker, a starter and shells begin at once, and write at once.
#[tokio::test(flavor = "multi_thread")]
async fn several_have_it_open() {
    let folder = tempfile::tempdir().unwrap();
    let writers = (0..8).map(|writer| {
        let address = Address::Sqlite(folder.path().join("store.db"));
        tokio::spawn(async move {
            let store = create(&address).await.unwrap();
            for n in 0..10 {
                store.put(&[kept(&format!("{writer}-{n}"), "t", 1)]).await.unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    assert_eq!(store(&folder).await.scan().await.unwrap().len(), 80);
}

#[tokio::test]
async fn what_cannot_be_opened_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let missing = Address::Sqlite(folder.path().join("store.db"));
    let error = open(&missing).await.err().unwrap().to_string();
    assert!(error.starts_with("there is no store at sqlite://"), "{error}");
    let there_is_no_such_folder = Address::Sqlite(folder.path().join("none/store.db"));
    let error = create(&there_is_no_such_folder).await.err().unwrap().to_string();
    assert!(error.starts_with("the store cannot be used: "), "{error}");
    std::fs::write(folder.path().join("text.db"), "this is no database, and long enough to be seen as none")
        .unwrap();
    let error = open(&Address::Sqlite(folder.path().join("text.db"))).await.err().unwrap().to_string();
    assert!(error.contains("file is not a database"), "{error}");
}

#[tokio::test]
async fn one_of_a_later_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    drop(store(&folder).await);
    let file = folder.path().join("store.db");
    let database = sqlx::SqlitePool::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    let later = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 VALUES (9999, 'later', TRUE, x'00', 0)";
    sqlx::query(later).execute(&database).await.unwrap();
    let error = open(&Address::Sqlite(file)).await.err().unwrap().to_string();
    assert!(error.starts_with("the store cannot be brought up to date: "), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_reads_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    drop(store(&folder).await);
    let mode = std::fs::metadata(folder.path().join("store.db")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}

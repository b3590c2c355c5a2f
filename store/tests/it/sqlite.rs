//! What only a file has.

use muster_store::{Address, create, open};

use crate::world::Place;

#[tokio::test]
async fn what_cannot_be_opened_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let there_is_no_such_folder = Address::Sqlite(folder.path().join("none/store.db"));
    let error = create(&there_is_no_such_folder).await.err().unwrap().to_string();
    assert!(error.starts_with("the store cannot be used: "), "{error}");
    std::fs::write(folder.path().join("text.db"), "this is no database, and long enough to be seen as none")
        .unwrap();
    let error = open(&Address::Sqlite(folder.path().join("text.db"))).await.err().unwrap().to_string();
    assert!(error.contains("file is not a database"), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_reads_it() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::sqlite().await;
    drop(place.store().await);
    let Address::Sqlite(file) = &place.address else { unreachable!("it is a file") };
    let mode = std::fs::metadata(file).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "{mode:o}");
}

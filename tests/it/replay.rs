//! Histories of whole lives replay clean: running incidents move to new code.

use std::path::{Path, PathBuf};

use muster_tests::replay;

#[tokio::test(flavor = "multi_thread")]
async fn every_recorded_life_replays() {
    let histories = histories();
    assert!(histories.len() >= 10, "{histories:?}");
    for file in histories {
        let recorded = std::fs::read(&file).unwrap();
        replay(&recorded).await.unwrap_or_else(|failure| panic!("{}: {failure:?}", file.display()));
    }
}

/// The test above can fail: a life in which another activity came first is not what the code does.
#[tokio::test(flavor = "multi_thread")]
async fn another_order_of_steps_does_not_replay() {
    let file =
        histories().into_iter().find(|file| file.to_string_lossy().ends_with("-resolved.json")).unwrap();
    let recorded = std::fs::read_to_string(file).unwrap();
    let reordered = recorded.replace("transcript.attach", "chat.post");
    assert_ne!(recorded, reordered);
    replay(reordered.as_bytes()).await.unwrap_err();
}

fn histories() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("histories");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

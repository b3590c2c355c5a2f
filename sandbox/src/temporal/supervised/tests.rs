use std::path::PathBuf;

use rustix::process::test_kill_process;
use tempfile::TempDir;

use super::*;

/// A child with a child of its own, both of which would outlive any test.
struct Family {
    parent: Supervised,
    grandchild: Pid,
    folder: TempDir,
}

impl Family {
    async fn start(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        let script = format!("sleep 1000 & echo $! > started; mv started pid; {script}");
        command.args(["-c", &script]).current_dir(folder.path());
        let parent = Supervised::spawn("family", &command, Output::Inherit, Some(folder.path())).unwrap();
        let grandchild = appears(folder.path().join("pid")).await.trim().parse().unwrap();
        Self { parent, grandchild: Pid::from_raw(grandchild).unwrap(), folder }
    }

    async fn is_gone(grandchild: Pid) {
        until(|| test_kill_process(grandchild).is_err()).await;
    }
}

async fn appears(path: PathBuf) -> String {
    until(|| path.exists()).await;
    std::fs::read_to_string(path).unwrap()
}

async fn until(mut condition: impl FnMut() -> bool) {
    let waited = tokio::time::timeout(Duration::from_secs(10), async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    });
    waited.await.expect("within 10 s");
}

#[tokio::test]
async fn dropping_kills_all_that_was_started() {
    let family = Family::start("wait").await;
    let grandchild = family.grandchild;
    drop(family.parent);
    Family::is_gone(grandchild).await;
}

#[tokio::test]
async fn our_own_death_kills_all_that_was_started_and_clears_up() {
    let mut family = Family::start("wait").await;
    // What the system does with our end of the pipe when we die, whatever we die of.
    family.parent.lifeline = None;
    Family::is_gone(family.grandchild).await;
    let folder = family.folder.path().to_owned();
    until(|| !folder.exists()).await;
    assert!(!family.parent.wait().await.unwrap().success());
}

#[tokio::test]
async fn what_ends_when_asked_may_choose_how() {
    let family = Family::start("trap 'exit 7' TERM; touch ready; while :; do sleep 0.01; done").await;
    until(|| family.folder.path().join("ready").exists()).await;
    let status = family.parent.terminate(Duration::from_secs(10)).await.unwrap();
    assert_eq!(status.code(), Some(7));
    Family::is_gone(family.grandchild).await;
}

#[tokio::test]
async fn what_does_not_end_when_asked_is_killed() {
    let family = Family::start("trap '' TERM; touch ready; while :; do sleep 0.01; done").await;
    until(|| family.folder.path().join("ready").exists()).await;
    let status = family.parent.terminate(Duration::from_millis(50)).await.unwrap();
    assert_eq!(status.code(), None, "{status}");
    Family::is_gone(family.grandchild).await;
}

#[tokio::test]
async fn an_end_of_its_own_is_seen() {
    let mut command = Command::new("sh");
    command.args(["-c", "exit 3"]);
    let mut child = Supervised::spawn("short", &command, Output::Inherit, None).unwrap();
    assert_eq!(child.wait().await.unwrap().code(), Some(3));
    assert_eq!(child.exited().unwrap().unwrap().code(), Some(3));
    assert_eq!(child.terminate(Duration::ZERO).await.unwrap().code(), Some(3));
}

use muster_workflows::domain::{Person, Severity, Title};

use super::*;
use crate::said::{To, Word};

fn declaration(id: &str) -> Declaration {
    Declaration {
        id: id.parse().unwrap(),
        title: Title::new("Checkout <!channel> fails").unwrap(),
        severity: Severity::MAJOR,
        services: vec!["checkout".to_owned()],
        impact_started_at: None,
        by: Person::in_slack("U1", "Ada"),
        at: "2026-11-22T09:00:00Z".parse().unwrap(),
        team_id: None,
        confirmed: false,
        drill: false,
        private: false,
    }
}

fn confirm(id: &str) -> Said {
    let at = "2026-11-22T09:01:00Z".parse().unwrap();
    let said = Said::now(To::Id(id.parse().unwrap()), Person::in_slack("U1", "Ada"), Word::Confirm);
    Said { at, ..said.known_by(id) }
}

async fn with_two(file: &Path) -> Outbox {
    let outbox = Outbox::open(file).await.unwrap();
    outbox.save_declaration(declaration("V1"), crate::slack::example_plan()).await.unwrap();
    outbox.save_said(&confirm("V1"), &["east", "west"], false).await.unwrap();
    outbox
}

#[tokio::test]
async fn what_is_kept_is_there_after_a_restart_in_its_order() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("outbox.db");
    let before = with_two(&file).await;
    let kept = before.due().await.unwrap();
    before.database.close().await;

    let outbox = Outbox::open(&file).await.unwrap();
    assert_eq!(outbox.due().await.unwrap(), kept);
    let regions: Vec<_> = kept.iter().map(|due| due.region.as_str()).collect();
    assert_eq!(regions, [ANY, "east", "west"]);
    let declared = outbox.read(&kept[0]).await.unwrap();
    assert!(matches!(declared, Saved::Declared { declaration: kept, .. } if *kept == declaration("V1")));
    assert_eq!(outbox.read(&kept[2]).await.unwrap(), Saved::Said(Box::new(confirm("V1"))));
}

#[tokio::test]
async fn who_said_something_is_to_be_told_only_when_no_region_took_it() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = with_two(&folder.path().join("outbox.db")).await;
    outbox.save_said(&confirm("V1"), &["east", "west"], false).await.unwrap();
    outbox.save_said(&confirm("V1"), &["east"], true).await.unwrap();
    let due = outbox.due().await.unwrap();
    let taken = [true, true, false, false, false, false];
    let mut lost = Vec::new();
    for (due, is_taken) in due.iter().zip(taken) {
        lost.push(!is_taken && outbox.is_last_hope(due).await.unwrap());
        outbox.delivered(due, is_taken).await.unwrap();
    }
    assert_eq!(lost, [false, false, false, false, true, false]);
    assert_eq!(outbox.waiting().await.unwrap(), 0);
}

#[tokio::test]
async fn one_file_has_one_starter() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("outbox.db");
    let first = Outbox::open(&file).await.unwrap();
    let error = Outbox::open(&file).await.err().unwrap();
    assert!(error.to_string().contains("locked"), "{error}");
    assert_eq!(first.ready().await.unwrap(), 0);
}

/// With room for no page more SQLite answers as on a full disk.
async fn limit_to(pages: u32, outbox: &Outbox) {
    let limit = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
    sqlx::raw_sql(limit).execute(&outbox.database).await.unwrap();
}

#[tokio::test]
async fn what_is_kept_is_read_on_a_full_disk_and_what_comes_after_outlives_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("outbox.db");
    let mut outbox = with_two(&file).await;
    limit_to(1, &outbox).await;
    let mut kept = 3;
    let why = loop {
        let declaration = declaration(&format!("V9{kept}"));
        match outbox.save_declaration(declaration, crate::slack::example_plan()).await {
            Ok(()) => kept += 1,
            Err(why) => break why.to_string(),
        }
    };
    assert!(why.contains("full"), "{why}");
    let due = outbox.due().await.unwrap();
    assert_eq!(due.len(), kept);
    outbox.read(&due[0]).await.unwrap();

    limit_to(4_000, &outbox).await;
    outbox.most = 0;
    let why = outbox.save_said(&confirm("V1"), &["west"], true).await.unwrap_err();
    assert!(matches!(why, Unusable::Full(0)), "{why}");
    outbox.most = MOST;
    outbox.save_said(&confirm("V1"), &["west"], true).await.unwrap();
    // What is on the disk is all that is left when it is killed.
    let left = folder.path().join("left.db");
    for end in ["db", "db-wal"] {
        std::fs::copy(file.with_extension(end), left.with_extension(end)).unwrap();
    }
    assert_eq!(Outbox::open(&left).await.unwrap().due().await.unwrap().len(), kept + 1);
}

//! Weeks, and dying workers.

use std::time::Duration;

use muster_sandbox::{Fault, System};
use muster_tests::{Muster, Setup, WorkerProcess};
use muster_workflows::{
    domain::{Period, Status},
    visibility,
};

#[tokio::test(flavor = "multi_thread")]
async fn weeks_of_reminders_keep_history_bounded() {
    let muster = Muster::with_plan(|plan| {
        plan.work_hours = serde_json::from_value(serde_json::json!({
            "time_zone": "UTC", "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
            "from": "00:00", "to": "00:00", "holidays": [],
        }))
        .unwrap();
        plan.remind_after = Period::hours(2);
    })
    .await;
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    incident.pass(Duration::from_hours(14 * 24)).await;
    let sent = incident.report().await.reminders_sent;
    assert!((167..=168).contains(&sent), "two weeks of a reminder every two hours: {sent}");
    assert_eq!(incident.channel().reminders(), sent as usize, "each once, also across runs");
    let run = incident.workflow().describe(Default::default()).await.unwrap();
    assert!(run.history_length() < 1_100, "{} events in this run", run.history_length());
    assert_eq!(run.search_attributes().get(&visibility::STATUS).as_deref(), Some("active"));
    for key in [visibility::memo::TITLE, visibility::memo::CHANNEL_URL, visibility::memo::MEETING_URL] {
        assert!(run.memo().contains_key(key), "the next run's memo still has {key}");
    }

    incident.resolve("grace").await;
    assert_eq!(incident.end().await, Status::Resolved);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_killed_in_the_middle_of_open_is_continued_by_another() {
    let muster = Muster::with(Setup { without_worker: true, ..Setup::default() }).await;
    let mut doomed = WorkerProcess::start(&muster);
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    // It makes everything but the answers of Zoom and Jira reach it too late.
    muster.break_down(System::Zoom, "meetingCreate", Fault::DelayMs(2_000), Some(1));
    muster.break_down(System::Jira, "createIssue", Fault::DelayMs(2_000), Some(1));
    incident.press("grace", "confirm").await;
    muster_tests::until("channel, meeting and issue are made", async || {
        let outside = muster.outside();
        let made = [outside.incident_channels().len(), outside.meetings().len(), outside.issues().len()];
        (made == [1; 3]).then_some(())
    })
    .await;
    doomed.kill();

    let _next = WorkerProcess::start(&muster);
    incident
        .until("every step at open is done", |report| {
            report.status == Status::Active && report.steps.iter().all(|(_, outcome)| outcome.is_done())
        })
        .await;
    let outside = muster.outside();
    let made = [outside.incident_channels().len(), outside.meetings().len(), outside.issues().len()];
    assert_eq!(made, [1; 3]);
    assert_eq!(incident.in_public("announcement").len(), 1);
    assert_eq!(incident.channel().said("card").len(), 1);
}

//! What is kept of an incident when Temporal forgets it.

use std::time::Duration;

use muster_sandbox::{Fault, System};
use muster_store::{Address, Kept, open};
use muster_tests::{Incident, Muster, Setup, WorkerProcess, until};
use muster_workflows::{
    contract::chat::interaction::{IMPACT, REOPEN},
    domain::{Event, Impact, Period, Status, Step},
};
use serde_json::{Value, json};

use crate::endings::submit;

/// What is kept of it now, and nothing else is kept.
pub(crate) async fn kept(muster: &Muster, incident: &Incident<'_>) -> Option<Kept> {
    let store = open(&muster.store()).await.ok()?;
    assert!(store.scan().await.unwrap().keys().all(|id| *id == incident.id), "one incident, one record");
    store.get(&incident.id).await.unwrap()
}

/// Waits until what is kept of it is so.
async fn until_kept(
    muster: &Muster,
    incident: &Incident<'_>,
    what: &str,
    is_so: impl Fn(&Kept) -> bool,
) -> Kept {
    until(what, async || kept(muster, incident).await.filter(|kept| is_so(kept))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn it_tells_how_long_what_took_and_what_was_said_and_done() {
    let muster = Muster::with_plan(|plan| plan.reopen_within = Period::hours(24)).await;
    muster.break_down(System::Zoom, "meetingCreate", Fault::Status(400), None);
    let incident = muster.declare("ada", "Checkout is down", 1).await;
    incident.confirm("grace").await;
    let all_opened = |kept: &Kept| kept.details.as_ref().unwrap().steps.values().all(|one| one.is_settled());
    let active = until_kept(&muster, &incident, "what goes on is kept", all_opened).await;
    assert_eq!(active.record.status, Status::Active);
    assert_eq!(active.record.failed, [Step::Meeting]);
    assert_eq!(active.record.channel, Some(incident.channel().id));
    assert_eq!(active.record.felt().unwrap().to, jiff::Timestamp::MAX, "it is felt, and goes on");

    incident.say("ada", "The payment provider answers 503").await;
    incident.say("grace", "Failing over").await;
    incident.resolve("grace").await;
    incident.closed().await;
    let transcript = |kept: &Kept| kept.record.counts.messages > 0;
    let resolved = until_kept(&muster, &incident, "what was said is counted", transcript).await;
    let record = &resolved.record;
    assert_eq!((record.status, record.counts.messages, record.counts.people), (Status::Resolved, 2, 2));
    assert_eq!(record.origin.as_deref(), Some("internal"));
    let took = record.metrics();
    let times = [took.to_confirm, took.to_announce, took.to_respond, took.to_resolve];
    assert!(times.iter().all(Option::is_some), "{took:?}");
    assert!(times.is_sorted(), "in the order in which it happened: {took:?}");
    assert_eq!((took.to_declare, took.to_mitigate), (None, None), "nobody said when it was felt");
    let details = resolved.details.unwrap();
    assert_eq!(details.resolution.unwrap().by.name, "Grace Hopper");
    assert!(details.steps[&Step::Ticket].link().is_some());
    assert!(matches!(details.timeline.entries()[0].event, Event::Declared { .. }));

    // What is corrected afterwards counts.
    let now = jiff::Timestamp::now().as_second();
    let shown = incident.press_on_card("zoe", IMPACT).await;
    submit(&muster, "zoe", &shown, json!({"started": now - 3_600, "ended": now - 60})).await;
    let was_felt = |kept: &Kept| kept.record.impact != Impact::default();
    let corrected = until_kept(&muster, &incident, "the correction is kept", was_felt).await;
    assert_eq!(corrected.record.felt().unwrap().from.as_second(), now - 3_600);
    assert!(corrected.version > resolved.version);

    incident.press_on_card("zoe", REOPEN).await;
    let goes_on = |kept: &Kept| kept.record.status == Status::Active;
    until_kept(&muster, &incident, "it goes on, and that is kept", goes_on).await;
}

/// The worker dies while the store is being written: another writes what the first may or may not have.
#[tokio::test(flavor = "multi_thread")]
async fn killed_between_resolving_and_storing_it_is_stored_once() {
    let muster = Muster::with(Setup { without_worker: true, ..Setup::default() }).await;
    let mut worker = WorkerProcess::start(&muster);
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    until_kept(&muster, &incident, "it is kept", |kept| kept.record.status == Status::Active).await;
    idle(&incident).await;

    let Address::Sqlite(file) = muster.store() else { unreachable!("it is a file") };
    let database = sqlx::SqlitePool::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    let hold = database.begin_with("BEGIN IMMEDIATE").await.unwrap();
    incident.resolve("grace").await;
    until("it is being stored", async || storing(&incident).await.then_some(())).await;
    worker.kill();
    hold.rollback().await.unwrap();
    let before = kept(&muster, &incident).await.unwrap();
    assert_eq!(before.record.status, Status::Active, "it was not stored before");

    worker = WorkerProcess::start(&muster);
    assert_eq!(incident.end().await, Status::Resolved);
    let stored = kept(&muster, &incident).await.unwrap();
    assert_eq!(stored.record.status, Status::Resolved);
    assert!(stored.details.unwrap().steps.values().all(|outcome| outcome.is_settled()));
    assert_eq!(incident.report().await.trouble, Vec::<String>::new());
    drop(worker);
}

/// Nothing of an incident waits for the store, and what it missed is there when it is back.
#[tokio::test(flavor = "multi_thread")]
async fn while_the_store_is_away_incidents_go_on_and_nothing_is_lost() {
    let mut muster = Muster::with(Setup { without_worker: true, ..Setup::default() }).await;
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join("away");
    let away = Address::Sqlite(folder.join("store.db"));
    muster.start_worker_with(|config| config.store = away.clone());
    let incident = muster.declare("ada", "Checkout is down", 2).await;
    incident.confirm("grace").await;
    incident.resolve("grace").await;
    incident.closed().await;
    std::fs::create_dir(&folder).unwrap();
    assert_eq!(incident.end().await, Status::Resolved);
    let store = open(&away).await.unwrap();
    assert_eq!(store.get(&incident.id).await.unwrap().unwrap().record.status, Status::Resolved);
    assert_eq!(incident.report().await.trouble, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_never_confirmed_is_kept_too_and_was_never_felt() {
    let muster = Muster::start().await;
    let cancelled = muster.declare("ada", "Checkout is down", 2).await;
    cancelled.press("grace", "cancel").await;
    assert_eq!(cancelled.end().await, Status::Cancelled);
    let expired = muster.declare("ada", "Search is slow", 2).await;
    expired.pass(Duration::from_mins(16)).await;
    assert_eq!(expired.end().await, Status::Expired);
    let all = open(&muster.store()).await.unwrap().scan().await.unwrap();
    let statuses = [&cancelled, &expired].map(|incident| all[&incident.id].record.status);
    assert_eq!(statuses, [Status::Cancelled, Status::Expired]);
    assert!(all.values().all(|kept| kept.record.felt().is_none()));
    assert_eq!(all.len(), 2);
}

/// What Temporal still knows is all there again, also of what is long over.
#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_was_lost_is_rebuilt() {
    let muster = Muster::start().await;
    let (over, goes_on) = (
        muster.declare("ada", "Checkout is down", 2).await,
        muster.declare("ada", "Search is slow", 1).await,
    );
    let waits = muster.declare("ada", "Is it?", 2).await;
    over.confirm("grace").await;
    over.resolve("grace").await;
    assert_eq!(over.end().await, Status::Resolved);
    goes_on.confirm("grace").await;
    idle(&goes_on).await;
    let both = async |address: &Address| {
        let store = open(address).await.unwrap();
        assert_eq!(store.get(&waits.id).await.unwrap(), None, "it is no incident yet");
        [store.get(&over.id).await.unwrap().unwrap(), store.get(&goes_on.id).await.unwrap().unwrap()]
    };
    let before = both(&muster.store()).await;

    let folder = tempfile::tempdir().unwrap();
    let new = Address::Sqlite(folder.path().join("store.db"));
    let address = new.to_string();
    let rebuild = async || {
        let ended = muster.at_a_shell(&["metrics", "rebuild", "--json", "--store", &address]).await;
        assert!(ended.status.success(), "{ended:?}");
        serde_json::from_slice::<Value>(&ended.stdout).unwrap()
    };
    // Visibility lags behind.
    until("both are found", async || {
        let came = rebuild().await;
        (came["added"].as_u64().unwrap() + came["unchanged"].as_u64().unwrap() == 2).then_some(())
    })
    .await;
    assert_eq!(rebuild().await, json!({"added": 0, "changed": 0, "unchanged": 2, "untold": []}));
    assert_eq!(both(&new).await, before);
}

async fn storing(incident: &Incident<'_>) -> bool {
    let seen = incident.workflow().describe(Default::default()).await.unwrap().raw_description;
    let is_it = |kind: &str| kind == "record.keep";
    seen.pending_activities.iter().any(|one| one.activity_type.as_ref().is_some_and(|kind| is_it(&kind.name)))
}

/// Waits until the worker has nothing of it in its hands.
async fn idle(incident: &Incident<'_>) {
    until("the worker has nothing in its hands", async || {
        let seen = incident.workflow().describe(Default::default()).await.ok()?.raw_description;
        (seen.pending_activities.is_empty() && seen.pending_workflow_task.is_none()).then_some(())
    })
    .await;
}

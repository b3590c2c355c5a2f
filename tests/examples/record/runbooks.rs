//! Runbooks: their keepers, their runs, and the looks that their schedules begin.

use std::time::Duration;

use futures_util::TryStreamExt;
use muster_tests::{Muster, Setup, notice, until};
use muster_workflows::{domain::runbook::Stage, ids, look::Look, no_data::WithoutData};
use serde_json::json;
use temporalio_client::WorkflowListOptions;

use super::{save, save_run};

/// Allowed, done, and all is well.
pub(super) async fn healed() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    let book = muster.runbook(|runbook| runbook["approval"] = json!({ "by": ["@oncall"] }));
    book.notice([notice("web-1")]).await;
    let run = until("it asks", async || {
        book.runs().await.into_iter().find(|run| matches!(run.stage, Stage::Asking { .. }))
    })
    .await;
    let posted = async || muster.outside().in_public(&run.id, "run").pop().cloned();
    let message = muster.until("everybody reads of it", posted).await;
    let press = json!({"as": "grace", "channel": "incidents", "ts": message.ts, "action_id": "allow"});
    muster.act("press", press).await;
    book.run().await;
    save(&muster, &ids::run(&run.id), "run-healed").await;
    book.keeper().get_result(Default::default()).await.expect("nothing is left to remember");
    save(&muster, &ids::runbook(&book.name), "runbook-kept").await;
}

/// Taken back, and handed to people; one that was refused.
pub(super) async fn not_healed() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", None);
    let book = muster.runbook(|runbook| {
        let mut drain = muster.hook("drain");
        drain["undo"] = muster.hook("undrain");
        runbook["action"] = json!([drain, muster.hook("restart")]);
        runbook["otherwise"] = json!({ "severity": 2, "services": ["checkout"] });
    });
    book.notice([notice("web-1"), notice("web-2")]).await;
    let runs = book.ended(2).await;
    let run = runs.iter().find(|run| run.incident.is_some()).expect("people see to it");
    save(&muster, &ids::run(&run.id), "run-not-healed").await;
    let cancelled = book.keeper_run().await;
    book.keeper().cancel(Default::default()).await.expect("it is there");
    until("it goes on in another run", async || (book.keeper_run().await != cancelled).then_some(())).await;
    save_run(&muster, &ids::runbook(&book.name), cancelled, "runbook-handed-over").await;
    save(&muster, &ids::incident_of(&run.id), "declared-by-a-runbook").await;
}

/// Looks that learn nothing, because nobody answers who would know, until nobody looks any more.
pub(super) async fn without_data() {
    let mut muster = Muster::with(Setup { without_worker: true, ..Setup::default() }).await;
    muster.start_worker_with(|config| config.prometheus = "http://127.0.0.1:9".parse().ok());
    let book = muster.runbook(|runbook| {
        runbook["trigger"] = json!([{ "schedule": { "every": "1s" } }]);
        runbook["targets"] = json!(["web-1"]);
        runbook["detect"]["probe"] = json!([{ "promql": { "query": "up", "is": "== 1" } }]);
    });
    book.put_in_force();
    let id = ids::no_data(&book.name);
    let told = muster.client.get_workflow_handle::<WithoutData>(&id);
    until("a look has learnt nothing", async || told.describe(Default::default()).await.ok()).await;
    let five_minutes = Duration::from_secs(301);
    muster.pass_time(&id, five_minutes).await;
    let declaration = book.name.as_str().parse().expect("a name is an id, too");
    muster
        .until("everybody reads so", async || {
            muster.outside().in_public(&declaration, "no-data").pop().map(|_| ())
        })
        .await;
    book.take_out_of_force();
    until("its schedule is gone", async || (!book.has_schedule().await).then_some(())).await;
    muster.pass_time(&id, five_minutes).await;
    told.get_result(Default::default()).await.expect("nobody looks any more");
    save(&muster, &id, "no-data").await;
}

/// A look of Muster's own that sees something.
pub(super) async fn looked() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    let book = muster.runbook(|runbook| {
        runbook["trigger"] = json!([{ "schedule": { "every": "1s" } }]);
        runbook["targets"] = json!(["web-1", "web-2"]);
    });
    book.put_in_force();
    book.run().await;
    book.take_out_of_force();
    let query = format!("TaskQueue = '{}' AND WorkflowType = 'look'", muster.task_queue);
    let seen = until("a look has seen it", async || {
        let looks = muster.client.list_workflows(&query, WorkflowListOptions::default());
        for look in looks.try_collect::<Vec<_>>().await.ok()? {
            let handle = muster.client.get_workflow_handle::<Look>(look.id().to_owned());
            let wrong = handle.get_result(Default::default()).await.ok()?;
            if !wrong.is_empty() {
                return Some(look.id().to_owned());
            }
        }
        None
    })
    .await;
    save(&muster, &seen, "looked").await;
    until("its schedule is gone", async || (!book.has_schedule().await).then_some(())).await;
}

//! Actions that fail, or of which nobody knows whether they are done.

use muster_sandbox::{Fault, Rule, System, When};
use muster_tests::{Muster, Setup, WorkerProcess, notice};
use muster_workflows::domain::runbook::{Ended, Progress};
use serde_json::json;

use super::{ended, hooks, once};

/// Its answer is lost: whether it worked, the probes tell.
#[tokio::test(flavor = "multi_thread")]
async fn an_action_whose_answer_is_lost_is_not_repeated_where_it_worked() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    muster.break_down(System::Services, "restart", Fault::Drop(When::After), Some(1));
    let book = muster.runbook(|_| {});
    book.notice([notice("web-1")]).await;
    assert_eq!(ended(&book.run().await), &Ended::Healed);
    assert_eq!(hooks(&muster), once(&["restart web-1"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_whose_answer_is_lost_is_repeated_with_its_id_where_it_did_not_work() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    muster.break_down(System::Services, "restart", Fault::Drop(When::Before), Some(1));
    let book = muster.runbook(|_| {});
    book.notice([notice("web-1")]).await;
    let run = book.run().await;
    assert_eq!(ended(&run), &Ended::Healed);
    assert_eq!(hooks(&muster), once(&["restart web-1"]));
    assert_eq!(muster.outside().hooks()[0].id, format!("{}-0", run.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_killed_in_the_middle_of_an_action_has_it_done_once() {
    let muster = Muster::with(Setup { without_worker: true, ..Setup::default() }).await;
    let mut worker = WorkerProcess::start(&muster);
    muster.sandbox.fall_ill("web-1", Some("restart"));
    let slow =
        muster.sandbox.faults().add(Rule::new(System::Services, "restart", Fault::DelayMs(60_000)).times(1));
    let book = muster.runbook(|_| {});
    book.notice([notice("web-1")]).await;
    muster
        .until("the action is under way", async || {
            let rules = muster.sandbox.faults().rules();
            rules.iter().any(|rule| rule.id == slow && rule.hits == 1).then_some(())
        })
        .await;
    worker.kill();
    worker = WorkerProcess::start(&muster);
    assert_eq!(ended(&book.run().await), &Ended::Healed);
    assert_eq!(hooks(&muster), once(&["restart web-1"]));
    drop(worker);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_action_that_is_refused_is_not_repeated_and_what_was_done_before_is_taken_back() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    muster.break_down(System::Services, "restart", Fault::Error("no_such_server".to_owned()), None);
    let book = muster.runbook(|runbook| {
        let mut drain = muster.hook("drain");
        drain["undo"] = muster.hook("undrain");
        runbook["action"] = json!([drain, muster.hook("restart")]);
    });
    book.notice([notice("web-1")]).await;
    let run = book.run().await;
    assert_eq!(ended(&run), &Ended::Failed);
    assert_eq!(hooks(&muster), once(&["drain web-1", "undrain web-1"]));
    let Progress::Failed(why) = &run.actions[1].progress else { panic!("{run}") };
    assert!(why.contains("no_such_server"), "{why}");
    assert!(matches!(&run.actions[0].undo, Some(Progress::Done(_))), "{run}");
}

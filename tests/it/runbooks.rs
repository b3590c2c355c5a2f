//! Runbooks: what is wrong is healed, or taken back and handed to people.

use muster_tests::{Book, Hook, Muster, notice};
use muster_workflows::{
    domain::runbook::{Ended, Progress, Report, Stage},
    ids,
    run::Run,
};
use serde_json::{Value, json};

mod actions;
mod approval;
mod aws;
mod begun;
mod handed_over;
mod monitored;
mod no_data;
mod redis;

fn ended(run: &Report) -> &Ended {
    match &run.stage {
        Stage::Ended(ended) => ended,
        other => panic!("it has not ended: {other}"),
    }
}

/// What the company's services were asked for, each with whether it came before.
fn hooks(muster: &Muster) -> Vec<(String, bool)> {
    let asked = |hook: &Hook| (format!("{} {}", hook.verb, hook.server), hook.is_repeat);
    muster.outside().hooks().iter().map(asked).collect()
}

fn once(what: &[&str]) -> Vec<(String, bool)> {
    what.iter().map(|what| ((*what).to_owned(), false)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_healed_and_everybody_reads_so() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    let book = muster.runbook(|_| {});
    book.notice([notice("web-1")]).await;
    let run = book.run().await;
    assert_eq!(ended(&run), &Ended::Healed);
    assert_eq!(hooks(&muster), once(&["restart web-1"]));
    assert!(matches!(&run.actions[0].progress, Progress::Done(_)), "{run}");
    let told = muster
        .until("everybody reads that it is healed", async || {
            let messages =
                muster.outside().in_public(&run.id, "run").into_iter().cloned().collect::<Vec<_>>();
            messages.iter().any(|message| message.text.starts_with("Healed: web-1")).then_some(messages)
        })
        .await;
    assert_eq!(told.len(), 1, "one message, brought up to date");
    assert!(book.keeper().get_result(Default::default()).await.is_ok(), "nothing is left to remember");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_is_wrong_nothing_is_done_and_nobody_reads_of_it() {
    let muster = Muster::start().await;
    let book = muster.runbook(|_| {});
    book.notice([notice("web-1")]).await;
    let run = book.run().await;
    assert_eq!(ended(&run), &Ended::NotNeeded);
    assert_eq!(hooks(&muster), []);
    book.closed(&run).await;
    assert!(muster.outside().in_public(&run.id, "run").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_help_is_taken_back_in_reverse_order_and_people_see_to_it() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", None);
    let book = muster.runbook(|runbook| {
        let action = |verb, undo| with_undo(&muster, muster.hook(verb), undo);
        runbook["action"] = json!([action("drain", "undrain"), action("restart", "start")]);
        runbook["otherwise"] = json!({ "severity": 2, "services": ["checkout"] });
    });
    book.notice([notice("web-1")]).await;
    let run = book.run().await;
    assert_eq!(ended(&run), &Ended::NotHealed);
    assert_eq!(hooks(&muster), once(&["drain web-1", "restart web-1", "start web-1", "undrain web-1"]));
    let incident = run.incident.clone().expect("people see to it");
    muster
        .until("the incident's channel reads what was tried", async || {
            let outside = muster.outside();
            let channel = outside.channels_of(&incident).next()?;
            channel.messages.iter().any(|said| said.all_text().contains("did not heal web-1")).then_some(())
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_tells_what_would_be_done() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    let book = muster.runbook(|_| {});
    let run = book.dry_run("web-1").await;
    assert_eq!(ended(&run), &Ended::DryRun);
    let Progress::Would(will) = &run.actions[0].progress else { panic!("{run}") };
    assert!(will.starts_with("a signed request is sent to http://127.0.0.1:"), "{will}");
    assert_eq!(hooks(&muster), []);
    assert!(muster.outside().in_public(&run.id, "run").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_cancelled_takes_back_what_it_did() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", None);
    let book = muster.runbook(|runbook| {
        runbook["action"] = json!([with_undo(&muster, muster.hook("drain"), "undrain")]);
        runbook["verify"]["within"] = json!("1h");
    });
    book.notice([notice("web-1")]).await;
    let run = verifying(&book).await;
    let workflow = muster.client.get_workflow_handle::<Run>(ids::run(&run.id));
    workflow.cancel(Default::default()).await.unwrap();
    assert_eq!(ended(&book.run().await), &Ended::Cancelled);
    assert_eq!(hooks(&muster), once(&["drain web-1", "undrain web-1"]));
    muster
        .until("everybody reads so", async || {
            let outside = muster.outside();
            outside.in_public(&run.id, "run").pop()?.text.starts_with("Cancelled: web-1").then_some(())
        })
        .await;
}

/// It tells nobody how it ended.
#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_terminated_is_listed_as_broken_off() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", None);
    let book = muster.runbook(|runbook| runbook["verify"]["within"] = json!("1h"));
    book.notice([notice("web-1")]).await;
    let run = verifying(&book).await;
    let workflow = muster.client.get_workflow_handle::<Run>(ids::run(&run.id));
    workflow.terminate(Default::default()).await.unwrap();
    muster_tests::until("the history says so", async || {
        let listed = muster.at_a_shell(&["runbook", "history", book.name.as_str()]).await;
        let listed = String::from_utf8(listed.stdout).unwrap();
        listed.contains("broken-off").then_some(())
    })
    .await;
}

/// An action that this webhook takes back.
fn with_undo(muster: &Muster, mut action: Value, verb: &str) -> Value {
    action["undo"] = muster.hook(verb);
    action
}

async fn verifying(book: &Book<'_>) -> Report {
    muster_tests::until("it looks whether that helped", async || {
        book.runs().await.into_iter().find(|run| run.stage == Stage::Verifying)
    })
    .await
}

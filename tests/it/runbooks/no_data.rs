//! Looks that learn nothing: everybody reads so, if it lasts, until they learn something again.

use std::time::Duration;

use futures_util::future::try_join_all;
use jiff::Timestamp;
use muster_sandbox::programs::Prometheus;
use muster_tests::{Book, Message, Muster, Setup};
use muster_workflows::{
    domain::runbook::{DataAgain, Ended, NoData},
    ids,
    no_data::{Said, WithoutData},
};
use serde_json::json;
use temporalio_client::{Client, WorkflowExecutionStatus, WorkflowHandle};

use super::{ended, monitored::watching};

/// A Muster that asks a Prometheus that knows of web-1 alone.
async fn of_web_1_alone() -> (Muster, Prometheus) {
    let mut muster = Muster::with(Setup { without_worker: true, ..Setup::default() }).await;
    let config = watching(&muster, &["web-1"], "127.0.0.1:9");
    let prometheus = Prometheus::start(&config, r#"{"groups": []}"#).await.unwrap();
    muster.start_worker_with(|config| config.prometheus = Some(prometheus.url().parse().unwrap()));
    (muster, prometheus)
}

/// A runbook that looks at both every second, by a look that has just learnt nothing of web-9.
async fn looking_at_web_9(muster: &Muster) -> Book<'_> {
    let book = muster.runbook(|runbook| {
        runbook["trigger"] = json!([{ "schedule": { "every": "1s" } }]);
        runbook["targets"] = json!(["web-1", "web-9"]);
        // Prometheus sees a second later that it is healed.
        runbook["guard"]["cool_down"] = json!("1h");
        let query = json!({ "query": "service_well{service=\"{target}\"}", "is": "== 1" });
        runbook["detect"]["probe"] = json!([{ "promql": query }]);
    });
    book.put_in_force();
    muster_tests::until("a look has learnt nothing", async || {
        without_data(&book).describe(Default::default()).await.ok()
    })
    .await;
    book
}

fn without_data(book: &Book<'_>) -> WorkflowHandle<Client, WithoutData> {
    book.muster.client.get_workflow_handle(ids::no_data(&book.name))
}

/// It is looked every five minutes whether there is data.
async fn five_minutes_later(book: &Book<'_>) {
    book.muster.pass_time(&ids::no_data(&book.name), Duration::from_secs(301)).await;
}

/// What it comes to, once a look has learnt something.
async fn data_again(book: &Book<'_>) -> DataAgain {
    let workflow = without_data(book);
    muster_tests::until("there is data again", async || {
        five_minutes_later(book).await;
        let status = workflow.describe(Default::default()).await.ok()?.status();
        (status == WorkflowExecutionStatus::Completed).then_some(())
    })
    .await;
    workflow.get_result(Default::default()).await.unwrap()
}

fn messages(book: &Book<'_>) -> Vec<Message> {
    let outside = book.muster.outside();
    outside.in_public(&book.name.as_str().parse().unwrap(), "no-data").into_iter().cloned().collect()
}

/// Once it was looked often enough.
async fn reads(book: &Book<'_>, beginning: &str) -> Message {
    let what = format!("everybody reads: {beginning}");
    book.muster
        .until(&what, async || {
            five_minutes_later(book).await;
            let message = messages(book).pop()?;
            // At first Prometheus may not know of web-1 either.
            (message.text.starts_with(beginning) && message.text.contains("web-9")).then_some(message)
        })
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_looks_do_not_learn_everybody_reads_once_until_they_do() {
    let (muster, _prometheus) = of_web_1_alone().await;
    let mut book = looking_at_web_9(&muster).await;
    assert!(messages(&book).is_empty(), "what passes by itself is no news");
    let message = reads(&book, "No data").await;
    assert!(message.all_text().contains("there are no values"), "{message:?}");

    // What is known is seen to all the same.
    muster.sandbox.fall_ill("web-1", Some("restart"));
    assert_eq!(ended(&book.run().await), &Ended::Healed);
    book.runbook.targets = vec!["web-1".parse().unwrap()];
    book.put_in_force();
    assert!(data_again(&book).await.is_looked_for);
    let told = messages(&book);
    assert!(told.len() == 1 && told[0].text.starts_with("Data again"), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_looks_any_more_everybody_reads_so() {
    let (muster, _prometheus) = of_web_1_alone().await;
    let book = looking_at_web_9(&muster).await;
    reads(&book, "No data").await;
    book.take_out_of_force();
    muster_tests::until("its schedule is gone", async || (!book.has_schedule().await).then_some(())).await;
    reads(&book, "Not looked for any more").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_known_again_soon_nobody_reads_of() {
    let (muster, _prometheus) = of_web_1_alone().await;
    let mut book = looking_at_web_9(&muster).await;
    book.runbook.targets = vec!["web-1".parse().unwrap()];
    book.put_in_force();
    muster_tests::until("a look has learnt all", async || book.has_looked().await?.then_some(())).await;
    assert!(data_again(&book).await.is_looked_for);
    assert!(messages(&book).is_empty());
}

/// Its history grows with each look, and it goes on in another run.
#[tokio::test(flavor = "multi_thread")]
async fn a_night_of_looks_that_learn_nothing_is_one_message() {
    let (muster, _prometheus) = of_web_1_alone().await;
    let book = looking_at_web_9(&muster).await;
    let workflow = without_data(&book);
    let run = async || workflow.describe(Default::default()).await.unwrap().run_id().to_owned();
    let first = run().await;
    let said = || Said {
        no_data: NoData::new(&book.name, &book.runbook, book.runbook.targets.clone(), &[]),
        at: Timestamp::now(),
        schedules: vec![ids::schedule(&book.name, 0)],
        channel: "#incidents".to_owned(),
    };
    for _ in 0..20 {
        let looks = (0..50).map(|_| workflow.signal(WithoutData::said, said(), Default::default()));
        try_join_all(looks).await.unwrap();
    }
    five_minutes_later(&book).await;
    muster_tests::until("it goes on in another run", async || (run().await != first).then_some(())).await;
    let message = reads(&book, "No data").await;
    book.take_out_of_force();
    muster_tests::until("its schedule is gone", async || (!book.has_schedule().await).then_some(())).await;
    assert_eq!(reads(&book, "Not looked for any more").await.ts, message.ts);
    assert_eq!(messages(&book).len(), 1);
}

//! By what runs begin: alerts, schedules and people; and that no more of them begin than are wanted.

use muster_tests::{Book, Muster, notice};
use muster_workflows::domain::runbook::{Ended, Notice};
use serde_json::json;

use super::{ended, hooks, once, verifying};

#[tokio::test(flavor = "multi_thread")]
async fn two_alerts_for_one_target_are_one_run() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    let book = muster.runbook(|_| {});
    let other = Notice { fingerprint: "other".to_owned(), ..notice("web-1") };
    tokio::join!(book.notice([notice("web-1")]), book.notice([other]));
    assert_eq!(ended(&book.run().await), &Ended::Healed);
    assert_eq!(hooks(&muster), once(&["restart web-1"]));
}

/// Each alert comes twenty times, each time anew.
#[tokio::test(flavor = "multi_thread")]
async fn a_storm_is_one_run_for_each_target() {
    let muster = Muster::start().await;
    let targets: Vec<_> = (0..50).map(|n| format!("web-{n}")).collect();
    for target in &targets {
        muster.sandbox.fall_ill(target, Some("restart"));
    }
    let book = muster.runbook(|runbook| runbook["guard"]["cool_down"] = json!("1h"));
    for _ in 0..20 {
        book.notice(targets.iter().map(|target| notice(target))).await;
    }
    let runs = book.ended(50).await;
    assert!(runs.iter().all(|run| ended(run) == &Ended::Healed));
    let mut healed = hooks(&muster);
    healed.sort();
    let mut expected: Vec<_> = targets.iter().map(|target| (format!("restart {target}"), false)).collect();
    expected.sort();
    assert_eq!(healed, expected);
}

/// So that no target is touched the sooner for it: web-1 still cools down.
#[tokio::test(flavor = "multi_thread")]
async fn a_keeper_that_is_cancelled_remembers_what_it_has_done() {
    let muster = Muster::start().await;
    let book = muster.runbook(|runbook| runbook["guard"]["cool_down"] = json!("1h"));
    muster.sandbox.fall_ill("web-1", Some("restart"));
    book.notice([notice("web-1")]).await;
    book.run().await;
    cancel(&book).await;
    for target in ["web-1", "web-2"] {
        muster.sandbox.fall_ill(target, Some("restart"));
    }
    book.notice(["web-1", "web-2"].map(notice)).await;
    book.ended(2).await;
    assert_eq!(hooks(&muster), once(&["restart web-1", "restart web-2"]));
}

/// What is under way is brought to its end, and so is what it comes to.
#[tokio::test(flavor = "multi_thread")]
async fn a_keeper_that_is_cancelled_begins_nothing_of_what_waits() {
    let muster = Muster::start().await;
    let book = not_healed_for_a_while(&muster).await;
    cancel(&book).await;
    let run = book.run().await;
    assert_eq!(ended(&run), &Ended::NotHealed);
    assert!(run.incident.is_some(), "people see to it: {run}");
    book.notice([notice("web-3")]).await;
    let runs = book.ended(2).await;
    assert!(runs.iter().all(|run| run.target.as_str() != "web-2"), "{runs:#?}");
}

/// Cancels its keeper, until another run of it goes on.
async fn cancel(book: &Book<'_>) {
    let first = book.keeper_run().await;
    book.keeper().cancel(Default::default()).await.unwrap();
    muster_tests::until("it goes on in another run", async || {
        (book.keeper_run().await != first).then_some(())
    })
    .await;
}

/// A runbook that sees to web-1, which takes a while and does not help; web-2 waits meanwhile.
async fn not_healed_for_a_while(muster: &Muster) -> Book<'_> {
    muster.sandbox.fall_ill("web-1", None);
    for target in ["web-2", "web-3"] {
        muster.sandbox.fall_ill(target, Some("restart"));
    }
    let book = muster.runbook(|runbook| {
        runbook["verify"]["within"] = json!("20s");
        runbook["guard"]["share"] = json!({ "percent": 1, "of": 100 });
        runbook["otherwise"] = json!({ "severity": 2 });
    });
    book.notice(["web-1", "web-2"].map(notice)).await;
    assert_eq!(verifying(&book).await.target.as_str(), "web-1");
    book
}

/// A runbook in force that does nothing yet, for one target at a time: it sees to web-1, and web-2 waits.
async fn web_2_waits(muster: &Muster) -> Book<'_> {
    for target in ["web-1", "web-2"] {
        muster.sandbox.fall_ill(target, Some("restart"));
    }
    let book = muster.runbook(|runbook| {
        runbook["trigger"] = json!([{ "schedule": { "every": "24h" } }]);
        runbook["targets"] = json!(["web-1", "web-2"]);
        runbook["guard"]["share"] = json!({ "percent": 50 });
        runbook["verify"]["within"] = json!("1h");
        runbook["action"] = json!([muster.hook("nothing")]);
    });
    book.put_in_force();
    muster_tests::until("the starter has read it", async || book.has_schedule().await.then_some(())).await;
    book.notice(["web-1", "web-2"].map(notice)).await;
    assert_eq!(verifying(&book).await.target.as_str(), "web-1");
    book
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_begins_as_the_file_is_now() {
    let muster = Muster::start().await;
    let mut book = web_2_waits(&muster).await;
    book.runbook.action = muster.runbook(|_| {}).runbook.action;
    book.put_in_force();
    book.hears("hooks/restart").await;
    muster.sandbox.recover("web-1");
    let runs = book.ended(2).await;
    assert!(runs.iter().all(|run| ended(run) == &Ended::Healed), "{runs:#?}");
    assert_eq!(hooks(&muster), once(&["nothing web-1", "restart web-2"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_a_runbook_that_is_gone_is_not_begun() {
    let muster = Muster::start().await;
    let book = web_2_waits(&muster).await;
    book.take_out_of_force();
    book.hears("withdraw").await;
    muster.sandbox.recover("web-1");
    assert_eq!(ended(&book.run().await), &Ended::Healed);
    assert!(book.keeper().get_result(Default::default()).await.is_ok(), "nothing is left to remember");
    assert_eq!(hooks(&muster), once(&["nothing web-1"]));
}

/// It goes on in another run where its history is long, and forgets nothing by it.
#[tokio::test(flavor = "multi_thread")]
async fn a_keeper_that_has_heard_much_goes_on_and_remembers() {
    let muster = Muster::start().await;
    let book = muster.runbook(|runbook| runbook["guard"]["cool_down"] = json!("1h"));
    muster.sandbox.fall_ill("web-1", Some("restart"));
    book.notice([notice("web-1")]).await;
    book.run().await;
    let first = book.keeper_run().await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    muster_tests::until("it goes on in another run", async || {
        book.notice([notice("web-1")]).await;
        (book.keeper_run().await != first).then_some(())
    })
    .await;
    muster.sandbox.fall_ill("web-2", Some("restart"));
    book.notice([notice("web-2")]).await;
    let runs = book.ended(2).await;
    assert!(runs.iter().any(|run| run.target.as_str() == "web-2"), "web-1 still cools down: {runs:#?}");
}

/// Its schedule follows the file: created, changed, deleted; and nobody else's is touched.
#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_looks_every_second_and_follows_its_file() {
    let muster = Muster::start().await;
    let mut book = muster.runbook(|runbook| {
        runbook["trigger"] = json!([{ "schedule": { "every": "1s" } }]);
        runbook["targets"] = json!(["web-1"]);
    });
    let others = muster.schedule_of_another(&book).await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    book.put_in_force();
    assert_eq!(ended(&book.run().await), &Ended::Healed);

    book.runbook.targets = vec!["web-2".parse().unwrap()];
    book.put_in_force();
    muster.sandbox.fall_ill("web-2", Some("restart"));
    let runs = book.ended(2).await;
    assert!(runs.iter().any(|run| run.target.as_str() == "web-2"), "{runs:#?}");

    book.take_out_of_force();
    muster_tests::until("its schedule is gone", async || (!book.has_schedule().await).then_some(())).await;
    assert!(others.describe(Default::default()).await.is_ok(), "another's is left alone");
    others.delete(Default::default()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn at_a_shell_a_runbook_is_tried_run_and_looked_back_at() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    let book = muster.runbook(|_| {});
    book.put_in_force();
    let (name, folder) = (book.name.as_str(), muster.runbooks_folder());
    let shell = async |arguments: &[&str]| {
        let said = muster.at_a_shell(&[arguments, &["--json"]].concat()).await;
        serde_json::from_slice::<serde_json::Value>(&said.stdout).unwrap_or_else(|_| panic!("{said:?}"))
    };
    let folder = folder.to_str().unwrap();
    let tried = shell(&["runbook", "run", name, "web-1", "--dry-run", "--runbooks", folder]).await;
    assert_eq!(tried["stage"], json!({"ended": "dry_run"}), "{tried}");
    assert_eq!(hooks(&muster), []);
    let asked = shell(&["runbook", "run", name, "web-1", "--runbooks", folder]).await;
    assert_eq!(asked["asked"], json!(true), "{asked}");
    let runs = book.ended(2).await;
    assert!(runs.iter().any(|run| ended(run) == &Ended::Healed));
    let listed = muster_tests::until("both are listed as ended", async || {
        let listed = shell(&["runbook", "history", name]).await;
        let ended: Vec<_> =
            listed.as_array()?.iter().filter_map(|run| run["ended"].as_str()).map(str::to_owned).collect();
        (ended.len() == 2).then_some(ended)
    })
    .await;
    assert_eq!(listed, ["healed", "dry-run"]);
    let unknown = muster.at_a_shell(&["runbook", "run", "no-such", "web-1", "--runbooks", folder]).await;
    assert!(
        String::from_utf8_lossy(&unknown.stderr).contains("no-such.toml:1:1: it cannot be read"),
        "{unknown:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn in_slack_a_runbook_is_asked_for_by_those_whom_it_names() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    let book = muster.runbook(|runbook| runbook["ask"] = json!(["@oncall"]));
    book.put_in_force();
    let ask =
        async |who: &str| muster.command(who, &format!("/runbook run {} web-1", book.name)).await.to_string();
    let shown = ask("ada").await;
    assert!(shown.contains(" is asked to run on web-1."), "{shown}");
    assert!(matches!(ended(&book.run().await), Ended::MayNotAsk { .. }));
    assert_eq!(hooks(&muster), []);
    ask("grace").await;
    let runs = book.ended(2).await;
    assert!(runs.iter().any(|run| ended(run) == &Ended::Healed), "{runs:#?}");
    assert_eq!(hooks(&muster), once(&["restart web-1"]));
    muster_tests::until("the history tells of both", async || {
        let shown = muster.command("zoe", &format!("/runbook history {}", book.name)).await.to_string();
        (shown.contains("healed") && shown.contains("may-not-ask")).then_some(())
    })
    .await;
    let shown = muster.command("zoe", "/runbook").await.to_string();
    assert!(shown.contains("A web server answers with errors"), "{shown}");
}

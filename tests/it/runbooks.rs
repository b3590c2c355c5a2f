//! Runbooks: what is wrong is healed, or taken back and handed to people.

use std::time::Duration;

use muster_sandbox::{Fault, Rule, System, When};
use muster_tests::{Book, Hook, Muster, Setup, WorkerProcess, notice};
use muster_workflows::{
    domain::{Ended, Notice, Person, Progress, Report, Source, Stage},
    ids,
    run::Run,
};
use serde_json::json;

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
    assert!(muster.outside().in_public(&run.id, "run").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_help_is_taken_back_in_reverse_order_and_people_see_to_it() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", None);
    let book = muster.runbook(|runbook| {
        let action = |verb: &str, undo: &str| {
            let mut action = muster.hook(verb);
            action["undo"] = muster.hook(undo);
            action
        };
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

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_tells_what_would_be_done() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    let book = muster.runbook(|_| {});
    let run = book.dry_run("web-1").await;
    assert_eq!(ended(&run), &Ended::DryRun);
    let Progress::Would(will) = &run.actions[0].progress else { panic!("{run}") };
    assert!(will.starts_with("a signed request is sent to 127.0.0.1:"), "{will}");
    assert_eq!(hooks(&muster), []);
    assert!(muster.outside().in_public(&run.id, "run").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_cancelled_takes_back_what_it_did() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", None);
    let book = muster.runbook(|runbook| {
        let mut drain = muster.hook("drain");
        drain["undo"] = muster.hook("undrain");
        runbook["action"] = json!([drain]);
        runbook["verify"]["within"] = json!("1h");
    });
    book.notice([notice("web-1")]).await;
    let run = muster_tests::until("it looks whether that helped", async || {
        book.runs().await.into_iter().find(|run| run.stage == Stage::Verifying)
    })
    .await;
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

/// A worker whose workflow never waits would do nothing else any more.
#[tokio::test(flavor = "multi_thread")]
async fn a_keeper_that_is_cancelled_ends_and_another_begins() {
    let muster = Muster::start().await;
    let book = muster.runbook(|runbook| runbook["guard"]["cool_down"] = json!("1h"));
    muster.sandbox.fall_ill("web-1", Some("restart"));
    book.notice([notice("web-1")]).await;
    book.run().await;
    book.keeper().cancel(Default::default()).await.unwrap();
    let ended = book.keeper().get_result(Default::default()).await;
    assert!(ended.is_err(), "it is cancelled");
    muster.sandbox.fall_ill("web-2", Some("restart"));
    book.notice([notice("web-2")]).await;
    assert_eq!(book.ended(2).await.len(), 2);
}

/// A runbook that somebody of @oncall has to allow: Grace, say, and not Ada.
fn to_be_allowed(runbook: &mut serde_json::Value) {
    runbook["ask"] = json!(["@oncall"]);
    runbook["approval"] = json!({ "by": ["@oncall"], "within": "15m" });
}

/// Presses a button of the message about a run.
async fn press(muster: &Muster, run: &Report, who: &str, action: &str) {
    let ts = muster
        .until("everybody reads that it has to be allowed", async || {
            let outside = muster.outside();
            let message = outside.in_public(&run.id, "run").pop()?.clone();
            message.has_button(action).then_some(message.ts)
        })
        .await;
    let press = json!({"as": who, "channel": "incidents", "ts": ts, "action_id": action});
    muster.act("press", press).await;
}

async fn asking(book: &Book<'_>) -> Report {
    muster_tests::until("it asks", async || {
        book.runs().await.into_iter().find(|run| matches!(run.stage, Stage::Asking { .. }))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_risky_waits_for_somebody_of_the_group_to_allow_it() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    let book = muster.runbook(to_be_allowed);
    book.notice([notice("web-1")]).await;
    let run = asking(&book).await;
    let (stranger, member) = ("ada", "grace");
    press(&muster, &run, stranger, "allow").await;
    muster_tests::until("everybody reads why not", async || {
        asking(&book).await.trouble.is_some_and(|why| why.contains("is not in @oncall")).then_some(())
    })
    .await;
    assert_eq!(hooks(&muster), []);
    press(&muster, &run, member, "allow").await;
    let run = book.run().await;
    assert_eq!(ended(&run), &Ended::Healed);
    assert_eq!(run.allowed_by.and_then(|person| person.slack_id), Some(muster.person(member)));
    assert_eq!(hooks(&muster), once(&["restart web-1"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asked_for_a_run_does_not_allow_it() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    let book = muster.runbook(to_be_allowed);
    let grace = Person::in_slack(muster.person("grace"), "Grace");
    book.notice([Notice { from: Source::Person(grace), ..notice("web-1") }]).await;
    let run = asking(&book).await;
    press(&muster, &run, "grace", "allow").await;
    muster_tests::until("everybody reads why not", async || {
        asking(&book).await.trouble.is_some_and(|why| why.contains("asked for it")).then_some(())
    })
    .await;
    press(&muster, &run, "zoe", "refuse").await;
    let run = book.run().await;
    assert!(
        matches!(ended(&run), Ended::Refused { by } if by.slack_id == Some(muster.person("zoe"))),
        "{run}"
    );
    assert_eq!(hooks(&muster), []);
    let shown = {
        let ts = muster.outside().in_public(&run.id, "run").pop().unwrap().ts.clone();
        let press = json!({"as": "ken", "channel": "incidents", "ts": ts, "action_id": "allow"});
        muster.sandbox.act("press", press).await
    };
    assert!(shown.is_err(), "there is no button any more: {shown:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_allows_in_time_is_not_done_and_people_see_to_it() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    let book = muster.runbook(|runbook| {
        to_be_allowed(runbook);
        runbook["otherwise"] = json!({ "severity": 2 });
    });
    book.notice([notice("web-1")]).await;
    let run = asking(&book).await;
    muster.pass_time(&ids::run(&run.id), Duration::from_secs(16 * 60)).await;
    let run = book.run().await;
    assert_eq!(ended(&run), &Ended::Expired);
    assert!(run.incident.is_some(), "{run}");
    assert_eq!(hooks(&muster), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_while_somebody_is_asked_is_not_done() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", Some("restart"));
    let book = muster.runbook(to_be_allowed);
    let noticed = notice("web-1");
    book.notice([noticed.clone()]).await;
    asking(&book).await;
    book.notice([Notice { is_over: true, ..noticed }]).await;
    assert_eq!(ended(&book.run().await), &Ended::NotNeeded);
    assert_eq!(hooks(&muster), []);
}

/// Nobody wants a runbook to restart what they are looking at.
#[tokio::test(flavor = "multi_thread")]
async fn what_people_see_to_is_theirs() {
    let muster = Muster::start().await;
    muster.sandbox.fall_ill("web-1", None);
    let book = muster.runbook(|runbook| runbook["otherwise"] = json!({ "severity": 2 }));
    book.notice([notice("web-1")]).await;
    let incident = book.run().await.incident.expect("people see to it");
    book.notice([notice("web-1"), notice("web-2")]).await;
    let runs = book.ended(2).await;
    assert!(runs.iter().any(|run| run.target.as_str() == "web-2"), "{runs:#?}");
    let incidents = muster.incidents().find(&incident).await.unwrap();
    assert_eq!(
        incidents[0].title.as_deref(),
        Some("web-1 is not healed: A web server answers with errors: it is restarted")
    );
}

/// The second comes when the first is known to Temporal's visibility, or not yet.
#[tokio::test(flavor = "multi_thread")]
async fn what_several_runs_do_not_heal_is_one_incident() {
    let muster = Muster::start().await;
    for target in ["web-1", "web-2", "web-3"] {
        muster.sandbox.fall_ill(target, None);
    }
    let book =
        muster.runbook(|runbook| runbook["otherwise"] = json!({ "severity": 2, "services": ["checkout"] }));
    book.notice(["web-1", "web-2", "web-3"].map(notice)).await;
    let runs = book.ended(3).await;
    assert!(runs.iter().all(|run| ended(run) == &Ended::NotHealed));
    let incident = runs[0].incident.clone().expect("people see to it");
    assert!(runs.iter().all(|run| run.incident.as_ref() == Some(&incident)), "{runs:#?}");
    muster
        .until("its channel reads of all three", async || {
            let outside = muster.outside();
            let said = &outside.channels_of(&incident).next()?.messages;
            let reads = |target: &str| {
                said.iter().any(|said| said.all_text().contains(&format!("did not heal {target}")))
            };
            ["web-1", "web-2", "web-3"].iter().all(|target| reads(target)).then_some(())
        })
        .await;
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

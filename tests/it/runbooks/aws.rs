//! Every action on AWS, through a run and a worker that is a process of its own. moto stands in for AWS, behind the
//! sandbox, which fails where it is told to and knows what was asked.

use futures_util::future::join_all;
use muster_sandbox::{Fault, Options, Rule, System, When, programs::Moto};
use muster_tests::{Book, Muster, Setup, WorkerProcess, notice};
use muster_workflows::domain::runbook::{Ended, Progress, Report};
use serde_json::{Value, json};

use super::{ended, hooks, once, with_undo};

/// An action of a runbook.
struct Action {
    /// What it is done to, by the name of the service of the company's that it makes well.
    target: String,
    /// As a runbook has it.
    planned: Value,
    /// What it asks of AWS that changes something, in order.
    asks: &'static [&'static str],
    /// Whether AWS tells how to take it back.
    is_taken_back_by_itself: bool,
}

impl Action {
    /// All of them, each on something of its own.
    async fn all(moto: &Moto, name: &str) -> Vec<Self> {
        let of = |target: &str, planned, asks, is_taken_back_by_itself| Self {
            target: target.to_owned(),
            planned,
            asks,
            is_taken_back_by_itself,
        };
        let instance = json!({ "instance": "{target}" });
        let balancer = moto.balancer(name, (100, 0)).await.unwrap();
        let elb_weights = json!({ &balancer.blue: 0, &balancer.green: 100 });
        let zone = moto.zone(&format!("{name}.example")).await.unwrap();
        let api = format!("api.{name}.example");
        moto.set_records(&zone, &api, &[("blue", Some(100)), ("green", Some(0))]).await.unwrap();
        let dns_weights = json!({ "blue": 0, "green": 100 });
        moto.service(name, &format!("{name}-shop"), 1).await.unwrap();
        vec![
            of(
                &moto.instance().await.unwrap(),
                json!({ "ec2_reboot": instance }),
                &["RebootInstances"],
                false,
            ),
            of(
                &moto.instance().await.unwrap(),
                json!({ "ec2_stop_start": instance }),
                &["StopInstances", "StartInstances"],
                false,
            ),
            of(
                &moto.group(name).await.unwrap()[0],
                json!({ "ec2_replace": instance }),
                &["TerminateInstanceInAutoScalingGroup"],
                false,
            ),
            of(
                &format!("{name}-shop"),
                json!({ "ecs_redeploy": { "cluster": name, "service": "{target}" } }),
                &["UpdateService"],
                false,
            ),
            of(
                &format!("{name}-green"),
                json!({ "elb_weights": { "listener": balancer.listener, "weights": elb_weights } }),
                &["ModifyListener"],
                true,
            ),
            of(
                &api,
                json!({ "route53_weights": { "zone": zone, "name": api, "type": "A", "weights": dns_weights } }),
                &["ChangeResourceRecordSets"],
                true,
            ),
        ]
    }

    /// Its service is ill, and it helps, or nothing does.
    fn is_needed(&self, muster: &Muster, helps: bool) {
        muster.sandbox.fall_ill(&self.target, self.asks.last().copied().filter(|_| helps));
    }
}

async fn muster() -> (Muster, &'static Moto) {
    let moto = Moto::shared().await.unwrap();
    let outside = Options { aws: Some(moto.url().to_owned()), ..Options::default() };
    (Muster::with(Setup { without_worker: true, outside, ..Setup::default() }).await, moto)
}

/// A runbook that does this.
fn book<'a>(muster: &'a Muster, actions: &[Value]) -> Book<'a> {
    muster.runbook(|runbook| {
        runbook["aws"] = json!({ "region": Moto::REGION });
        runbook["action"] = json!(actions);
    })
}

/// What was asked of AWS that changes something: each with how often, and how often that was answered well.
fn asked(muster: &Muster, actions: &[Action]) -> Vec<(&'static str, usize, usize)> {
    let calls = muster.sandbox.core().log.calls();
    let of = |asks: &&'static str| {
        let calls = calls.iter().filter(|call| call.system == System::Aws && call.operation == **asks);
        let well = calls.clone().filter(|call| call.status == Some(200)).count();
        (*asks, calls.count(), well)
    };
    actions.iter().flat_map(|action| action.asks).map(of).collect()
}

/// Each of these so often.
fn each(actions: &[Action], times: usize, well: usize) -> Vec<(&'static str, usize, usize)> {
    actions.iter().flat_map(|action| action.asks).map(|asks| (*asks, times, well)).collect()
}

/// Begins a run of each, and waits for their ends.
async fn run_all(books: &[Book<'_>], actions: &[Action]) -> Vec<Report> {
    begin_all(books, actions).await;
    join_all(books.iter().map(Book::run)).await
}

async fn begin_all(books: &[Book<'_>], actions: &[Action]) {
    join_all(books.iter().zip(actions).map(|(book, action)| book.notice([notice(&action.target)]))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_heals() {
    let (muster, moto) = muster().await;
    let _worker = WorkerProcess::start(&muster);
    let actions = Action::all(moto, "heals").await;
    actions.iter().for_each(|action| action.is_needed(&muster, true));
    let books: Vec<_> =
        actions.iter().map(|action| book(&muster, std::slice::from_ref(&action.planned))).collect();
    for run in run_all(&books, &actions).await {
        assert_eq!(ended(&run), &Ended::Healed, "{run}");
        assert!(matches!(&run.actions[0].progress, Progress::Done(_)), "{run}");
    }
    assert_eq!(asked(&muster, &actions), each(&actions, 1, 1));
}

/// By what AWS says how it was, or by what the runbook says.
#[tokio::test(flavor = "multi_thread")]
async fn each_is_taken_back_where_it_does_not_help() {
    let (muster, moto) = muster().await;
    let _worker = WorkerProcess::start(&muster);
    let actions = Action::all(moto, "does-not-help").await;
    actions.iter().for_each(|action| action.is_needed(&muster, false));
    let books = actions.iter().map(|action| match action.is_taken_back_by_itself {
        true => book(&muster, std::slice::from_ref(&action.planned)),
        false => book(&muster, &[with_undo(&muster, action.planned.clone(), "undo")]),
    });
    let books: Vec<_> = books.collect();
    for run in run_all(&books, &actions).await {
        assert_eq!(ended(&run), &Ended::NotHealed, "{run}");
        assert!(matches!(&run.actions[0].undo, Some(Progress::Done(_))), "{run}");
    }
    let mut taken_back: Vec<_> = hooks(&muster).into_iter().map(|(hook, _)| hook).collect();
    taken_back.sort();
    let (by_themselves, by_the_runbook): (Vec<_>, Vec<_>) =
        actions.into_iter().partition(|action| action.is_taken_back_by_itself);
    let mut expected: Vec<_> =
        by_the_runbook.iter().map(|action| format!("undo {}", action.target)).collect();
    expected.sort();
    assert_eq!(taken_back, expected);
    assert_eq!(asked(&muster, &by_the_runbook), each(&by_the_runbook, 1, 1));
    assert_eq!(asked(&muster, &by_themselves), each(&by_themselves, 2, 2), "there and back");
    let balancer = &by_themselves[0].planned["elb_weights"];
    let weights = moto.listener_weights(balancer["listener"].as_str().unwrap()).await.unwrap();
    let (green, blue): (Vec<_>, Vec<_>) = weights.into_iter().partition(|(group, _)| group.contains("green"));
    assert_eq!((blue[0].1, green[0].1), (100, 0));
    let records = &by_themselves[1];
    let zone = records.planned["route53_weights"]["zone"].as_str().unwrap();
    let weights = moto.record_weights(zone, &records.target).await.unwrap();
    assert_eq!((weights["blue"], weights["green"]), (100, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_that_aws_refuses_is_not_repeated_and_what_was_done_before_is_taken_back() {
    let (muster, moto) = muster().await;
    let _worker = WorkerProcess::start(&muster);
    let actions = Action::all(moto, "refused").await;
    for action in &actions {
        action.is_needed(&muster, true);
        muster.break_down(System::Aws, action.asks[0], Fault::Status(403), None);
    }
    let books = actions.iter().map(|action| {
        let drain = with_undo(&muster, muster.hook("drain"), "undrain");
        book(&muster, &[drain, action.planned.clone()])
    });
    let books: Vec<_> = books.collect();
    for (run, action) in run_all(&books, &actions).await.iter().zip(&actions) {
        assert_eq!(ended(run), &Ended::Failed, "{run}");
        let Progress::Failed(why) = &run.actions[1].progress else { panic!("{run}") };
        assert!(why.starts_with("AWS: "), "{why}");
        let of_it: Vec<_> =
            hooks(&muster).into_iter().filter(|(hook, _)| hook.ends_with(&action.target)).collect();
        let (drain, undrain) = (format!("drain {}", action.target), format!("undrain {}", action.target));
        assert_eq!(of_it, once(&[&drain, &undrain]));
    }
    let first: Vec<_> = asked(&muster, &actions).into_iter().filter(|(_, times, _)| *times > 0).collect();
    let expected: Vec<_> = actions.iter().map(|action| (action.asks[0], 1, 0)).collect();
    assert_eq!(first, expected);
}

/// It is stopped, and then not started.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_half_done_is_gone_on_with_and_else_taken_back() {
    for (times, within, end) in [(Some(1), "5m", Ended::Healed), (None, "20s", Ended::Failed)] {
        let (muster, moto) = muster().await;
        let _worker = WorkerProcess::start(&muster);
        let id = moto.instance().await.unwrap();
        muster.sandbox.fall_ill(&id, Some("StartInstances"));
        muster.break_down(System::Aws, "StartInstances", Fault::Status(403), times);
        let stop_start = json!({ "ec2_stop_start": { "instance": "{target}" }, "within": within });
        let book = book(&muster, &[with_undo(&muster, stop_start, "undo")]);
        book.notice([notice(&id)]).await;
        let run = book.run().await;
        assert_eq!(ended(&run), &end, "{run}");
        let undone = format!("undo {id}");
        match &run.actions[0].progress {
            Progress::Done(_) => assert_eq!(hooks(&muster), []),
            Progress::Unknown(why) => {
                assert!(why.ends_with(&format!("{id} is stopped.")), "{why}");
                assert_eq!(hooks(&muster), once(&[&undone]));
            }
            _ => panic!("{run}"),
        }
        let calls = muster.sandbox.core().log.calls();
        let stops = calls.iter().filter(|call| call.operation == "StopInstances").count();
        assert_eq!(stops, 1);
    }
}

/// The worker dies while each waits for AWS's answer.
async fn die_in_the_middle(
    name: &str,
    asks: fn(&Action) -> &'static str,
    when: When,
) -> Vec<(&'static str, usize, usize)> {
    let (muster, moto) = muster().await;
    let mut worker = WorkerProcess::start(&muster);
    let actions = Action::all(moto, name).await;
    let never_answered = match when {
        When::Before => Fault::Hang(true),
        When::After => Fault::DelayMs(600_000),
    };
    for action in &actions {
        action.is_needed(&muster, true);
        muster.sandbox.faults().add(Rule::new(System::Aws, asks(action), never_answered.clone()).times(1));
    }
    let books: Vec<_> =
        actions.iter().map(|action| book(&muster, std::slice::from_ref(&action.planned))).collect();
    begin_all(&books, &actions).await;
    muster
        .until("each is in the middle of it", async || {
            muster.sandbox.faults().rules().iter().all(|rule| rule.hits == 1).then_some(())
        })
        .await;
    worker.kill();
    worker = WorkerProcess::start(&muster);
    for run in join_all(books.iter().map(Book::run)).await {
        assert_eq!(ended(&run), &Ended::Healed, "{run}");
    }
    drop(worker);
    asked(&muster, &actions)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_that_was_done_when_the_worker_died_is_not_done_again() {
    let first = |action: &Action| action.asks[0];
    let asked = die_in_the_middle("died-after", first, When::After).await;
    assert!(asked.iter().all(|(_, times, _)| *times == 1), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_that_was_not_done_when_the_worker_died_is_done_once() {
    let last = |action: &Action| action.asks[action.asks.len() - 1];
    let asked = die_in_the_middle("died-before", last, When::Before).await;
    assert!(asked.iter().all(|(_, _, well)| *well == 1), "{asked:?}");
}

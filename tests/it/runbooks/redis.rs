//! A real Redis that is flushed.

use muster_sandbox::programs::Redis;
use muster_tests::{Book, Muster, Setup, WorkerProcess, notice, until};
use muster_workflows::domain::runbook::{Ended, Progress};
use redis::{Client, aio::MultiplexedConnection, cmd};
use serde_json::{Value, json};

use super::{ended, hooks, once, with_undo};

const KEYS: usize = 2_500;

/// A Muster whose worker knows a Redis by the name `cache`, in which a service has keys.
struct Beside {
    muster: Muster,
    redis: Redis,
    connection: MultiplexedConnection,
}

impl Beside {
    /// Its worker comes as this user.
    async fn start(user: &str) -> Self {
        let redis = Redis::start(&[]).await.unwrap();
        let client = Client::open(redis.address()).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await.unwrap();
        let may = ["SETUSER", "reader", "on", ">word", "~*", "+ping", "+info", "+dbsize", "+scan"];
        cmd("ACL").arg(&may).exec_async(&mut connection).await.unwrap();
        let mut fill = cmd("MSET");
        for n in 0..KEYS {
            fill.arg(format!("session:web-1:{n}")).arg("stale");
        }
        fill.arg("user:1").arg("kept").exec_async(&mut connection).await.unwrap();
        let address = redis.address().replace("redis://:a-secret", &format!("redis://{user}"));
        let variables = vec![("MUSTER_REDIS_CACHE", address)];
        let muster = Muster::with(Setup { without_worker: true, variables, ..Setup::default() }).await;
        Self { muster, redis, connection }
    }

    fn book(&self, change: impl FnOnce(&mut Value)) -> Book<'_> {
        self.muster.sandbox.fall_ill("web-1", None);
        self.muster.runbook(|runbook| {
            let flush = json!({ "server": "cache", "keys": "session:{target}:*" });
            runbook["action"] = json!([{ "redis_flush": flush }]);
            change(&mut runbook["action"]);
        })
    }

    /// The service is well again once its keys are gone.
    async fn recovers(&self) {
        let connection = self.connection.clone();
        until("its keys are gone, and no others", async || {
            (keys(connection.clone()).await == 1).then_some(())
        })
        .await;
        self.muster.sandbox.recover("web-1");
    }

    /// What Redis tells of itself under this name.
    async fn told(&self, section: &str, name: &str) -> String {
        let told: String = cmd("INFO").arg(section).query_async(&mut self.connection.clone()).await.unwrap();
        let line = told.lines().find_map(|line| line.strip_prefix(&format!("{name}:")));
        line.unwrap_or_default().to_owned()
    }
}

async fn keys(mut connection: MultiplexedConnection) -> usize {
    cmd("DBSIZE").query_async(&mut connection).await.unwrap()
}

const ADMIN: &str = ":a-secret";

#[tokio::test(flavor = "multi_thread")]
async fn a_flush_heals() {
    let beside = Beside::start(ADMIN).await;
    let _worker = WorkerProcess::start(&beside.muster);
    let book = beside.book(|_| {});
    book.notice([notice("web-1")]).await;
    let (run, ()) = tokio::join!(book.run(), beside.recovers());
    assert_eq!(ended(&run), &Ended::Healed, "{run}");
    assert!(matches!(&run.actions[0].progress, Progress::Done(_)), "{run}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flush_that_does_not_help_is_taken_back_by_what_the_runbook_says() {
    let beside = Beside::start(ADMIN).await;
    let _worker = WorkerProcess::start(&beside.muster);
    let book = beside.book(|actions| actions[0] = with_undo(&beside.muster, actions[0].clone(), "warm"));
    book.notice([notice("web-1")]).await;
    assert_eq!(ended(&book.run().await), &Ended::NotHealed);
    assert_eq!(hooks(&beside.muster), once(&["warm web-1"]));
    assert_eq!(keys(beside.connection.clone()).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flush_that_redis_refuses_is_not_repeated_and_what_was_done_before_is_taken_back() {
    let beside = Beside::start("reader:word").await;
    let _worker = WorkerProcess::start(&beside.muster);
    let book = beside.book(|actions| {
        let drain = with_undo(&beside.muster, beside.muster.hook("drain"), "undrain");
        *actions = json!([drain, actions[0]]);
    });
    book.notice([notice("web-1")]).await;
    let run = book.run().await;
    assert_eq!(ended(&run), &Ended::Failed, "{run}");
    let Progress::Failed(why) = &run.actions[1].progress else { panic!("{run}") };
    assert!(why.contains("no permissions to run the 'unlink' command"), "{why}");
    assert_eq!(hooks(&beside.muster), once(&["drain web-1", "undrain web-1"]));
    assert_eq!(keys(beside.connection.clone()).await, KEYS + 1);
}

/// Redis holds back what changes something, so that the worker dies in the middle of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_is_killed_in_the_middle_of_a_flush_has_it_done_once() {
    let beside = Beside::start(ADMIN).await;
    let mut worker = WorkerProcess::start(&beside.muster);
    let mut connection = beside.connection.clone();
    cmd("CLIENT").arg(&["PAUSE", "600000", "WRITE"]).exec_async(&mut connection).await.unwrap();
    let book = beside.book(|_| {});
    book.notice([notice("web-1")]).await;
    until("the worker waits for Redis", async || {
        (beside.told("clients", "blocked_clients").await == "1").then_some(())
    })
    .await;
    worker.kill();
    until("Redis has lost it", async || {
        (beside.told("clients", "blocked_clients").await == "0").then_some(())
    })
    .await;
    cmd("CLIENT").arg("UNPAUSE").exec_async(&mut connection).await.unwrap();
    worker = WorkerProcess::start(&beside.muster);
    let (run, ()) = tokio::join!(book.run(), beside.recovers());
    assert_eq!(ended(&run), &Ended::Healed, "{run}");
    // A thousand keys at most at once.
    let unlinked = beside.told("commandstats", "cmdstat_unlink").await;
    let times: usize = unlinked.split(['=', ',']).nth(1).unwrap().parse().unwrap();
    assert!((3..=4).contains(&times), "{unlinked}");
    drop((worker, beside.redis));
}

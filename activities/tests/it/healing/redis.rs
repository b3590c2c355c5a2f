use std::time::Duration;

use muster_activities::{Healer, config::AwsConfig};
use muster_sandbox::programs::Redis;
use muster_workflows::{
    contract::healing::{Act, Prepare, Prepared, Settled},
    domain::runbook::{Action, RedisFlush},
};
use redis::{Client, aio::MultiplexedConnection, cmd};
use tokio::time::sleep;

use super::{Outside, refusal, refusal_of};
use crate::world::Failed;

/// A worker that knows one server, `cache`.
struct Beside {
    outside: Outside,
}

impl Beside {
    async fn new(address: &str) -> Self {
        let mut outside = Outside::with(AwsConfig::default()).await;
        outside.world.config.redis = [("cache".to_owned(), address.into())].into();
        Self { outside }
    }

    async fn prepare(&self, action: &Action) -> Result<Prepared, Failed> {
        let input = Prepare { action: action.clone(), aws: None, takes_back: None };
        self.outside.world.run(Healer::prepare, input).await
    }

    async fn prepared(&self, action: Action) -> Act {
        let prepared = self.prepare(&action).await.unwrap();
        Act { aws: None, ..self.outside.asked(action, prepared) }
    }
}

fn flush(keys: &str) -> Action {
    Action::RedisFlush(RedisFlush {
        server: "cache".to_owned(),
        keys: Some(keys.to_owned()),
        everything: false,
    })
}

fn everything() -> Action {
    Action::RedisFlush(RedisFlush { server: "cache".to_owned(), keys: None, everything: true })
}

async fn connect(server: &Redis) -> MultiplexedConnection {
    Client::open(server.address()).unwrap().get_multiplexed_async_connection().await.unwrap()
}

/// So many keys that begin like this.
async fn fill(redis: &mut MultiplexedConnection, prefix: &str, count: usize) {
    for chunk in (0..count).collect::<Vec<_>>().chunks(10_000) {
        let mut command = cmd("MSET");
        for n in chunk {
            command.arg(format!("{prefix}{n}")).arg("value");
        }
        command.exec_async(redis).await.unwrap();
    }
}

async fn count(redis: &mut MultiplexedConnection) -> usize {
    cmd("DBSIZE").query_async(redis).await.unwrap()
}

/// How often each command was called.
async fn calls(redis: &mut MultiplexedConnection, command: &str) -> usize {
    let stats: String = cmd("INFO").arg("commandstats").query_async(redis).await.unwrap();
    let line = stats.lines().find_map(|line| line.strip_prefix(&format!("cmdstat_{command}:calls=")));
    line.map_or(0, |line| line.split(',').next().unwrap().parse().unwrap())
}

#[tokio::test]
async fn only_keys_that_match_go_without_holding_others_up() {
    let server = Redis::start(&[]).await.unwrap();
    let mut redis = connect(&server).await;
    fill(&mut redis, "session:", 100_000).await;
    fill(&mut redis, "user:", 5_000).await;
    let beside = Beside::new(&server.address()).await;
    let act = beside.prepared(flush("session:*")).await;
    assert_eq!(act.prepared.will, "those of the 105000 keys of cache that match session:* are deleted");
    assert_eq!(count(&mut redis).await, 105_000);
    for _ in 0..2 {
        beside.outside.act(&act).await.unwrap();
        assert_eq!(count(&mut redis).await, 5_000);
    }
    assert_eq!(beside.outside.settle(&act).await.unwrap(), Settled::Untold);
    for never in ["keys", "del", "flushall", "flushdb"] {
        assert_eq!(calls(&mut redis, never).await, 0, "{never}");
    }
    assert!(calls(&mut redis, "scan").await >= 110);
}

#[tokio::test]
async fn keys_that_are_no_text_go_too() {
    let server = Redis::start(&[]).await.unwrap();
    let mut redis = connect(&server).await;
    cmd("SET").arg(b"session:\xff\x00").arg("value").exec_async(&mut redis).await.unwrap();
    let beside = Beside::new(&server.address()).await;
    let act = beside.prepared(flush("session:*")).await;
    beside.outside.act(&act).await.unwrap();
    assert_eq!(count(&mut redis).await, 0);
}

#[tokio::test]
async fn everything_goes_from_all_databases() {
    let server = Redis::start(&[]).await.unwrap();
    let mut redis = connect(&server).await;
    fill(&mut redis, "a", 3).await;
    cmd("SELECT").arg(7).exec_async(&mut redis).await.unwrap();
    fill(&mut redis, "b", 4).await;
    let beside = Beside::new(&server.address()).await;
    let act = beside.prepared(everything()).await;
    assert_eq!(act.prepared.will, "all of the 7 keys of cache are deleted, in all its databases");
    beside.outside.act(&act).await.unwrap();
    assert_eq!(count(&mut redis).await, 0);
    assert_eq!((calls(&mut redis, "flushall").await, calls(&mut redis, "keys").await), (1, 0));
}

#[tokio::test]
async fn only_the_database_of_the_address_is_looked_through() {
    let server = Redis::start(&[]).await.unwrap();
    let mut redis = connect(&server).await;
    fill(&mut redis, "a", 3).await;
    let beside = Beside::new(&format!("{}/7", server.address())).await;
    let act = beside.prepared(flush("a*")).await;
    beside.outside.act(&act).await.unwrap();
    assert_eq!(count(&mut redis).await, 3);
}

#[tokio::test]
async fn one_that_the_worker_does_not_know_is_refused() {
    let beside = Beside::new("redis://127.0.0.1:1").await;
    let action = Action::RedisFlush(RedisFlush {
        server: "session-cache".to_owned(),
        keys: Some("*".to_owned()),
        everything: false,
    });
    insta::assert_snapshot!(refusal(&beside.prepare(&action).await.unwrap_err()), @"no_address: Redis: the worker knows no Redis session-cache. Set MUSTER_REDIS_SESSION_CACHE for it, or correct the runbook.");
}

#[tokio::test]
async fn one_that_nobody_reaches_is_for_now_and_its_password_is_not_told() {
    let server = Redis::start(&[]).await.unwrap();
    let address = server.address();
    drop(server);
    let beside = Beside::new(&address).await;
    let failed = beside.prepare(&everything()).await.unwrap_err();
    assert_eq!((failed.is_final(), failed.kind()), (false, "unavailable"), "{failed:?}");
    assert!(!format!("{failed:?}").contains(Redis::PASSWORD));
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_not_told() {
    let server = Redis::start(&[]).await.unwrap();
    let beside = Beside::new(&server.address().replace(Redis::PASSWORD, "another")).await;
    let failed = beside.prepare(&everything()).await.unwrap_err();
    insta::assert_snapshot!(refusal(&failed), @"authentication: Redis: cache does not take the password or user in the worker's address of it. Correct it.");
    assert!(!format!("{failed:?}").contains("another"));
}

#[tokio::test]
async fn clusters_are_refused() {
    let server = Redis::start(&["--cluster-enabled", "yes"]).await.unwrap();
    let beside = Beside::new(&server.address()).await;
    insta::assert_snapshot!(refusal(&beside.prepare(&everything()).await.unwrap_err()), @"cluster: Redis: cache is in cluster mode, which Muster does not serve. Do it by a webhook.");
    // Had it become one since it was looked at.
    let mut redis = connect(&server).await;
    cmd("CLUSTER").arg(&["ADDSLOTSRANGE", "0", "16383"]).exec_async(&mut redis).await.unwrap();
    for key in ["a1", "a2"] {
        while cmd("SET").arg(&[key, "value"]).exec_async(&mut redis).await.is_err() {
            // A cluster takes a moment to find itself whole, and does not tell.
            sleep(Duration::from_millis(20)).await;
        }
    }
    let act = beside.outside.asked(flush("a*"), Prepared::default());
    let failed = beside.outside.act(&act).await.unwrap_err();
    insta::assert_snapshot!(refusal(&failed), @"cluster: Redis: cache: CROSSSLOT Keys in request don't hash to the same slot. It is in cluster mode, which Muster does not serve. Do it by a webhook.");
}

#[tokio::test]
async fn replicas_are_refused() {
    let primary = Redis::start(&[]).await.unwrap();
    let port = primary.port().to_string();
    let replica =
        Redis::start(&["--replicaof", "127.0.0.1", &port, "--masterauth", Redis::PASSWORD]).await.unwrap();
    let beside = Beside::new(&replica.address()).await;
    insta::assert_snapshot!(refusal(&beside.prepare(&everything()).await.unwrap_err()), @"replica: Redis: cache is a replica. Give the worker the address of its primary.");
    let act = beside.outside.asked(everything(), Prepared::default());
    let failed = beside.outside.act(&act).await.unwrap_err();
    insta::assert_snapshot!(refusal(&failed), @"READONLY: Redis: cache: READONLY You can't write against a read only replica");
}

#[tokio::test]
async fn a_user_that_may_not_is_told_what_it_needs() {
    let server = Redis::start(&[]).await.unwrap();
    let mut redis = connect(&server).await;
    let user = ["SETUSER", "muster", "on", ">word", "~*", "+ping", "+info", "+dbsize", "+scan"];
    cmd("ACL").arg(&user).exec_async(&mut redis).await.unwrap();
    fill(&mut redis, "a", 1).await;
    let beside = Beside::new(&format!("redis://muster:word@127.0.0.1:{}", server.port())).await;
    let act = beside.prepared(flush("a*")).await;
    let failed = beside.outside.act(&act).await.unwrap_err();
    insta::assert_snapshot!(refusal_of(&failed, "word"), @"NOPERM: Redis: cache: NOPERM this user has no permissions to run the 'unlink' command. The user in the worker's address of it needs PING, INFO, DBSIZE, SCAN, UNLINK and FLUSHALL.");
}

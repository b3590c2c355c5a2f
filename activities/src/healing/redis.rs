//! Redis: keys are deleted, those of a pattern or all.
//!
//! Servers in cluster mode are not served: SCAN and FLUSHALL mean one server there. One that is a replica is not either.

use std::{collections::BTreeMap, time::Duration};

use muster_workflows::{
    contract::{System, healing::Prepared},
    domain::runbook::RedisFlush,
};
use redis::{AsyncConnectionConfig, Client, Cmd, FromRedisValue, aio::MultiplexedConnection, cmd};
use secrecy::{ExposeSecret, SecretString};

use crate::{config::redis_variable, failure::Failure};

mod failure;
mod info;

use info::Info;

/// How long it may take to reach anybody.
const CONNECT: Duration = Duration::from_secs(5);
/// How long one command may take. None of these holds others up for long, whatever the number of keys.
const COMMAND: Duration = Duration::from_secs(10);
/// So many keys a look may go over, and are deleted at once.
const BATCH: usize = 1000;

/// The servers that the worker's settings know, by their names.
pub(crate) struct RedisServers {
    addresses: BTreeMap<String, SecretString>,
}

impl RedisServers {
    /// Reaches nobody yet.
    pub(crate) fn new(addresses: &BTreeMap<String, SecretString>) -> Self {
        Self { addresses: addresses.clone() }
    }

    /// Finds a server that can be written to; counts its keys and touches none.
    pub(crate) async fn prepare(&self, input: &RedisFlush) -> Result<Prepared, Failure> {
        let mut server = self.connect(input).await?;
        server.ask::<String>(&cmd("PING")).await?;
        let info = server.info("cluster").await? + server.info("replication").await?;
        info.check_can_be_flushed(&input.server)?;
        let will = match pattern(input)? {
            Some(keys) => {
                let count: u64 = server.ask(&cmd("DBSIZE")).await?;
                format!("those of the {} of {} that match {keys} are deleted", said(count), input.server)
            }
            None => {
                let count = server.info("keyspace").await?.keys();
                format!("all of the {} of {} are deleted, in all its databases", said(count), input.server)
            }
        };
        Ok(Prepared { will, ..Prepared::default() })
    }

    /// Deletes. Done again it deletes what is there by then.
    pub(crate) async fn act(&self, input: &RedisFlush) -> Result<(), Failure> {
        let mut server = self.connect(input).await?;
        match pattern(input)? {
            Some(keys) => server.delete(keys).await,
            None => server.ask(cmd("FLUSHALL").arg("ASYNC")).await,
        }
    }

    async fn connect(&self, input: &RedisFlush) -> Result<Server, Failure> {
        let name = &input.server;
        let address = self.addresses.get(name).ok_or_else(|| {
            let words = format!(
                "the worker knows no Redis {name}. Set {} for it, or correct the runbook.",
                redis_variable(name)
            );
            Failure::refused(System::Redis, "no_address", words)
        })?;
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT))
            .set_response_timeout(Some(COMMAND));
        let connect = async {
            Client::open(address.expose_secret())?.get_multiplexed_async_connection_with_config(&config).await
        };
        let connection = connect.await.map_err(|error| failure::of_connecting(name, &error))?;
        Ok(Server { name: name.clone(), connection })
    }
}

/// The keys that are meant; none where all are.
fn pattern(RedisFlush { keys, everything, .. }: &RedisFlush) -> Result<Option<&str>, Failure> {
    match (keys, everything) {
        (Some(keys), false) => Ok(Some(keys)),
        (None, true) => Ok(None),
        _ => Err(Failure::refused(
            System::Redis,
            "which_keys",
            "it is not said which keys. Write keys or everything = true in the runbook, one of them.",
        )),
    }
}

fn said(keys: u64) -> String {
    match keys {
        1 => "1 key".to_owned(),
        keys => format!("{keys} keys"),
    }
}

/// A server, connected.
struct Server {
    name: String,
    connection: MultiplexedConnection,
}

impl Server {
    async fn ask<T: FromRedisValue>(&mut self, command: &Cmd) -> Result<T, Failure> {
        command.query_async(&mut self.connection).await.map_err(|error| failure::of(&self.name, &error))
    }

    async fn info(&mut self, section: &str) -> Result<Info, Failure> {
        self.ask(cmd("INFO").arg(section)).await.map(Info::new)
    }

    /// By the way that lets others go on: a look goes over a thousand keys at most, and the memory is freed beside.
    async fn delete(&mut self, pattern: &str) -> Result<(), Failure> {
        let (mut cursor, mut has_deleted) = (0, false);
        loop {
            let (next, deleted) = match self.delete_batch(pattern, cursor).await {
                Ok(batch) => batch,
                Err(failure) if has_deleted && !failure.is_unanswered() => return Err(failure.in_part()),
                Err(failure) => return Err(failure),
            };
            has_deleted |= deleted > 0;
            if next == 0 {
                return Ok(());
            }
            cursor = next;
        }
    }

    /// Of those from this cursor on: where the next are, and how many were deleted.
    async fn delete_batch(&mut self, pattern: &str, cursor: u64) -> Result<(u64, u64), Failure> {
        let look = cmd("SCAN").arg(cursor).arg("MATCH").arg(pattern).arg("COUNT").arg(BATCH).to_owned();
        let (next, found): (u64, Vec<Vec<u8>>) = self.ask(&look).await?;
        let deleted = if found.is_empty() { 0 } else { self.ask(cmd("UNLINK").arg(found)).await? };
        Ok((next, deleted))
    }
}

//! A PostgreSQL: for a Muster that is on several hosts.

use std::{collections::BTreeMap, time::Duration};

use futures_util::{FutureExt, future::BoxFuture};
use muster_workflows::domain::DeclarationId;
use sqlx::{
    PgPool,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tokio::time::timeout;

use crate::{Address, Kept, Store, Unusable, address::Database};

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// Each worker, starter and shell has as many, and a server has few for all.
const CONNECTIONS: u32 = 4;
/// How long a server may take to let us in, starting up included.
const CONNECT: Duration = Duration::from_secs(5);
/// How long it may take to answer, letting us in included: a host that is gone says nothing.
const ANSWER: Duration = Duration::from_secs(10);
/// How long it may take to be brought up to date, once others have done.
const UPDATE: Duration = Duration::from_secs(60);

/// A store in a PostgreSQL.
pub(crate) struct Postgres {
    pool: PgPool,
    address: Address,
}

impl Postgres {
    /// Opens the store that is in a database.
    ///
    /// # Errors
    /// There is none, the database cannot be reached, or the store is of a later version of Muster.
    pub(crate) async fn open(database: &Database) -> Result<Self, Unusable> {
        let store = Self::connect(database)?;
        let table = sqlx::query_scalar("SELECT to_regclass('incident') IS NOT NULL");
        let is_there: bool = store.within(ANSWER, table.fetch_one(&store.pool)).await?;
        if is_there { store.up_to_date().await } else { Err(Unusable::Missing(store.address)) }
    }

    /// Opens it, or makes it in a database that is there.
    ///
    /// # Errors
    /// The database cannot be reached, or the store is of a later version of Muster.
    pub(crate) async fn create(database: &Database) -> Result<Self, Unusable> {
        Self::connect(database)?.up_to_date().await
    }

    fn connect(database: &Database) -> Result<Self, Unusable> {
        let options: PgConnectOptions = database.expose().parse()?;
        let options = options.application_name("muster");
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(CONNECT);
        Ok(Self { pool: pool.connect_lazy_with(options), address: Address::Postgres(database.clone()) })
    }

    async fn up_to_date(self) -> Result<Self, Unusable> {
        self.within(UPDATE, async {
            // Of two that begin at once, the second waits for a lock that the first has taken, and then finds it done.
            let mut alone = self.pool.acquire().await?;
            // As with SQLite, its `run` makes a future that no task can be made of.
            MIGRATIONS.run_direct(None, &mut *alone, false).await.map_err(Unusable::from)
        })
        .await?;
        Ok(self)
    }

    /// What a database that is gone would never answer ends as an error.
    async fn within<T, E: Into<Unusable>>(
        &self,
        limit: Duration,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, Unusable> {
        match timeout(limit, work).await.map(|done| done.map_err(E::into)) {
            Ok(Err(Unusable::Database(sqlx::Error::PoolTimedOut))) | Err(_) => {
                Err(Unusable::Silent(self.address.clone()))
            }
            Ok(done) => done,
        }
    }
}

/// A row, as it is read.
type Row = (i64, String, Option<String>);

fn read((version, record, details): Row) -> Result<Kept, Unusable> {
    let details = details.map(|details| serde_json::from_str(&details)).transpose()?;
    Ok(Kept { record: serde_json::from_str(&record)?, details, version })
}

impl Store for Postgres {
    fn put<'a>(&'a self, kept: &'a [Kept]) -> BoxFuture<'a, Result<(), Unusable>> {
        async move {
            // A statement changes a row once.
            let mut latest = BTreeMap::<&DeclarationId, &Kept>::new();
            for kept in kept {
                let known = latest.entry(&kept.record.id).or_insert(kept);
                if kept.version >= known.version {
                    *known = kept;
                }
            }
            let (mut ids, mut versions) = (Vec::new(), Vec::new());
            let (mut records, mut all_details) = (Vec::new(), Vec::new());
            for (id, Kept { record, details, version }) in latest {
                ids.push(id.as_str());
                versions.push(*version);
                records.push(serde_json::to_string(record)?);
                all_details.push(details.as_ref().map(serde_json::to_string).transpose()?);
            }
            // All lock rows in the same order, so that no two wait for each other.
            let put = "INSERT INTO incident (id, version, record, details) \
                       SELECT id, version, record::json, details::json \
                       FROM UNNEST($1::text[], $2::bigint[], $3::text[], $4::text[]) \
                       AS put (id, version, record, details) ORDER BY id COLLATE \"C\" \
                       ON CONFLICT (id) DO UPDATE SET \
                       version = excluded.version, record = excluded.record, details = excluded.details \
                       WHERE excluded.version >= incident.version";
            let put = sqlx::query(put).bind(ids).bind(versions).bind(records).bind(all_details);
            self.within(ANSWER, put.execute(&self.pool)).await.map(drop)
        }
        .boxed()
    }

    fn get<'a>(&'a self, id: &'a DeclarationId) -> BoxFuture<'a, Result<Option<Kept>, Unusable>> {
        async move {
            let row = "SELECT version, record::text, details::text FROM incident WHERE id = $1";
            let row = sqlx::query_as(row).bind(id.as_str());
            self.within(ANSWER, row.fetch_optional(&self.pool)).await?.map(read).transpose()
        }
        .boxed()
    }

    fn scan(&self) -> BoxFuture<'_, Result<BTreeMap<DeclarationId, Kept>, Unusable>> {
        async move {
            let rows = sqlx::query_as("SELECT version, record::text, NULL::text FROM incident");
            let rows: Vec<Row> = self.within(ANSWER, rows.fetch_all(&self.pool)).await?;
            rows.into_iter().map(|row| read(row).map(|kept| (kept.record.id.clone(), kept))).collect()
        }
        .boxed()
    }
}

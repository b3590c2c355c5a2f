//! A file: for a Muster whose worker and starter are on one host.

use std::{collections::BTreeMap, fs::OpenOptions, path::Path, time::Duration};

use futures_util::{FutureExt, future::BoxFuture};
use muster_workflows::domain::DeclarationId;
use sqlx::{
    SqlitePool,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{Kept, Store, Unusable};

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// Worker, starter and shells write in turn.
const BUSY: Duration = Duration::from_secs(10);

/// A store in a file.
pub(crate) struct Sqlite(SqlitePool);

impl Sqlite {
    /// Opens the file, or makes it.
    ///
    /// # Errors
    /// It cannot be read or written, or is of a later version of Muster.
    pub(crate) async fn open(file: &Path) -> Result<Self, Unusable> {
        // Private incidents are in it. What SQLite puts beside it can be read by the same.
        let mut options = OpenOptions::new();
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.append(true).create(true).open(file).map_err(sqlx::Error::Io)?;
        // No write-ahead log: a change to that waits for nobody, whatever the timeout.
        let options = SqliteConnectOptions::new()
            .filename(file)
            // What is put is on the disk.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(BUSY);
        let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
        // Of two that begin at once, the second waits, and then finds it done.
        let mut alone = pool.begin_with("BEGIN IMMEDIATE").await?;
        // Its `run` makes a future that no task can be made of: "implementation of `Acquire` is not general enough".
        MIGRATIONS.run_direct(None, &mut *alone, false).await?;
        alone.commit().await?;
        Ok(Self(pool))
    }
}

/// A row, as it is read.
type Row = (i64, String, Option<String>);

fn read((version, record, details): Row) -> Result<Kept, Unusable> {
    let details = details.map(|details| serde_json::from_str(&details)).transpose()?;
    Ok(Kept { record: serde_json::from_str(&record)?, details, version })
}

impl Store for Sqlite {
    fn put<'a>(&'a self, kept: &'a [Kept]) -> BoxFuture<'a, Result<(), Unusable>> {
        async move {
            let mut all = self.0.begin_with("BEGIN IMMEDIATE").await?;
            let put = "INSERT INTO incident (id, version, record, details) VALUES (?1, ?2, ?3, ?4) \
                       ON CONFLICT (id) DO UPDATE SET \
                       version = excluded.version, record = excluded.record, details = excluded.details \
                       WHERE excluded.version >= incident.version";
            for Kept { record, details, version } in kept {
                let details = details.as_ref().map(serde_json::to_string).transpose()?;
                let put = sqlx::query(put).bind(record.id.as_str()).bind(version);
                put.bind(serde_json::to_string(record)?).bind(details).execute(&mut *all).await?;
            }
            Ok(all.commit().await?)
        }
        .boxed()
    }

    fn get<'a>(&'a self, id: &'a DeclarationId) -> BoxFuture<'a, Result<Option<Kept>, Unusable>> {
        async move {
            let row = sqlx::query_as("SELECT version, record, details FROM incident WHERE id = ?1")
                .bind(id.as_str());
            row.fetch_optional(&self.0).await?.map(read).transpose()
        }
        .boxed()
    }

    fn scan(&self) -> BoxFuture<'_, Result<BTreeMap<DeclarationId, Kept>, Unusable>> {
        async move {
            let rows: Vec<Row> =
                sqlx::query_as("SELECT version, record, NULL FROM incident").fetch_all(&self.0).await?;
            rows.into_iter().map(|row| read(row).map(|kept| (kept.record.id.clone(), kept))).collect()
        }
        .boxed()
    }
}

//! What was said while no region could be asked. It is on this machine's disk before anybody is told that it is
//! saved, and goes to the regions, in order, when they are back: also after a restart.

use std::{path::Path, time::Duration};

use jiff::Timestamp;
use muster_workflows::domain::{Declaration, Plan};
use serde::{Deserialize, Serialize};
use sqlx::{
    SqlitePool,
    sqlite::{
        SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode, SqlitePoolOptions, SqliteSynchronous,
    },
};
use tokio::sync::Notify;

use crate::said::Said;

mod delivery;

pub use delivery::{Untold, deliver};

/// More than all of a company says in an outage, and some hundred megabytes at most.
const MOST: i64 = 10_000;

/// Every change is one statement, which is done or not: on a disk that is full SQLite rolls a transaction back by itself, of
/// which sqlx knows nothing, and what was written from then on would seem to be committed and be gone with the process.
const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS kept (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        reference TEXT NOT NULL,
        what TEXT NOT NULL,
        is_taken INTEGER NOT NULL,
        -- The names of the regions to which it is still to be delivered, as JSON.
        due TEXT NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS written (id INTEGER PRIMARY KEY CHECK (id = 0), at TEXT NOT NULL) STRICT;
";

/// In the place of a region's name: the first that answers.
const ANY: &str = "*";

/// The outbox, a file that one starter has for itself.
pub struct Outbox {
    database: SqlitePool,
    most: i64,
    arrived: Notify,
}

/// Something saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Saved {
    /// Somebody declared. It is for the first region that answers.
    Declared {
        /// What.
        declaration: Box<Declaration>,
        /// The plan of that moment.
        plan: Box<Plan>,
    },
    /// Somebody said something to an incident.
    Said(Box<Said>),
}

/// A delivery that is due.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
struct Due {
    seq: i64,
    /// The incident that it is about: what is said about one stays in order.
    reference: String,
    /// For which region; [`ANY`] for the first that answers.
    region: String,
}

/// Why something cannot be saved, or be read back.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// The database says so.
    #[error("the outbox cannot be used: {0}")]
    Database(#[from] sqlx::Error),
    /// It cannot be written as JSON, or read.
    #[error("the outbox holds what cannot be read: {0}")]
    Json(#[from] serde_json::Error),
    /// There is no more room.
    #[error("the outbox is full: it holds {0} things that nobody takes")]
    Full(i64),
}

impl Outbox {
    /// Opens the file, or makes it.
    ///
    /// # Errors
    /// It cannot be read or written, or another starter has it.
    pub async fn open(file: &Path) -> Result<Self, Unusable> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // Every commit is on the disk before it is acknowledged.
            .synchronous(SqliteSynchronous::Full)
            // Two starters would both deliver what is in it.
            .locking_mode(SqliteLockingMode::Exclusive)
            .busy_timeout(Duration::from_millis(200));
        let database = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options)
            .await?;
        sqlx::raw_sql(SCHEMA).execute(&database).await?;
        let outbox = Self { database, most: MOST, arrived: Notify::new() };
        outbox.arrived.notify_one();
        Ok(outbox)
    }

    /// Keeps at most so many deliveries, instead of 10,000.
    #[must_use]
    pub fn with_room_for(mut self, most: i64) -> Self {
        self.most = most;
        self
    }

    /// Saves a declaration for the first region that answers.
    ///
    /// # Errors
    /// It is not saved.
    pub async fn save_declaration(&self, declaration: Declaration, plan: Plan) -> Result<(), Unusable> {
        let reference = declaration.reference().to_string();
        let what = Saved::Declared { declaration: Box::new(declaration), plan: Box::new(plan) };
        self.save(&reference, &what, &[ANY], false).await
    }

    /// Saves something for regions that may keep the incident. `is_taken` tells whether another has taken it.
    ///
    /// # Errors
    /// It is not saved.
    pub async fn save_said(&self, said: &Said, regions: &[&str], is_taken: bool) -> Result<(), Unusable> {
        let reference = said.to.reference().to_string();
        self.save(&reference, &Saved::Said(Box::new(said.clone())), regions, is_taken).await
    }

    /// How many deliveries are due.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn waiting(&self) -> Result<i64, Unusable> {
        Ok(sqlx::query_scalar("SELECT count(*) FROM kept, json_each(kept.due)")
            .fetch_one(&self.database)
            .await?)
    }

    /// Whether something could be saved now: writes, and waits for the disk. How many deliveries are due.
    ///
    /// # Errors
    /// It could not.
    pub async fn ready(&self) -> Result<i64, Unusable> {
        let now = Timestamp::now().to_string();
        let write = sqlx::query("INSERT OR REPLACE INTO written VALUES (0, ?)").bind(now);
        write.execute(&self.database).await?;
        let waiting = self.waiting().await?;
        if waiting < self.most { Ok(waiting) } else { Err(Unusable::Full(self.most)) }
    }

    async fn save(
        &self,
        reference: &str,
        what: &Saved,
        regions: &[&str],
        is_taken: bool,
    ) -> Result<(), Unusable> {
        let (what, regions) = (serde_json::to_string(what)?, serde_json::to_string(regions)?);
        let keep = sqlx::query(
            "INSERT INTO kept (reference, what, is_taken, due) SELECT ?1, ?2, ?3, ?4
             WHERE (SELECT count(*) FROM kept, json_each(kept.due)) < ?5",
        );
        let keep = keep.bind(reference).bind(what).bind(is_taken).bind(regions).bind(self.most);
        let mut database = self.database.acquire().await?;
        // Before it is written, which goes on when whoever waits for it gives up; who delivers waits for its end.
        self.arrived.notify_one();
        match keep.execute(&mut *database).await?.rows_affected() {
            0 => Err(Unusable::Full(self.most)),
            _ => Ok(()),
        }
    }

    /// Everything that is due, in the order in which it was said.
    async fn due(&self) -> Result<Vec<Due>, Unusable> {
        let due =
            "SELECT seq, reference, value AS region FROM kept, json_each(kept.due) ORDER BY seq, region";
        Ok(sqlx::query_as(due).fetch_all(&self.database).await?)
    }

    /// What is to be delivered.
    async fn read(&self, due: &Due) -> Result<Saved, Unusable> {
        let what = sqlx::query_scalar("SELECT what FROM kept WHERE seq = ?").bind(due.seq);
        let what: String = what.fetch_one(&self.database).await?;
        Ok(serde_json::from_str(&what)?)
    }

    /// Whether no region has taken it so far, and this delivery is the last.
    async fn is_last_hope(&self, due: &Due) -> Result<bool, Unusable> {
        let last = "SELECT NOT is_taken AND json_array_length(due) = 1 FROM kept WHERE seq = ?1";
        Ok(sqlx::query_scalar(last).bind(due.seq).fetch_one(&self.database).await?)
    }

    /// A delivery is done.
    async fn delivered(&self, due: &Due, is_taken: bool) -> Result<(), Unusable> {
        let delivered = sqlx::query(
            "UPDATE kept SET is_taken = is_taken OR ?3,
                due = (SELECT json_group_array(value) FROM json_each(kept.due) WHERE value <> ?2)
             WHERE seq = ?1",
        );
        delivered.bind(due.seq).bind(&due.region).bind(is_taken).execute(&self.database).await?;
        sqlx::query("DELETE FROM kept WHERE due = '[]'").execute(&self.database).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;

//! Places for stores, and what is kept there.

use std::sync::Arc;

use muster_sandbox::programs::Postgres;
use muster_store::{Address, Kept, Store, create};
use muster_workflows::domain::{
    Event, Impact, Severity, Status, Timeline, Title,
    record::{Counts, Details, Record, Times},
};
use tempfile::TempDir;

/// A place in which there is no store yet. It is gone when it is dropped.
pub(crate) struct Place {
    pub(crate) address: Address,
    /// Where it is for who is no store.
    pub(crate) url: String,
    _made_of: MadeOf,
}

enum MadeOf {
    Sqlite { _folder: TempDir },
    Postgres { _server: Arc<Postgres> },
}

impl Place {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("store.db");
        let url = format!("sqlite://{}", file.display());
        Self { address: Address::Sqlite(file), url, _made_of: MadeOf::Sqlite { _folder: folder } }
    }

    pub(crate) async fn postgres() -> Self {
        let server = Postgres::shared().await.unwrap();
        let url = server.database().await.unwrap();
        let address = url.parse().unwrap();
        Self { address, url, _made_of: MadeOf::Postgres { _server: server } }
    }

    /// Opens the store, or makes it.
    pub(crate) async fn store(&self) -> Arc<dyn Store> {
        create(&self.address).await.unwrap()
    }

    /// Does what no store does.
    pub(crate) async fn execute(&self, sql: &'static str) {
        match self.address {
            Address::Sqlite(_) => {
                let database = sqlx::SqlitePool::connect(&self.url).await.unwrap();
                sqlx::query(sql).execute(&database).await.unwrap();
            }
            Address::Postgres(_) => {
                let database = sqlx::PgPool::connect(&self.url).await.unwrap();
                sqlx::query(sql).execute(&database).await.unwrap();
            }
        }
    }
}

/// What of it is in a scan.
pub(crate) fn listed(kept: Kept) -> Kept {
    Kept { details: None, ..kept }
}

/// A record with something in it.
pub(crate) fn kept(id: &str, title: &str, version: i64) -> Kept {
    let record = Record {
        id: id.parse().unwrap(),
        reference: format!("INC-{id}"),
        title: Title::new(title).unwrap(),
        severity: Severity::MAJOR,
        services: vec!["checkout".to_owned()],
        origin: Some("internal".to_owned()),
        status: Status::Resolved,
        drill: false,
        private: true,
        channel: Some("C1".to_owned()),
        impact: Impact { started_at: "2026-11-10T12:00:00.123456789Z".parse().ok(), ended_at: None },
        times: Times { declared_at: "2026-11-10T12:05:00Z".parse().ok(), ..Times::default() },
        counts: Counts { messages: 12, people: 3, reminders: 1 },
        failed: Vec::new(),
    };
    let mut timeline = Timeline::default();
    timeline.record(record.times.declared_at.unwrap(), Event::Expired);
    Kept { record, details: Some(Details { timeline, ..Details::default() }), version }
}

//! What outlives Temporal's retention: a record of each incident. It keeps and hands out; what records teach is computed in
//! the domain.

use std::{collections::BTreeMap, sync::Arc};

use futures_util::future::{BoxFuture, try_join_all};
use muster_workflows::domain::DeclarationId;
pub use muster_workflows::domain::record::Kept;

mod address;
mod postgres;
mod sqlite;
mod united;

pub use address::{Address, Database, InvalidAddress};
use postgres::Postgres;
use sqlite::Sqlite;
use united::United;

/// Keeps records.
pub trait Store: Send + Sync {
    /// Keeps each record, unless a later version of it is there: to put them twice, or late, changes nothing. After an error
    /// some may be kept.
    fn put<'a>(&'a self, kept: &'a [Kept]) -> BoxFuture<'a, Result<(), Unusable>>;

    /// The record of an incident, with its details.
    fn get<'a>(&'a self, id: &'a DeclarationId) -> BoxFuture<'a, Result<Option<Kept>, Unusable>>;

    /// All of them, by their ids, without details.
    fn scan(&self) -> BoxFuture<'_, Result<BTreeMap<DeclarationId, Kept>, Unusable>>;
}

/// Why a store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// Nothing has been kept there.
    #[error("there is no store at {0}: nothing is kept yet, or it is elsewhere")]
    Missing(Address),
    /// Nobody answers there in time.
    #[error("the store at {0} does not answer")]
    Silent(Address),
    /// The database says so.
    #[error("the store cannot be used: {0}")]
    Database(#[from] sqlx::Error),
    /// It cannot be made what this version needs.
    #[error("the store cannot be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A record cannot be written as JSON, or read.
    #[error("the store holds a record that cannot be read: {0}")]
    Json(#[from] serde_json::Error),
}

/// Opens the store that is at an address, and brings it up to date.
///
/// # Errors
/// It is not there, cannot be reached, or was written by a later version of Muster.
pub async fn open(address: &Address) -> Result<Arc<dyn Store>, Unusable> {
    match address {
        // What is looked for in the wrong place would else be an empty store, in which nothing was ever down.
        Address::Sqlite(file) if matches!(file.try_exists(), Ok(false)) => {
            Err(Unusable::Missing(address.clone()))
        }
        Address::Sqlite(_) => create(address).await,
        Address::Postgres(database) => Ok(Arc::new(Postgres::open(database).await?)),
    }
}

/// Opens it, or makes it where it is not there: a file, or what is in a database, not the database itself.
///
/// # Errors
/// It cannot be reached, or was written by a later version of Muster.
pub async fn create(address: &Address) -> Result<Arc<dyn Store>, Unusable> {
    match address {
        Address::Sqlite(file) => Ok(Arc::new(Sqlite::open(file).await?)),
        Address::Postgres(database) => Ok(Arc::new(Postgres::create(database).await?)),
    }
}

/// The stores of all regions as one: of an incident that several keep, the latest record counts. What is put goes to the first.
///
/// # Errors
/// As [`open`] of any: numbers without a region would be wrong.
pub async fn open_all(addresses: &[Address]) -> Result<Arc<dyn Store>, Unusable> {
    Ok(Arc::new(United(try_join_all(addresses.iter().map(open)).await?)))
}

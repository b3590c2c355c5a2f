//! The region's store: what is known of an incident, kept for good.

#![allow(missing_docs, reason = "the macro adds a constant for each activity")]

use std::sync::Arc;

use muster_store::{Address, Store, Unusable};
use muster_workflows::{
    contract::{System, record::activity},
    domain::record::Kept,
};
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};
use tokio::sync::OnceCell;

use crate::{attempt::attempt, failure::Failure};

/// The activity that writes the store.
pub struct Records {
    address: Address,
    store: OnceCell<Arc<dyn Store>>,
}

impl Records {
    /// A writer; opens nothing yet, so that a worker begins also while the store does not answer.
    pub fn new(address: &Address) -> Self {
        Self { address: address.clone(), store: OnceCell::new() }
    }

    async fn keep_once(&self, kept: Kept) -> Result<(), Failure> {
        let open = || muster_store::create(&self.address);
        let store = self.store.get_or_try_init(open).await.map_err(failure)?;
        store.put(&[kept]).await.map_err(failure)
    }
}

/// Whatever it is, somebody may mend it while it is tried again.
fn failure(error: Unusable) -> Failure {
    Failure::unavailable(System::Store, error.to_string())
}

#[activities]
impl Records {
    /// See [`activity::Keep`].
    #[activity(definition = activity::Keep)]
    pub async fn keep(self: Arc<Self>, ctx: ActivityContext, input: Kept) -> Result<(), ActivityError> {
        attempt(&ctx, System::Store, self.keep_once(input)).await
    }
}

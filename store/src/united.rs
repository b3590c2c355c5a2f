use std::{collections::BTreeMap, sync::Arc};

use futures_util::{
    FutureExt,
    future::{BoxFuture, try_join_all},
};
use muster_workflows::domain::DeclarationId;

use crate::{Kept, Store, Unusable};

/// The stores of all regions as one. What is put goes to the first.
pub(crate) struct United(pub(crate) Vec<Arc<dyn Store>>);

impl Store for United {
    fn put<'a>(&'a self, kept: &'a [Kept]) -> BoxFuture<'a, Result<(), Unusable>> {
        match self.0.first() {
            Some(first) => first.put(kept),
            None => std::future::ready(Ok(())).boxed(),
        }
    }

    fn get<'a>(&'a self, id: &'a DeclarationId) -> BoxFuture<'a, Result<Option<Kept>, Unusable>> {
        async move {
            let found = try_join_all(self.0.iter().map(|store| store.get(id))).await?;
            Ok(found.into_iter().flatten().max_by_key(|kept| kept.version))
        }
        .boxed()
    }

    fn scan(&self) -> BoxFuture<'_, Result<BTreeMap<DeclarationId, Kept>, Unusable>> {
        async move {
            let mut all = BTreeMap::<DeclarationId, Kept>::new();
            for (id, kept) in
                try_join_all(self.0.iter().map(|store| store.scan())).await?.into_iter().flatten()
            {
                if all.get(&id).is_none_or(|known| known.version < kept.version) {
                    all.insert(id, kept);
                }
            }
            Ok(all)
        }
        .boxed()
    }
}

use futures_util::{Stream, StreamExt, stream};
use muster_workflows::domain::{DeclarationId, record::Kept};

use super::{Region, Regions, Unasked};
use crate::incidents::Trouble;

/// A worker reads one history after the other; so many questions keep it busy.
const AT_ONCE: usize = 8;

/// What the workflow of an incident tells, to be kept for good.
type Told = (DeclarationId, Result<Option<Kept>, Trouble>);

impl Regions {
    /// What the workflows of all incidents tell that Temporal still keeps, in no order.
    ///
    /// # Errors
    /// A region does not say which there are.
    pub async fn records(&self) -> Result<impl Stream<Item = Told>, Unasked> {
        let mut questions = Vec::new();
        for region in &self.0 {
            let keys = region.incidents.keys().await.map_err(|trouble| region.unasked(trouble))?;
            questions.extend(keys.into_iter().map(|id| ask(region, id)));
        }
        Ok(stream::iter(questions).buffer_unordered(AT_ONCE))
    }
}

async fn ask(region: &Region, id: DeclarationId) -> Told {
    let told = region.incidents.record(&id).await;
    (id, told)
}

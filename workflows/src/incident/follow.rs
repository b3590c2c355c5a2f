//! While steps are retried, an activity keeps the card and the board does not: it sees how far the retries are.

use super::{Context, Incident, aside, status, work};
use crate::{
    attempt::{self, Failure},
    contract::{
        System,
        chat::{Chat, Follow, Purpose},
    },
};

/// Has the card kept whenever steps are retried. Ends when the run is over, or the card cannot be kept.
pub(super) async fn retries(ctx: &Context) {
    while work::comes(ctx, |Incident { state, .. }| state.is_retrying() && state.card.is_some()).await {
        let Some(follow) = ctx.state(Incident::follow) else { return };
        let call = aside::policy(ctx, System::Card, "Status card, attempt by attempt");
        ctx.state_mut(|incident| incident.state.is_followed = true);
        let followed = attempt::durably(ctx, Chat::follow, follow, call).await;
        ctx.state_mut(|incident| {
            incident.state.is_followed = false;
            // What it did not come to show is the board's again.
            incident.state.changes += 1;
        });
        if let Err(Failure::Failed { why, .. }) = followed {
            return status::trouble(ctx, format!("retries on the card: {why}"));
        }
    }
}

impl Incident {
    fn follow(&self) -> Option<Follow> {
        Some(Follow { posted: self.state.card.clone()?, key: self.key(Purpose::Card) })
    }
}

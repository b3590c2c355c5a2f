//! While steps are retried, an activity keeps the card and the board does not: it sees how far the retries are.

use super::{Context, Incident, State, aside, status};
use crate::{
    attempt::{self, Failure},
    contract::{
        System,
        chat::{Chat, Follow, Purpose},
    },
};

/// Has the card kept whenever steps are retried. Ends when the run is over, or the card cannot be kept.
pub(super) async fn retries(ctx: &Context) {
    loop {
        // Not while fast attempts are under way, as the board: what they come to is heard one by one, and in a replay
        // together. What acts on one of them between the others would act in another order then.
        let more = ctx.wait_condition(|incident| {
            let State { card, in_fast_attempt, .. } = &incident.state;
            let is_time = incident.state.is_retrying() && card.is_some() && *in_fast_attempt == 0;
            is_time || incident.state.is_over()
        });
        if more.await.is_err() || ctx.state(|incident| incident.state.is_over()) {
            return;
        }
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
    /// An incident of a version that had none is not followed.
    fn follow(&self) -> Option<Follow> {
        if !self.follows_retries {
            return None;
        }
        Some(Follow { posted: self.state.card.clone()?, key: self.key(Purpose::Card) })
    }
}

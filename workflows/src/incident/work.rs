//! What goes on beside the story until the run is over.

use std::pin::pin;

use futures_util::FutureExt;
use temporalio_workflow::{WorkflowCancellationToken, workflows::select};

use super::{Context, Incident, State};

/// Waits until there is something to do. Tells that there is nothing once the run is over, or cancelled.
pub(super) async fn comes(ctx: &Context, is_there: impl Fn(&Incident) -> bool) -> bool {
    let more = ctx.wait_condition(|incident| is_there(incident) || incident.state.is_over());
    more.await.is_ok() && ctx.state(&is_there)
}

/// Works until that is done or moot. An attempt that is under way is waited for: what it does must be known.
pub(super) async fn until_moot(
    ctx: &Context,
    token: &WorkflowCancellationToken,
    work: impl Future<Output = ()>,
    is_moot: impl FnMut(&Incident) -> bool,
) {
    let mut done = pin!(work.fuse());
    let mut moot = pin!(ctx.wait_condition(is_moot).fuse());
    select! {
        () = done => {},
        _ = moot => {
            token.cancel();
            done.await;
        }
    }
}

impl State {
    /// Whether people should be shown something that they do not see yet. While fast attempts are under way,
    /// more is about to come, and one update shows it all.
    pub(super) fn is_worth_showing(&self) -> bool {
        self.changes != self.shown && self.in_fast_attempt == 0
    }

    /// Whether nothing is under way, and people see how it is.
    pub(super) fn is_quiescent(&self) -> bool {
        self.all_settled()
            && self.changes == self.shown
            && !self.is_followed
            && self.news.is_empty()
            && (self.to_invite.is_empty() || self.channel.is_none())
            && self.is_reopened_on_ticket()
            && self.is_impact_on_ticket()
            && self.has_made_follow_ups()
            && !self.is_page_behind()
            && !self.is_record_behind()
            && self.alert_to_update().is_none()
            && !self.is_asking
            && !self.is_escalating
            && self.lost_alerts.is_empty()
            && !self.is_page_to_acknowledge()
    }

    /// Whether the run that ends is the last. Where only the history is long, the incident goes on in another.
    pub(super) fn is_last_run(&self) -> bool {
        self.is_ending && self.resolution.is_some()
    }

    /// Whether this run has come to its end.
    pub(super) fn is_over(&self) -> bool {
        self.is_ending && self.is_quiescent()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{Outcome, Step},
        incident::state::tests::at,
    };

    #[test]
    fn one_update_shows_what_comes_together() {
        let mut state = State { in_fast_attempt: 1, ..State::default() };
        state.set_outcome(Step::Channel, Outcome::done(), at(1));
        assert!(!state.is_worth_showing(), "another fast attempt is under way");
        state.in_fast_attempt = 0;
        assert!(state.is_worth_showing());
        state.shown = state.changes;
        assert!(!state.is_worth_showing());
        assert!(state.is_quiescent());
    }
}

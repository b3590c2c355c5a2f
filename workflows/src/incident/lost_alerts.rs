//! Alerts whose answer was lost: whom they have reached reads what becomes of it, like all others.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Context, State,
    alerts::{AlertStanding, AlertedGroup},
    copies, status,
};
use crate::{
    attempt::Failure,
    clock,
    contract::chat::{Purpose, Reached},
    domain::Party,
};

/// An alert of which it is not known whom it has reached: an attempt may have, and did not say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LostAlert {
    /// What their messages are for.
    pub purpose: Purpose,
    /// Whom it was to reach.
    pub to: Vec<Party>,
}

/// Looks whom it has reached.
pub(super) async fn find(ctx: &Context, lost: LostAlert) {
    let found = copies::find(ctx, "alert", lost.purpose, lost.to.clone()).await;
    let now = clock::now(ctx);
    ctx.state_mut(|incident| incident.state.note_found(&lost, found, now));
    status::show_details(ctx);
}

impl State {
    /// Whom an alert was to reach, and did not say that it has. It may have.
    pub(super) fn lose_alert(&mut self, purpose: Purpose, to: Vec<Party>) {
        if !self.lost_alerts.iter().any(|lost| lost.purpose == purpose) {
            self.lost_alerts.push(LostAlert { purpose, to });
        }
    }

    /// Notes whom it has reached, unless that is known by now: an attempt after that one said so.
    fn note_found(&mut self, lost: &LostAlert, found: Result<Reached, Failure>, at: Timestamp) {
        let before = self.lost_alerts.len();
        self.lost_alerts.retain(|one| one != lost);
        match found {
            _ if self.lost_alerts.len() == before => {}
            Ok(Reached { people, posted, .. }) => {
                let (purpose, shows) = (lost.purpose, AlertStanding::Open);
                self.found_alerts.push(AlertedGroup { purpose, at, people, posted, shows });
            }
            Err(failure) => self.note_trouble(format!("Whom the alert has reached: {failure}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::{
        alerts::tests::{active, reached, resolution},
        state::tests::{ada, at},
    };

    #[test]
    fn what_an_alert_did_not_say_is_looked_for_unless_it_says_so_after_all() {
        let mut state = active();
        for _ in 0..2 {
            state.lose_alert(Purpose::Alert, vec!["@management".parse().unwrap()]);
        }
        assert_eq!(state.lost_alerts.len(), 1);
        assert!(!state.is_quiescent());
        let lost = state.lost_alerts[0].clone();
        state.note_alerted(Purpose::Alert, &reached(2), at(1));
        assert_eq!(state.lost_alerts, []);
        state.note_found(&lost, Ok(reached(1)), at(2));
        assert_eq!((state.alerted[0].posted.len(), state.found_alerts.len()), (2, 0));
    }

    /// It is brought up to date, and nobody waits for whom it has reached.
    #[test]
    fn what_is_found_is_no_group_that_was_alerted() {
        let mut state = active();
        state.lose_alert(Purpose::Alert, vec!["@management".parse().unwrap()]);
        let lost = state.lost_alerts[0].clone();
        state.resolve(resolution(1));
        state.reopen(ada(), at(1000));
        state.note_found(&lost, Ok(reached(2)), at(1001));
        assert_eq!((state.alerted.len(), state.alert_to_update()), (0, None));
        state.acknowledge(ada(), at(1002));
        assert_eq!(state.alert_to_update().unwrap().posted.len(), 2);
        state.note_shown(Purpose::Alert, AlertStanding::Acknowledged);
        assert_eq!(state.alert_to_update(), None);
    }
}

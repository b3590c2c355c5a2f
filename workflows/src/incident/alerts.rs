//! The alerts themselves: whom they have reached, who has acknowledged, and what they say of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Context, Incident, State, copies, lost_alerts, said::Effect, work};
use crate::{
    contract::chat::{Alert, Message, MessageKey, News, Posted, Purpose, Reached},
    domain::{Decision, Event, Person},
};

/// A group that was alerted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertedGroup {
    /// What their messages are for.
    pub purpose: Purpose,
    /// When.
    pub at: Timestamp,
    /// How many were reached.
    pub people: usize,
    /// Their messages, as far as they are kept.
    #[serde(default)]
    pub posted: Vec<Posted>,
    /// What these say of the alert.
    pub shows: AlertStanding,
}

/// How far the alert is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AlertStanding {
    /// It waits for somebody.
    #[default]
    Open,
    /// Somebody has it.
    Acknowledged,
    /// The incident is over.
    Over,
}

/// Keeps the messages as the alert is. Ends when the run is over.
pub(super) async fn keep(ctx: &Context) {
    while work::comes(ctx, |Incident { state, .. }| {
        state.alert_to_update().is_some() || !state.lost_alerts.is_empty()
    })
    .await
    {
        let Some((group, key, message)) = ctx.state(Incident::alert_update) else {
            match ctx.state(|incident| incident.state.lost_alerts.first().cloned()) {
                Some(lost) => lost_alerts::find(ctx, lost).await,
                None => return,
            }
            continue;
        };
        if !copies::update(ctx, "alerts", &group.posted, &key, &message).await {
            return;
        }
        ctx.state_mut(|incident| incident.state.note_shown(group.purpose, group.shows));
    }
}

impl State {
    /// Somebody has the alert. The first does, and nobody else need; what was kept for long may be from before the incident
    /// was reopened, and was about another alert.
    pub(super) fn acknowledge(&mut self, by: Person, at: Timestamp) -> Effect {
        let is_open = self.confirmed.is_some() && self.resolution.is_none();
        if !is_open || self.is_from_before_it_was_reopened(at) {
            return Effect::Nothing;
        }
        if self.acknowledged.is_some() {
            return Effect::Counts;
        }
        self.timeline.record(at, Event::Acknowledged { by: by.clone() });
        self.say(News::Acknowledged { by: by.clone() });
        self.acknowledged = Some(Decision { by, at });
        self.changes += 1;
        Effect::Counts
    }

    /// Notes whom the alert has reached. Who is alerted beside a group that was, because the severity asks for more, does
    /// not begin its time anew.
    pub(super) fn note_alerted(&mut self, purpose: Purpose, reached: &Reached, at: Timestamp) {
        let Reached { people, posted, .. } = reached;
        self.lost_alerts.retain(|lost| lost.purpose != purpose);
        let shows = AlertStanding::Open;
        match self.alerted.iter_mut().find(|group| group.purpose == purpose) {
            Some(group) => {
                group.people = *people;
                group.posted.clone_from(posted);
                group.shows = shows;
            }
            None => {
                let posted = posted.clone();
                self.alerted.push(AlertedGroup { purpose, at, people: *people, posted, shows });
            }
        }
    }

    /// Nobody has acknowledged what comes now, and whoever was alerted has read that it is over.
    pub(super) fn forget_alerts(&mut self) {
        self.acknowledged = None;
        self.alerted.clear();
        self.found_alerts.clear();
    }

    pub(super) fn alert_standing(&self) -> AlertStanding {
        match () {
            () if self.resolution.is_some() => AlertStanding::Over,
            () if self.acknowledged.is_some() => AlertStanding::Acknowledged,
            () => AlertStanding::Open,
        }
    }

    /// The first group whose messages say something else than how it is.
    pub(super) fn alert_to_update(&self) -> Option<&AlertedGroup> {
        let is = self.alert_standing();
        let all = self.alerted.iter().chain(&self.found_alerts);
        all.into_iter().find(|group| group.shows != is && !group.posted.is_empty())
    }

    pub(super) fn note_shown(&mut self, purpose: Purpose, shows: AlertStanding) {
        // None, where the incident was reopened meanwhile.
        let all = self.alerted.iter_mut().chain(&mut self.found_alerts);
        for group in all.filter(|group| group.purpose == purpose) {
            group.shows = shows;
        }
    }
}

impl Incident {
    /// What the first message about it is for.
    pub(super) fn alert_purpose(&self) -> Purpose {
        match self.state.times_reopened() {
            0 => Purpose::Alert,
            reopened => Purpose::AlertAgain(reopened),
        }
    }

    /// What the card tells of the alert.
    pub(super) fn alert(&self) -> Option<Alert> {
        let acknowledged = self.state.acknowledged.clone();
        let escalations = self.state.alerted.len().saturating_sub(1);
        let next_at = self.escalation_due();
        (acknowledged.is_some() || escalations > 0 || next_at.is_some()).then_some(Alert {
            acknowledged,
            escalations,
            next_at,
        })
    }

    /// A group whose messages are to be brought up to date, as they will be then.
    fn alert_update(&self) -> Option<(AlertedGroup, MessageKey, Message)> {
        let group = self.state.alert_to_update()?.clone();
        let (key, message) = (self.key(group.purpose), self.alert_message(group.purpose));
        Some((AlertedGroup { shows: self.state.alert_standing(), ..group }, key, message))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        domain::{Ending, Resolution},
        incident::state::tests::{ada, at, declaration},
    };

    pub(in crate::incident) fn active() -> State {
        State::declared(&declaration(true))
    }

    pub(in crate::incident) fn resolution(second: i64) -> Resolution {
        Resolution { by: ada(), at: at(second), origin: None, ending: Ending::Resolved }
    }

    pub(in crate::incident) fn reached(people: usize) -> Reached {
        let posted = |n: usize| Posted { channel: format!("D{n}"), ts: "1.1".to_owned() };
        Reached { people, posted: (0..people).map(posted).collect(), not: Vec::new() }
    }

    #[test]
    fn the_first_who_acknowledges_has_it() {
        let mut state = active();
        let grace = Person::in_slack("U0GRACE", "Grace");
        state.acknowledge(grace.clone(), at(1));
        let before = state.clone();
        state.acknowledge(ada(), at(2));
        assert_eq!(state, before);
        assert_eq!(state.acknowledged, Some(Decision { by: grace.clone(), at: at(1) }));
        assert_eq!(state.news, [News::Acknowledged { by: grace }]);
    }

    #[test]
    fn what_is_not_confirmed_or_over_is_not_acknowledged() {
        let mut over = active();
        over.resolve(resolution(1));
        for mut state in [State::declared(&declaration(false)), over] {
            let before = state.clone();
            state.acknowledge(ada(), at(2));
            assert_eq!(state, before);
        }
    }

    /// A starter that was away brings it: it was about the alert before.
    #[test]
    fn what_was_reopened_waits_for_somebody_again() {
        let mut state = active();
        state.note_alerted(Purpose::Alert, &reached(2), at(1));
        state.acknowledge(ada(), at(2));
        state.resolve(resolution(1000));
        state.reopen(ada(), at(2000));
        assert_eq!((state.acknowledged.as_ref(), state.alerted.len()), (None, 0));
        state.acknowledge(ada(), at(900));
        assert_eq!(state.acknowledged, None);
        state.acknowledge(ada(), at(2100));
        assert!(state.acknowledged.is_some());
    }

    #[test]
    fn messages_follow_what_becomes_of_the_alert() {
        let mut state = active();
        state.note_alerted(Purpose::Alert, &reached(2), at(1));
        assert_eq!(state.alert_to_update(), None);
        state.acknowledge(ada(), at(2));
        assert_eq!(state.alert_to_update().unwrap().purpose, Purpose::Alert);
        state.note_shown(Purpose::Alert, AlertStanding::Acknowledged);
        assert_eq!(state.alert_to_update(), None);
        state.resolve(resolution(3));
        assert!(state.alert_to_update().is_some());
        state.note_shown(Purpose::Alert, AlertStanding::Over);
        assert_eq!(state.alert_to_update(), None);
    }

    #[test]
    fn nobody_who_comes_late_begins_the_time_anew() {
        let mut state = active();
        state.note_alerted(Purpose::Alert, &reached(0), at(1));
        state.note_alerted(Purpose::Alert, &reached(3), at(60));
        let [group] = state.alerted.as_slice() else { panic!("one group: {:?}", state.alerted) };
        assert_eq!((group.at, group.people, group.posted.len()), (at(1), 3, 3));
    }
}

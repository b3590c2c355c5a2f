//! Alerts, and what events do to them.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::PagerDuty;
use super::event::{Action, Event, Payload};

/// An alert: of one key at most one is not resolved.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Alert {
    pub(super) dedup_key: String,
    pub(super) status: Status,
    pub(super) summary: String,
    pub(super) severity: String,
    pub(super) source: String,
    pub(super) details: Value,
    pub(super) client: Option<String>,
    pub(super) client_url: Option<String>,
    pub(super) links: Value,
    pub(super) triggered: Timestamp,
    pub(super) acknowledged: Option<Timestamp>,
    pub(super) resolved: Option<Timestamp>,
}

/// How far an alert is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    Triggered,
    Acknowledged,
    Resolved,
}

/// An event that was accepted.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Received {
    pub(super) at: Timestamp,
    pub(super) action: Action,
    pub(super) dedup_key: String,
    pub(super) effect: Effect,
}

/// What an event did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Effect {
    /// An alert is there that was not.
    Opened,
    /// One was there already: the event was added to it, and nobody is called again.
    Added,
    Acknowledged,
    Resolved,
    /// There is no such alert, or it is so already. PagerDuty accepts it all the same.
    Nothing,
}

impl PagerDuty {
    /// Does what an event says.
    pub(super) fn take(&mut self, event: Event, now: Timestamp) {
        let Event { action, dedup_key, payload, client, client_url, links } = event;
        let alert = self
            .alerts
            .iter_mut()
            .find(|alert| alert.dedup_key == dedup_key && alert.status != Status::Resolved);
        let effect = match (action, alert) {
            (Action::Trigger, Some(_)) => Effect::Added,
            (Action::Trigger, None) => {
                // A trigger without one was refused.
                let Payload { summary, severity, source, custom_details } = payload.unwrap_or_default();
                self.alerts.push(Alert {
                    dedup_key: dedup_key.clone(),
                    status: Status::Triggered,
                    summary,
                    severity,
                    source,
                    details: custom_details,
                    client,
                    client_url,
                    links,
                    triggered: now,
                    acknowledged: None,
                    resolved: None,
                });
                Effect::Opened
            }
            (Action::Acknowledge, Some(alert)) if alert.status == Status::Triggered => {
                alert.status = Status::Acknowledged;
                alert.acknowledged = Some(now);
                Effect::Acknowledged
            }
            (Action::Resolve, Some(alert)) => {
                alert.status = Status::Resolved;
                alert.resolved = Some(now);
                Effect::Resolved
            }
            (Action::Acknowledge | Action::Resolve, _) => Effect::Nothing,
        };
        self.events.push(Received { at: now, action, dedup_key, effect });
    }
}

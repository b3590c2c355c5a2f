//! PagerDuty's Events API v2: an alert is opened, acknowledged and resolved by one key.

#![allow(missing_docs, reason = "the macro adds a constant for each activity")]

use std::sync::Arc;

use muster_workflows::contract::{
    System,
    pager::{DedupKey, Trigger, activity},
};
use reqwest::Client;
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};

use crate::{
    attempt::attempt,
    config::PagerDutyConfig,
    failure::Failure,
    http::{self, below},
    on_its_way::noted,
};

mod event;

use event::{Accepted, Event};

/// PagerDuty's activities.
pub struct PagerDuty {
    http: Client,
    config: PagerDutyConfig,
}

impl PagerDuty {
    /// A client; reaches nobody yet.
    pub fn new(http: Client, config: &PagerDutyConfig) -> Self {
        Self { http, config: config.clone() }
    }

    /// Sends an event. One that comes late would do harm: a trigger after the resolve opens the alert anew, and the other
    /// way round.
    async fn send(&self, event: &Event<'_>) -> Result<(), Failure> {
        let Some(routing_key) = &self.config.routing_key else {
            return Err(Failure::refused(System::Pager, "no_routing_key", NO_ROUTING_KEY));
        };
        let request =
            self.http.post(below(&self.config.api_url, ["enqueue"])).json(&event.signed(routing_key));
        noted(async { http::send(System::Pager, request).await?.json::<Accepted>()?.check(event.key()) })
            .await
    }
}

/// What to do about it. Paging is for those who have PagerDuty, so that a worker starts without.
const NO_ROUTING_KEY: &str = "the worker has no routing key. Set MUSTER_PAGERDUTY_ROUTING_KEY for it, or take the \
                              steps \"page\" and \"end-page\" out of the plan.";

#[activities]
impl PagerDuty {
    /// See [`activity::Trigger`].
    #[activity(definition = activity::Trigger)]
    pub async fn trigger(self: Arc<Self>, ctx: ActivityContext, input: Trigger) -> Result<(), ActivityError> {
        attempt(&ctx, System::Pager, self.send(&Event::trigger(&input))).await
    }

    /// See [`activity::Acknowledge`].
    #[activity(definition = activity::Acknowledge)]
    pub async fn acknowledge(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: DedupKey,
    ) -> Result<(), ActivityError> {
        attempt(&ctx, System::Pager, self.send(&Event::acknowledge(&input))).await
    }

    /// See [`activity::Resolve`].
    #[activity(definition = activity::Resolve)]
    pub async fn resolve(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: DedupKey,
    ) -> Result<(), ActivityError> {
        attempt(&ctx, System::Pager, self.send(&Event::resolve(&input))).await
    }
}

//! What runbooks look at and do.

#![allow(missing_docs, reason = "the macro adds a constant for each activity")]

use std::sync::Arc;

use muster_workflows::{
    contract::{
        System,
        healing::{Act, Prepare, Prepared, Settled, Watch, Watched, activity},
    },
    domain::runbook::Action,
};
use reqwest::Client;
use secrecy::SecretString;
use temporalio_macros::activities;
use temporalio_sdk::activities::{ActivityContext, ActivityError};
use tokio::select;
use url::Url;

use crate::{Config, attempt::attempt, failure::Failure, on_its_way::noted};

mod answer;
mod aws;
mod http;
mod promql;
mod redis;
mod watch;
mod webhook;

use self::{answer::Answer, aws::AwsClients, redis::RedisServers};

/// The activities of runbooks.
pub struct Healer {
    http: Client,
    prometheus: Option<Url>,
    webhook_secret: Option<SecretString>,
    aws: AwsClients,
    redis: RedisServers,
}

impl Healer {
    /// Clients; reaches nobody yet.
    pub fn new(http: Client, config: &Config) -> Self {
        let Config { prometheus, webhook_secret, aws, redis, .. } = config;
        Self {
            http,
            prometheus: prometheus.clone(),
            webhook_secret: webhook_secret.clone(),
            aws: AwsClients::new(aws),
            redis: RedisServers::new(redis),
        }
    }

    async fn look(&self, asked: &Prepare) -> Result<Prepared, Failure> {
        match &asked.action {
            Action::Webhook(webhook) => self.look_at_webhook(webhook),
            Action::RedisFlush(flush) => self.redis.prepare(flush).await,
            _ => self.aws.prepare(asked).await,
        }
    }

    async fn do_once(&self, act: &Act) -> Result<(), Failure> {
        match &act.action {
            Action::Webhook(webhook) => self.send_webhook(webhook, act).await,
            Action::RedisFlush(flush) => self.redis.act(flush).await,
            _ => self.aws.act(act).await,
        }
    }

    async fn wait_for_its_end(&self, act: &Act) -> Result<Settled, Failure> {
        match &act.action {
            // Who received the one does not tell, and keys come again.
            Action::Webhook(_) | Action::RedisFlush(_) => Ok(Settled::Untold),
            _ => self.aws.settle(act).await,
        }
    }
}

#[activities]
impl Healer {
    /// See [`activity::Watch`].
    #[activity(definition = activity::Watch)]
    pub async fn watch(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: Watch,
    ) -> Result<Watched, ActivityError> {
        let begun = watch::begun(ctx.info());
        select! {
            watched = attempt(&ctx, System::Probe, self.watch_until_certain(&input, begun)) => watched,
            // It only looks, which can be ended at any time.
            () = ctx.cancelled() => Err(ActivityError::Cancelled { details: None }),
        }
    }

    /// See [`activity::Prepare`].
    #[activity(definition = activity::Prepare)]
    pub async fn prepare(
        self: Arc<Self>,
        ctx: ActivityContext,
        input: Prepare,
    ) -> Result<Prepared, ActivityError> {
        attempt(&ctx, System::of(&input.action), self.look(&input)).await
    }

    /// See [`activity::Act`].
    #[activity(definition = activity::Act)]
    pub async fn act(self: Arc<Self>, ctx: ActivityContext, input: Act) -> Result<(), ActivityError> {
        // One that ends in the middle of it does not know what has become of what it asked for.
        attempt(&ctx, System::of(&input.action), noted(self.do_once(&input))).await
    }

    /// See [`activity::Settle`].
    #[activity(definition = activity::Settle)]
    pub async fn settle(self: Arc<Self>, ctx: ActivityContext, input: Act) -> Result<Settled, ActivityError> {
        attempt(&ctx, System::of(&input.action), self.wait_for_its_end(&input)).await
    }
}

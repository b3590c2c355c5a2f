//! Amazon Web Services: who is asked as whom, and the actions, one file each.

use std::{collections::BTreeMap, time::Duration};

use aws_config::{
    BehaviorVersion, Region, SdkConfig, identity::IdentityCache, retry::RetryConfig, sts::AssumeRoleProvider,
    timeout::TimeoutConfig,
};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use muster_workflows::domain::runbook::Aws;
use secrecy::ExposeSecret;
use tokio::sync::Mutex;

use crate::config::AwsConfig;

mod actions;
mod cloudwatch;
mod ec2;
mod ec2_reboot;
mod ec2_replace;
mod ec2_stop_start;
mod ecs_redeploy;
mod elb_weights;
mod failure;
mod mark;
mod route53_weights;
mod settling;
mod weights;

/// How long one call may take, and with it what is needed to make it, such as assuming a role.
const CALL: Duration = Duration::from_secs(10);
/// How long it may take to reach anybody.
const CONNECT: Duration = Duration::from_secs(5);
/// What AWS's records of who did what show.
const SESSION: &str = "muster";

/// Clients for each region and role, made when they are first needed.
pub(crate) struct AwsClients {
    given: AwsConfig,
    known: Mutex<BTreeMap<(String, Option<String>), SdkConfig>>,
    changes: route53_weights::Changes,
}

impl AwsClients {
    /// Knows nobody yet.
    pub(crate) fn new(given: &AwsConfig) -> Self {
        Self { given: given.clone(), known: Mutex::default(), changes: route53_weights::Changes::default() }
    }

    /// As this role in this region. Whoever asks next shares its credentials and connections.
    async fn of(&self, Aws { region, role }: &Aws) -> SdkConfig {
        let mut known = self.known.lock().await;
        let own = (region.clone(), None);
        if !known.contains_key(&own) {
            known.insert(own.clone(), self.load(region).await);
        }
        let config = known[&own].clone();
        let Some(role) = role else { return config };
        let assumed = (region.clone(), Some(role.clone()));
        if !known.contains_key(&assumed) {
            known.insert(assumed.clone(), assume(&config, role).await);
        }
        known[&assumed].clone()
    }

    async fn load(&self, region: &str) -> SdkConfig {
        let http = aws_smithy_http_client::Builder::new()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .build_https();
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT)
            .operation_attempt_timeout(CALL)
            .operation_timeout(CALL);
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .region(Region::new(region.to_owned()))
            .http_client(http)
            .timeout_config(timeouts.build())
            // Whether it is tried again, and when, is for the workflow to say.
            .retry_config(RetryConfig::disabled())
            .identity_cache(IdentityCache::lazy().build());
        if let Some(url) = &self.given.endpoint_url {
            loader = loader.endpoint_url(url.as_str().trim_end_matches('/'));
        }
        if let Some(keys) = &self.given.keys {
            let secret = keys.secret.expose_secret();
            loader = loader.credentials_provider(Credentials::new(
                &keys.id,
                secret,
                None,
                None,
                "Muster's settings",
            ));
        }
        loader.load().await
    }

    async fn auto_scaling(&self, aws: &Aws) -> aws_sdk_autoscaling::Client {
        aws_sdk_autoscaling::Client::new(&self.of(aws).await)
    }

    async fn ecs(&self, aws: &Aws) -> aws_sdk_ecs::Client {
        aws_sdk_ecs::Client::new(&self.of(aws).await)
    }

    async fn route53(&self, aws: &Aws) -> aws_sdk_route53::Client {
        aws_sdk_route53::Client::new(&self.of(aws).await)
    }

    async fn load_balancing(&self, aws: &Aws) -> aws_sdk_elasticloadbalancingv2::Client {
        aws_sdk_elasticloadbalancingv2::Client::new(&self.of(aws).await)
    }

    async fn cloudwatch(&self, aws: &Aws) -> aws_sdk_cloudwatch::Client {
        aws_sdk_cloudwatch::Client::new(&self.of(aws).await)
    }
}

async fn assume(own: &SdkConfig, role: &str) -> SdkConfig {
    let provider = AssumeRoleProvider::builder(role).session_name(SESSION).configure(own).build().await;
    let builder = own.to_builder().credentials_provider(SharedCredentialsProvider::new(provider));
    builder.identity_cache(IdentityCache::lazy().build()).build()
}

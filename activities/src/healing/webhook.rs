//! A signed request, as <https://www.standardwebhooks.com> says: whoever receives it knows by its id what came twice.

use std::time::Duration;

use jiff::Timestamp;
use muster_workflows::{
    contract::{
        System,
        healing::{Act, Prepared},
    },
    domain::runbook::Webhook,
};
use reqwest::header::CONTENT_TYPE;
use secrecy::ExposeSecret;
use serde_json::json;
use standardwebhooks::{
    HEADER_WEBHOOK_ID, HEADER_WEBHOOK_SIGNATURE, HEADER_WEBHOOK_TIMESTAMP, Webhook as Signer,
};
use url::Url;

use super::Healer;
use crate::{failure::Failure, http};

/// What to do about it. Not everybody has webhooks, so that a worker starts without.
const NO_SECRET: &str = "the worker has no secret to sign webhooks with. Set MUSTER_WEBHOOK_SECRET for it, \
                         whsec_ and 24 to 64 bytes in base64, and give it to whoever receives them.";

/// Longer than any attempt, which is what a runbook's `within` limits: it may take a while to heal something.
const CALL: Duration = Duration::from_secs(2 * 86_400);

impl Healer {
    pub(super) fn look_at_webhook(&self, webhook: &Webhook) -> Result<Prepared, Failure> {
        self.signer()?;
        // Not its path, which can be secret.
        let to = address(webhook)?.origin().ascii_serialization();
        let will = format!("a signed request is sent to {to}");
        Ok(Prepared { will, ..Prepared::default() })
    }

    pub(super) async fn send_webhook(&self, webhook: &Webhook, act: &Act) -> Result<(), Failure> {
        let signer = self.signer()?;
        let body = json!({
            "runbook": act.runbook, "target": act.target, "begun_at": act.begun_at, "data": webhook.data,
        })
        .to_string();
        let now = Timestamp::now().as_second();
        let signature = signer
            .sign(&act.id, now, body.as_bytes())
            .map_err(|error| Failure::unexpected(System::Webhook, error.to_string()))?;
        let request = self
            .http
            .post(address(webhook)?)
            .header(HEADER_WEBHOOK_ID, &act.id)
            .header(HEADER_WEBHOOK_TIMESTAMP, now)
            .header(HEADER_WEBHOOK_SIGNATURE, signature)
            .header(CONTENT_TYPE, "application/json")
            .timeout(CALL)
            .body(body);
        http::send(System::Webhook, request).await.map(drop)
    }

    fn signer(&self) -> Result<Signer, Failure> {
        let secret = self
            .webhook_secret
            .as_ref()
            .ok_or_else(|| Failure::refused(System::Webhook, "no_secret", NO_SECRET))?;
        Signer::new(secret.expose_secret())
            .map_err(|_| Failure::refused(System::Webhook, "bad_secret", NO_SECRET))
    }
}

fn address(webhook: &Webhook) -> Result<Url, Failure> {
    Url::parse(&webhook.url).map_err(|error| {
        Failure::refused(System::Webhook, "bad_address", format!("its address is none: {error}"))
    })
}

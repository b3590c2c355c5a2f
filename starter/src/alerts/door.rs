//! Who may tell of alerts, and how they prove who they are.

use axum::http::{HeaderMap, header::AUTHORIZATION};
use jiff::{SignedDuration, Timestamp};
use muster_activities::config::Environment;
use muster_workflows::domain::runbook::SignedRequest;
use secrecy::{ExposeSecret, SecretString};
use standardwebhooks::{HEADER_WEBHOOK_ID, Webhook};

use super::{Sns, signed_request};

/// What monitors prove who they are with; none where that is absent.
#[derive(Clone, Default)]
pub struct Sources {
    /// `MUSTER_ALERTS_TOKEN`: the bearer token of Alertmanager and Grafana.
    pub token: Option<SecretString>,
    /// `MUSTER_ALERTS_SECRET`: what any other monitor signs with, `whsec_…`.
    pub secret: Option<SecretString>,
    /// `MUSTER_ALERTS_SNS_TOPICS`: the topics of Amazon SNS that may send CloudWatch's alarms.
    pub sns: Option<Sns>,
}

impl Sources {
    /// Reads them.
    pub(crate) fn read(environment: &mut Environment) -> Self {
        let token = environment.optional_secret("MUSTER_ALERTS_TOKEN");
        let secret = environment.optional_secret(SECRET);
        if secret.as_ref().is_some_and(|secret| Webhook::new(secret.expose_secret()).is_err()) {
            environment.problem(SECRET, "is none: write whsec_ and 24 to 64 bytes in base64");
        }
        let sns = Sns::read(environment);
        Self { token, secret, sns }
    }

    /// Whether Alertmanager sent it; if not, why.
    pub(super) fn check_token(&self, headers: &HeaderMap) -> Result<(), &'static str> {
        let token =
            self.token.as_ref().ok_or("MUSTER_ALERTS_TOKEN is not set here, so that nobody has it")?;
        let given = headers.get(AUTHORIZATION).ok_or("there is no Authorization")?;
        let given = given.to_str().ok().and_then(|given| given.strip_prefix("Bearer "));
        let given = given.ok_or("its Authorization is no bearer token")?;
        match is_same(given.trim().as_bytes(), token.expose_secret().as_bytes()) {
            true => Ok(()),
            false => Err("its token is another"),
        }
    }

    /// By what a signed request is known; if it is not signed, why.
    pub(super) fn check_signature(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: Timestamp,
    ) -> Result<SignedRequest, String> {
        let secret =
            self.secret.as_ref().ok_or("MUSTER_ALERTS_SECRET is not set here, so that nobody has it")?;
        let webhook = Webhook::new(secret.expose_secret()).map_err(|error| error.to_string())?;
        webhook.verify(body, headers).map_err(|error| error.to_string())?;
        let id = headers.get(HEADER_WEBHOOK_ID).and_then(|id| id.to_str().ok());
        let id = id.filter(|id| !id.is_empty()).ok_or_else(|| format!("there is no {HEADER_WEBHOOK_ID}"))?;
        Ok(signed_request("signed", id, now + HOLDS_FOR))
    }
}

/// So long at most a signature holds: five minutes, and another five where the clock of who signed is ahead.
const HOLDS_FOR: SignedDuration = SignedDuration::from_mins(10);

const SECRET: &str = "MUSTER_ALERTS_SECRET";

/// Takes as long for what is nearly right as for what is not, so that nobody finds out letter by letter.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let differing = one.iter().zip(other).fold(0, |all, (one, other)| all | (one ^ other));
    one.len() == other.len() && differing == 0
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_the_token_lets_in() {
        let sources = Sources { token: Some("open sesame".into()), ..Sources::default() };
        let check = |value: Option<&'static str>| {
            let headers = value.map(|value| (AUTHORIZATION, HeaderValue::from_static(value)));
            sources.check_token(&HeaderMap::from_iter(headers))
        };
        assert_eq!(check(Some("Bearer open sesame")), Ok(()));
        for wrong in
            [None, Some("open sesame"), Some("Basic open sesame"), Some("Bearer open"), Some("Bearer ")]
        {
            assert!(check(wrong).is_err(), "{wrong:?}");
        }
        let nobody = Sources::default();
        assert!(
            nobody
                .check_token(&HeaderMap::from_iter([(AUTHORIZATION, HeaderValue::from_static("Bearer "))]))
                .is_err()
        );
    }
}

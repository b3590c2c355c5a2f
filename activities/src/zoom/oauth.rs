//! Server-to-server OAuth: one token for all calls, renewed before it expires.

use std::time::{Duration, Instant};

use muster_workflows::contract::System;
use reqwest::{Client, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;

use crate::{config::ZoomConfig, failure::Failure, http};

/// A token is renewed so long before it expires, so that no call is under way with it then.
const BEFORE_EXPIRY: Duration = Duration::from_secs(120);

/// Where tokens come from.
pub(super) struct OAuth {
    http: Client,
    config: ZoomConfig,
    /// Locked while a token is renewed: whoever comes meanwhile waits for the same one.
    current: Mutex<Option<Token>>,
}

/// An access token.
#[derive(Clone)]
pub(super) struct Token {
    value: SecretString,
    renew_at: Instant,
}

#[derive(Deserialize)]
struct Granted {
    access_token: SecretString,
    /// Seconds.
    expires_in: u64,
}

impl OAuth {
    pub(super) fn new(http: Client, config: &ZoomConfig) -> Self {
        Self { http, config: config.clone(), current: Mutex::new(None) }
    }

    /// The token to call with.
    pub(super) async fn token(&self) -> Result<Token, Failure> {
        let mut current = self.current.lock().await;
        match &*current {
            Some(token) if Instant::now() < token.renew_at => Ok(token.clone()),
            _ => Ok(current.insert(self.grant().await?).clone()),
        }
    }

    /// Another token than one that Zoom does not take; somebody else may have fetched it already.
    pub(super) async fn instead_of(&self, refused: &Token) -> Result<Token, Failure> {
        let mut current = self.current.lock().await;
        match &*current {
            Some(token) if token.value.expose_secret() != refused.value.expose_secret() => Ok(token.clone()),
            _ => Ok(current.insert(self.grant().await?).clone()),
        }
    }

    async fn grant(&self) -> Result<Token, Failure> {
        let config = &self.config;
        let request = self
            .http
            .post(config.oauth_url.clone())
            .basic_auth(&config.client_id, Some(config.client_secret.expose_secret()))
            .form(&[("grant_type", "account_credentials"), ("account_id", &config.account_id)]);
        let granted: Granted = http::send(System::Meeting, request).await?.json()?;
        let life = Duration::from_secs(granted.expires_in).saturating_sub(BEFORE_EXPIRY);
        Ok(Token { value: granted.access_token, renew_at: Instant::now() + life })
    }
}

impl Token {
    pub(super) fn authorize(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(self.value.expose_secret())
    }
}

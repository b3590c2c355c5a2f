//! The Slack client, for nothing but answering the person in front of it.

use std::{future::Future, time::Duration};

use hyper_rustls::HttpsConnectorBuilder;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use slack_morphism::{errors::SlackClientError, prelude::*};
use tokio::sync::OnceCell;
use url::Url;

use super::{events::Outcome, problem::SlackTrouble};

/// A trigger lives 3 s, and so long waits the person.
const LIMIT: Duration = Duration::from_secs(2);

/// Slack, as the app that people installed.
pub struct Slack {
    pub(super) client: SlackHyperClient,
    token: SlackApiToken,
    team: OnceCell<SlackTeamId>,
}

/// Why there is no Slack client.
#[derive(Debug, thiserror::Error)]
#[error("the system's root certificates cannot be read: {0}")]
pub struct InvalidApi(#[from] std::io::Error);

impl Slack {
    /// The Slack at this base, `https://slack.com/api` for the real one, with a bot's token.
    ///
    /// # Errors
    /// The system has no root certificates.
    pub fn new(api: &Url, token: &SecretString) -> Result<Self, InvalidApi> {
        let https = HttpsConnectorBuilder::new()
            .with_native_roots()?
            // The sandbox has no certificate; a token is sent where the operator says.
            .https_or_http()
            .enable_http1()
            .enable_http2()
            .build();
        let connector = SlackClientHyperHttpsConnector::with_connector(https)
            .with_slack_api_url(api.as_str().trim_end_matches('/'));
        Ok(Self {
            client: SlackClient::new(connector),
            token: SlackApiToken::new(token.expose_secret().into()),
            team: OnceCell::new(),
        })
    }

    /// The workspace in which the app is installed.
    pub(super) async fn team(&self) -> Result<&SlackTeamId, SlackTrouble> {
        let ask = async { Ok(limited(self.session().auth_test()).await?.team_id) };
        self.team.get_or_try_init(|| ask).await
    }

    pub(super) async fn user(&self, id: &str) -> Result<SlackUser, SlackTrouble> {
        let request = SlackApiUsersInfoRequest::new(id.into());
        Ok(limited(self.session().users_info(&request)).await?.user)
    }

    /// A channel's name, without `#`; a direct message has none.
    pub(super) async fn channel_name(&self, id: &str) -> Result<Option<String>, SlackTrouble> {
        let request = SlackApiConversationsInfoRequest::new(id.into());
        Ok(limited(self.session().conversations_info(&request)).await?.channel.name)
    }

    pub(super) async fn open(&self, trigger: &str, form: SlackView) -> Result<(), SlackTrouble> {
        let request = SlackApiViewsOpenRequest::new(trigger.into(), form);
        limited(self.session().views_open(&request)).await.map(drop)
    }

    /// Shows somebody their home tab.
    pub(super) async fn publish(&self, user: &str, home: SlackView) -> Result<(), SlackTrouble> {
        let request = SlackApiViewsPublishRequest::new(user.into(), home);
        limited(self.session().views_publish(&request)).await.map(drop)
    }

    /// Shows a message in a channel to one person only.
    pub(super) async fn whisper(
        &self,
        channel: &str,
        user: &str,
        content: SlackMessageContent,
    ) -> Result<(), SlackTrouble> {
        let request = SlackApiChatPostEphemeralRequest::new(channel.into(), user.into(), content);
        limited(self.session().chat_post_ephemeral(&request)).await.map(drop)
    }

    /// Answers, to that person only, where they pressed something.
    pub(super) async fn respond(&self, to: &Url, content: SlackMessageContent) -> Result<(), SlackTrouble> {
        // A response is ephemeral unless it says otherwise.
        let message = SlackApiPostWebhookMessageRequest::new(content).with_replace_original(false);
        let to = SlackResponseUrl(to.clone());
        limited(self.client.respond_to_event(&to, &message)).await.map(drop)
    }

    /// Lets a Slack Workflow go on, or stops it, with the token that came with its step.
    pub(super) async fn complete(
        &self,
        token: &SecretString,
        execution: &str,
        outcome: &Outcome,
    ) -> Result<(), SlackTrouble> {
        let (method, body) = match outcome {
            Outcome::Success(outputs) => {
                ("functions.completeSuccess", json!({"function_execution_id": execution, "outputs": outputs}))
            }
            Outcome::Error(error) => {
                ("functions.completeError", json!({"function_execution_id": execution, "error": error}))
            }
        };
        let token = SlackApiToken::new(token.expose_secret().into());
        let session = self.client.open_session(&token);
        let completed = session.http_session_api.http_post::<_, serde::de::IgnoredAny>(method, &body, None);
        limited(completed).await.map(drop)
    }

    /// Where the next connection of Socket Mode is opened, once. It holds a secret.
    pub(super) async fn socket_address(&self, app_token: &SlackApiToken) -> Result<Url, SlackTrouble> {
        let request = SlackApiAppsConnectionOpenRequest::new();
        Ok(self.client.open_session(app_token).apps_connections_open(&request).await?.url.0)
    }

    pub(super) fn session(&self) -> SlackClientSession<'_, SlackClientHyperHttpsConnector> {
        self.client.open_session(&self.token)
    }
}

async fn limited<T>(call: impl Future<Output = Result<T, SlackClientError>>) -> Result<T, SlackTrouble> {
    within(LIMIT, call).await
}

pub(super) async fn within<T>(
    limit: Duration,
    call: impl Future<Output = Result<T, SlackClientError>>,
) -> Result<T, SlackTrouble> {
    match tokio::time::timeout(limit, call).await {
        Ok(answer) => answer.map_err(SlackTrouble::from),
        Err(_) => Err(SlackTrouble::Slow(limit)),
    }
}

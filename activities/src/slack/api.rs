//! Slack's Web API as Muster calls it.
//!
//! Answers are read here by what Muster needs of them, not by slack-morphism's own types: a kind of message that
//! it does not know must not lose a transcript, and an answer without `ok` must not pass for a yes.

use std::time::Duration;

use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy;
use muster_workflows::contract::System;
use reqwest::StatusCode;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use slack_morphism::{
    SlackApiToken, SlackClient,
    errors::{SlackClientApiError, SlackClientError, SlackClientHttpProtocolError, SlackClientProtocolError},
    hyper_tokio::{SlackClientHyperConnector, SlackHyperClient},
    prelude::SlackApiAppsConnectionOpenRequest,
};
use tokio::time::timeout;
use url::Url;

use crate::{config::SlackConfig, failure::Failure, http};

/// How long one call may take; an attempt of several has its own limit.
const CALL: Duration = Duration::from_secs(30);

/// Slack's errors that pass.
const NOT_NOW: &[&str] = &[
    "accesslimited",
    "fatal_error",
    "internal_error",
    "request_timeout",
    "service_unavailable",
    "team_added_to_org",
];

/// Whether one of Slack's errors says: not now.
pub fn says_not_now(error: &str) -> bool {
    NOT_NOW.contains(&error)
}

/// Those of which Slack says that "some aspect of the operation" may have succeeded before.
const BROKE_IN_IT: &[&str] = &["fatal_error", "internal_error"];

/// A client with its token.
pub(crate) struct Api {
    client: SlackHyperClient,
    token: SecretString,
    url: Url,
}

/// Whose a token is, and what it may do.
pub(crate) struct Token {
    /// The bot's name.
    pub(crate) user: String,
    /// The workspace's.
    pub(crate) team: String,
    pub(crate) scopes: Vec<String>,
}

/// What every answer has.
#[derive(Deserialize)]
struct Answer<T> {
    ok: bool,
    #[serde(flatten)]
    rest: T,
}

/// An answer of which nothing is needed but that it is a yes.
#[derive(Deserialize)]
pub(crate) struct Done {}

/// Where a list goes on.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct ResponseMetadata {
    #[serde(default)]
    pub(crate) next_cursor: String,
}

impl Api {
    pub(crate) fn new(config: &SlackConfig) -> std::io::Result<Self> {
        let https = HttpsConnectorBuilder::new()
            .with_native_roots()?
            // Another base than Slack's own is on this machine.
            .https_or_http()
            .enable_http1()
            .enable_http2()
            .build();
        let connector =
            SlackClientHyperConnector::with_connector(https).with_slack_api_url(config.api_url.as_str());
        let url = config.api_url.clone();
        Ok(Self { client: SlackClient::new(connector), token: config.token.clone(), url })
    }

    /// Calls a method that reads, with its arguments as a form: some take nothing else.
    pub(crate) async fn get<T>(&self, method: &str, arguments: &[(&str, &str)]) -> Result<T, Failure>
    where
        T: DeserializeOwned + Send,
    {
        let token = self.token();
        let session = self.client.open_session(&token);
        let arguments: Vec<_> = arguments.iter().map(|&(name, value)| (name, Some(value))).collect();
        within(session.http_session_api.http_get(method, &arguments, None)).await
    }

    /// Calls a method that makes or changes something.
    pub(crate) async fn post<A, T>(&self, method: &str, arguments: &A) -> Result<T, Failure>
    where
        A: Serialize + Send + Sync,
        T: DeserializeOwned + Send,
    {
        let token = self.token();
        let session = self.client.open_session(&token);
        within(session.http_session_api.http_post(method, arguments, None)).await
    }

    /// Whose the token is. What it may do stands in a header, which slack-morphism does not show.
    pub(crate) async fn token_itself(&self) -> Result<Token, Failure> {
        #[derive(Deserialize)]
        struct Whose {
            #[serde(default)]
            error: Option<String>,
            #[serde(default)]
            user: String,
            #[serde(default)]
            team: String,
        }
        let client = http::client().map_err(|error| unavailable(error.to_string()))?;
        let url = http::below(&self.url, ["auth.test"]);
        let request = client.post(url).bearer_auth(self.token.expose_secret());
        let response = request.send().await.map_err(|error| http::unreachable(System::Chat, error))?;
        let scopes = response.headers().get("x-oauth-scopes").and_then(|scopes| scopes.to_str().ok());
        // Without the header there is none that the doctor could count on.
        let scopes = scopes
            .map_or_else(Vec::new, |scopes| scopes.split(',').map(|scope| scope.trim().to_owned()).collect());
        let whose: Whose =
            response.json().await.map_err(|error| unavailable(error.without_url().to_string()))?;
        match whose.error {
            Some(error) => Err(Failure::refused(System::Chat, error.clone(), error)),
            None => Ok(Token { user: whose.user, team: whose.team, scopes }),
        }
    }

    /// Asks for a connection for Socket Mode, and opens none.
    pub(crate) async fn open_connection(&self, app_token: &str) -> Result<(), Failure> {
        let token = SlackApiToken::new(app_token.into());
        let opened = self
            .client
            .open_session(&token)
            .apps_connections_open(&SlackApiAppsConnectionOpenRequest::new())
            .await;
        opened.map(drop).map_err(failure)
    }

    fn token(&self) -> SlackApiToken {
        SlackApiToken::new(self.token.expose_secret().into())
    }
}

async fn within<T>(call: impl Future<Output = Result<Answer<T>, SlackClientError>>) -> Result<T, Failure> {
    let answer = timeout(CALL, call).await.map_err(|_| unanswered("no answer in time"))?;
    match answer.map_err(failure)? {
        Answer { ok: true, rest } => Ok(rest),
        Answer { ok: false, .. } => Err(unexpected("an answer that says no and not why")),
    }
}

fn failure(error: SlackClientError) -> Failure {
    match error {
        SlackClientError::ApiError(error) => refusal(&error),
        SlackClientError::RateLimitError(error) => {
            let code = error.code.unwrap_or_else(|| "ratelimited".to_owned());
            Failure::rate_limited(System::Chat, error.retry_after, code)
        }
        SlackClientError::HttpError(error) if error.status_code == StatusCode::SERVICE_UNAVAILABLE => {
            unavailable(error.status_code.to_string())
        }
        SlackClientError::HttpError(error) if error.status_code.is_server_error() => {
            unanswered(error.status_code.to_string())
        }
        SlackClientError::HttpError(error) => {
            Failure::refused(System::Chat, error.status_code.as_str(), error.status_code.to_string())
        }
        SlackClientError::ProtocolError(error) => misunderstanding(&error),
        SlackClientError::HttpProtocolError(SlackClientHttpProtocolError { cause: Some(cause) }) => {
            let connecting = cause.downcast_ref::<legacy::Error>();
            match connecting.is_some_and(legacy::Error::is_connect) {
                true => unavailable(chain(cause.as_ref())),
                false => unanswered(chain(cause.as_ref())),
            }
        }
        SlackClientError::HttpProtocolError(_) => unanswered("the connection broke"),
        SlackClientError::SystemError(error) => unavailable(match error.cause {
            Some(cause) => chain(cause.as_ref()),
            None => error.message.unwrap_or_else(|| "unreachable".to_owned()),
        }),
        other @ (SlackClientError::EndOfStream(_) | SlackClientError::SocketModeProtocolError(_)) => {
            unexpected(other.to_string())
        }
    }
}

fn refusal(error: &SlackClientApiError) -> Failure {
    let code = error.code.as_str();
    if code == "ratelimited" || code == "rate_limited" {
        return Failure::rate_limited(System::Chat, None, code);
    }
    if BROKE_IN_IT.contains(&code) {
        return unanswered(code);
    }
    if says_not_now(code) {
        return unavailable(code);
    }
    let explanations = error.http_response_body.as_deref().map_or_else(Vec::new, explanations);
    let words = match explanations.is_empty() {
        true => code.to_owned(),
        false => format!("{code}: {}", explanations.join(" ")),
    };
    Failure::refused(System::Chat, code, words)
}

/// What Slack says about wrong arguments and blocks.
fn explanations(body: &str) -> Vec<String> {
    #[derive(Default, Deserialize)]
    struct Body {
        #[serde(default)]
        response_metadata: Metadata,
    }
    #[derive(Default, Deserialize)]
    struct Metadata {
        #[serde(default)]
        messages: Vec<String>,
    }
    // The code has been read from it before; what else is in it only helps.
    serde_json::from_str::<Body>(body).map_or_else(|_| Vec::new(), |body| body.response_metadata.messages)
}

/// An answer that is no JSON comes from what stands before Slack, and passes; slack-morphism hands it on as an
/// empty object. JSON that lacks something does not pass.
fn misunderstanding(error: &SlackClientProtocolError) -> Failure {
    #[derive(Deserialize)]
    struct Envelope {
        #[serde(rename = "ok")]
        _ok: bool,
    }
    match error.json_body.as_deref().map(serde_json::from_str::<Envelope>) {
        Some(Ok(_)) => unexpected(format!("an answer that the API does not promise: {}", error.json_error)),
        Some(Err(_)) | None => unavailable("no answer of the API's but a page"),
    }
}

fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let chain = std::iter::successors(Some(error), |error| error.source());
    chain.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

fn unanswered(words: impl Into<String>) -> Failure {
    Failure::unanswered(System::Chat, words)
}

fn unavailable(words: impl Into<String>) -> Failure {
    Failure::unavailable(System::Chat, words)
}

fn unexpected(words: impl Into<String>) -> Failure {
    Failure::unexpected(System::Chat, words)
}

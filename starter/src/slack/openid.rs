//! Signing in with Slack: what a browser brought from there is exchanged for who it is.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use slack_morphism::{SlackClientApiCallContext, SlackClientHttpConnector, prelude::ValueStruct};

use super::{
    client::{Slack, within},
    problem::SlackTrouble,
};

/// How long it may take: somebody looks at a white page meanwhile.
const WITHIN: Duration = Duration::from_secs(5);

/// What is exchanged.
pub(crate) struct Exchange<'a> {
    /// What the browser brought: good once.
    pub(crate) code: &'a str,
    /// Where the browser was sent with it.
    pub(crate) redirect_uri: &'a str,
    /// Whose sign-in it is: the app's.
    pub(crate) client_id: &'a str,
    /// And by this Slack knows the app.
    pub(crate) client_secret: &'a SecretString,
}

#[derive(Serialize)]
struct Request<'a> {
    grant_type: &'static str,
    code: &'a str,
    redirect_uri: &'a str,
    client_id: &'a str,
    client_secret: &'a str,
}

/// The access token that comes along is not read: the ID token says all that Muster asks.
#[derive(Deserialize)]
struct Response {
    id_token: SecretString,
}

impl Slack {
    /// The workspace in which the app is installed, of which people have to be.
    pub(crate) async fn workspace(&self) -> Result<&str, SlackTrouble> {
        Ok(self.team().await?.value())
    }

    /// The ID token, directly from Slack (`openid.connect.token`).
    pub(crate) async fn id_token(&self, exchange: &Exchange<'_>) -> Result<SecretString, SlackTrouble> {
        let Exchange { code, redirect_uri, client_id, client_secret } = *exchange;
        let client_secret = client_secret.expose_secret();
        let request =
            Request { grant_type: "authorization_code", code, redirect_uri, client_id, client_secret };
        let span = tracing::debug_span!("openid.connect.token");
        // The app proves who it is by its secret, and sends no token.
        let context = SlackClientApiCallContext {
            rate_control_params: None,
            token: None,
            tracing_span: &span,
            is_sensitive_url: false,
        };
        let connector = &self.client.http_api.connector;
        let exchanged = connector.http_post("openid.connect.token", &request, context);
        let Response { id_token } = within(WITHIN, exchanged).await?;
        Ok(id_token)
    }
}

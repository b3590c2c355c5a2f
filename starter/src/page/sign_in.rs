//! Signing in with Slack, by OpenID Connect's authorization code flow.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, header::SET_COOKIE},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

use super::{FromOwnPage, Notice};
use crate::{
    serve::App,
    slack::{Exchange, Outsider},
};

mod cookie;
mod destination;
mod openid;
mod refusals;
mod seal;
mod session;
mod settings;
mod viewer;

use cookie::Cookie;
use destination::Destination;
use session::{Session, Silence};
pub use settings::SignInSettings;
pub(crate) use viewer::Viewer;

/// Where it begins, `?to=` a path of the page.
const SIGN_IN: &str = "/sign-in";
/// Where Slack sends people back to; the app's manifest has it, too.
const BACK_FROM_SLACK: &str = "/sign-in/slack";
/// Where it ends.
pub(super) const SIGN_OUT: &str = "/sign-out";

/// As long as a code of Slack's lives.
const ATTEMPT_LASTS: SignedDuration = SignedDuration::from_mins(10);
/// A long shift.
const SESSION_LASTS: SignedDuration = SignedDuration::from_hours(12);

/// How people sign in to the page.
pub struct SignIn {
    settings: SignInSettings,
    redirect_uri: String,
    attempts: Cookie<Attempt>,
    sessions: Cookie<Session>,
    silence: Silence,
}

/// What a browser remembers of a sign-in that it has begun.
#[derive(Serialize, Deserialize)]
struct Attempt {
    /// Comes back by the address: what another browser has begun is not taken (RFC 6749, 10.12).
    state: String,
    /// Comes back in the ID token: what was issued for another sign-in is not taken.
    nonce: String,
    to: Destination,
}

impl SignIn {
    /// With Slack, as it is set up.
    pub fn new(settings: SignInSettings) -> Self {
        let is_secure = settings.url.scheme() == "https";
        let secret = &settings.client_secret;
        let origin = settings.url.origin().ascii_serialization();
        Self {
            redirect_uri: format!("{origin}{BACK_FROM_SLACK}"),
            attempts: Cookie::new("muster-sign-in", is_secure, secret, ATTEMPT_LASTS),
            sessions: Cookie::new("muster-session", is_secure, secret, SESSION_LASTS),
            silence: Silence::default(),
            settings,
        }
    }

    /// Where people reach it.
    pub(super) fn page(&self) -> &Url {
        &self.settings.url
    }

    /// Where Slack asks whether they want to. A workspace that is not known Slack asks for, too.
    fn at_slack(&self, attempt: &Attempt, team: Option<&str>) -> Url {
        let mut url = self.settings.authorize_url.clone();
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("scope", "openid profile")
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("state", &attempt.state)
            .append_pair("nonce", &attempt.nonce)
            .extend_pairs(team.map(|team| ("team", team)));
        url
    }

    /// Whose sign-in it is, by what the browser brought from Slack.
    async fn finish(&self, app: &App, attempt: &Attempt, code: &str) -> Result<Session, Notice> {
        let to = &attempt.to;
        let refused = |trouble| {
            tracing::warn!(%trouble, "not signed in");
            refusals::slack(&trouble, to)
        };
        let exchange = Exchange {
            code,
            redirect_uri: &self.redirect_uri,
            client_id: &self.settings.client_id,
            client_secret: &self.settings.client_secret,
        };
        let token: SecretString = app.slack.id_token(&exchange).await.map_err(refused)?;
        let client_id = &self.settings.client_id;
        let identity = openid::identity(token.expose_secret(), client_id, &attempt.nonce, Timestamp::now());
        let identity = identity.map_err(|wrong| {
            tracing::error!(%wrong, "not signed in: the ID token does not count");
            refusals::not_proven(to)
        })?;
        let workspace = app.slack.workspace().await.map_err(refused)?;
        let verdict = if identity.team == workspace {
            app.members.who(&app.slack, &identity.user).await.map_err(refused)?
        } else {
            Err(Outsider::Stranger)
        };
        let person = verdict.map_err(|outsider| {
            tracing::info!(user = identity.user, ?outsider, "not signed in: no full member");
            refusals::outsider(outsider)
        })?;
        Session::of(&person).ok_or_else(|| refusals::not_proven(to))
    }
}

type Both = (Arc<App>, Arc<SignIn>);

pub(super) fn routes(app: &Arc<App>, sign_in: &Arc<SignIn>) -> Router<Arc<App>> {
    let ends = Router::new().route(SIGN_OUT, post(end));
    Router::new()
        .route(SIGN_IN, get(begin))
        .route(BACK_FROM_SLACK, get(back_from_slack))
        .with_state((Arc::clone(app), Arc::clone(sign_in)))
        .merge(ends)
}

#[derive(Default, Deserialize)]
struct Begin {
    to: Option<String>,
}

async fn begin(State((app, sign_in)): State<Both>, begin: Result<Query<Begin>, QueryRejection>) -> Response {
    let Begin { to } = begin.map(|Query(begin)| begin).unwrap_or_default();
    let attempt = Attempt {
        state: unguessable(),
        nonce: unguessable(),
        to: Destination::of(to.as_deref(), sign_in.page()),
    };
    let workspace = app.slack.workspace().await.inspect_err(|trouble| {
        tracing::warn!(%trouble, "Slack does not say which workspace it is, and will ask for it");
    });
    let at_slack = sign_in.at_slack(&attempt, workspace.ok());
    with_cookies([sign_in.attempts.give(attempt)], Redirect::to(at_slack.as_str()))
}

/// What Slack sends back.
#[derive(Default, Deserialize)]
struct Answer {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
}

async fn back_from_slack(
    State((app, sign_in)): State<Both>,
    headers: HeaderMap,
    answer: Result<Query<Answer>, QueryRejection>,
) -> Response {
    let answer = answer.map(|Query(answer)| answer).unwrap_or_default();
    let begun = sign_in.attempts.read(&headers).filter(|begun| answer.state.as_ref() == Some(&begun.state));
    let Some(attempt) = begun else {
        // What the browser remembers may belong to another tab, which goes on.
        return refusals::not_begun_here(&Destination::of(None, sign_in.page())).into_response();
    };
    let forgotten = sign_in.attempts.take_back();
    let finished = match (&answer.code, answer.error.as_deref()) {
        (_, Some("access_denied")) => Err(refusals::cancelled(&attempt.to)),
        (Some(code), None) => sign_in.finish(&app, &attempt, code).await,
        (_, error) => {
            tracing::error!(?error, "not signed in: Slack sends people back without a code");
            Err(refusals::not_proven(&attempt.to))
        }
    };
    match finished {
        Ok(session) => {
            with_cookies([forgotten, sign_in.sessions.give(session)], Redirect::to(attempt.to.path()))
        }
        Err(notice) => with_cookies([forgotten], notice),
    }
}

async fn end(State(app): State<Arc<App>>, _: FromOwnPage) -> Response {
    let forgotten = app.sign_in.as_ref().and_then(|sign_in| sign_in.sessions.take_back());
    with_cookies([forgotten], refusals::signed_out())
}

fn with_cookies<const N: usize>(cookies: [Option<HeaderValue>; N], answer: impl IntoResponse) -> Response {
    let cookies: Vec<_> = cookies.into_iter().flatten().map(|cookie| (SET_COOKIE, cookie)).collect();
    (AppendHeaders(cookies), answer).into_response()
}

/// 256 bits from the system's generator.
fn unguessable() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}
